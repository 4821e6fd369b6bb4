import { isRaw, own, text, type Raw } from '../raw.ts';
import { escapeJson } from '../safe.ts';
import { bytesOf } from '../words.ts';
import { edited } from './edits.ts';
import { editJson, type Leaf } from './json-edits.ts';
import type { Ledger } from './ledger.ts';
import { isSound, joining, pieceOf, recutting, type Joined } from './pieces.ts';
import { isSecretName, secretsIn } from './secrets.ts';
import type { Redacting } from './text.ts';
import type { Wish } from './wish.ts';

/** The event of a record of a frame, if it is a JSON object. */
const eventOf = (record: Raw): Raw | undefined => {
  const event = own(record, 'event') ?? parsed(text(record, 'text') ?? '');
  return isRaw(event) ? event : undefined;
};

const parsed = (json: string): unknown => {
  if (!/^\s*\{/.test(json)) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** Collects what comes in pieces: every record goes in once, before any is redacted. */
export const surveying = (
  touched: (text: string) => boolean,
): { readonly write: (record: Raw) => void; readonly joined: () => Joined } => {
  const { write, joined } = joining(touched);
  return {
    write(record) {
      const event = own(record, 'duplicate') === true ? undefined : eventOf(record);
      if (event !== undefined) write(event);
    },
    joined,
  };
};

/** What stands where something was left out as a whole. Arguments stay JSON. */
const markers = {
  transcript: '[transcript]',
  arguments: '{"dropped":true}',
  output: '[output]',
  instructions: '[instructions]',
  image: '[image]',
} as const;

/** Fields of a record, of a change of the link, and of an event, whose values are words of a protocol. */
const ours: ReadonlySet<string> = new Set([
  'v',
  'kind',
  'seq',
  'ms',
  'at',
  'dir',
  'tool',
  'started_at',
  'exit',
]);
const ofLink: ReadonlySet<string> = new Set(['to', 'reason', 'cause', 'code', 'exit']);
const fixed: ReadonlySet<string> = new Set(['type', 'object', 'role', 'status', 'model', 'voice']);
const base64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Redacts the lines of a recording, one by one and in order. */
export const redactingRecords = (
  wish: Wish,
  {
    redact,
    ledger,
    joined,
  }: { readonly redact: Redacting; readonly ledger: Ledger; readonly joined: Joined },
): ((line: string, record: Raw) => string) => {
  const { drop, personal } = wish;
  const noSound = drop.has('audio') || personal;
  const pieces = recutting(joined, (said) => redact.edits(said));
  const marked = (what: string, marker: string): string => {
    ledger.drop(what, 0);
    return JSON.stringify(marker);
  };
  const changed = (before: string, after: string): string | undefined =>
    before === after ? undefined : JSON.stringify(after);
  const empty = (what: string, value: string): string => {
    const bytes = bytesOf(value);
    ledger.drop(what, bytes);
    return `"","dropped_bytes":${bytes}`;
  };
  /** Streams whose marker is out. */
  const marking = new Set<string>();

  const droppedPiece = (type: string, event: Raw): string | undefined => {
    const what = type.endsWith('arguments.delta') ? 'arguments' : 'transcript';
    if (!drop.has(what)) return undefined;
    const piece = pieceOf(event);
    if (piece === undefined || piece.text === '') return '""';
    const first = !marking.has(piece.stream);
    marking.add(piece.stream);
    return first ? marked(what, markers[what]) : '""';
  };

  const isDropped = (
    field: string,
    path: readonly string[],
  ): readonly [what: string, marker: string] | undefined => {
    if (drop.has('transcript') && (field === 'transcript' || field === 'text'))
      return ['transcript', markers.transcript];
    if (drop.has('arguments') && field === 'arguments') return ['arguments', markers.arguments];
    if (drop.has('arguments') && field === 'output') return ['arguments', markers.output];
    if (
      drop.has('instructions') &&
      (field === 'instructions' || field === 'prompt' || path.includes('prompt'))
    )
      return ['instructions', markers.instructions];
    return undefined;
  };

  /** What comes into the place of a value in an event. */
  const inEvent = (event: Raw, duplicate: boolean) => {
    const type = text(event, 'type') ?? '';
    const piece = pieceOf(event);
    const isKey = personal && type === 'input_audio_buffer.dtmf_event_received';
    return (leaf: Leaf, path: readonly string[]): string | undefined => {
      const field = path.at(-1) ?? '';
      if (isKey && field === 'event' && path.length === 1) return marked('keys', '[key]');
      const { value, name } = leaf;
      const tokens = path.includes('logprobs');
      if (typeof value === 'number') return tokens && field === 'bytes' ? '0' : undefined;
      if (value === '') return undefined;
      // A word of the protocol, unless it is a key that was put there.
      if (fixed.has(field) && /^[\w.-]{1,60}$/.test(value) && secretsIn(value).length === 0) return undefined;
      // Tokens spell out what was said, cut at other places than words and numbers.
      if (tokens && field === 'token') return '""';
      if ((field === 'audio' || (field === 'delta' && isSound(type))) && base64.test(value))
        return noSound ? empty('audio', value) : undefined;
      if (field === 'image_url' && value.startsWith('data:'))
        return drop.has('images') || personal ? marked('images', markers.image) : undefined;
      if (piece !== undefined && path.length === 1 && field === piece.field) {
        const gone = droppedPiece(type, event);
        if (gone !== undefined) return gone;
        // A piece that is there twice belongs to no text.
        const cut = duplicate || value !== piece.text ? '' : pieces.piece(event);
        return cut === undefined ? undefined : changed(value, cut);
      }
      const whole = isDropped(field, path);
      if (whole !== undefined) return marked(...whole);
      const secret =
        isSecretName(field) ||
        path.includes('headers') ||
        (field === 'value' && (isSecretName(name) || path.includes('client_secret')));
      if (secret) return JSON.stringify(ledger.place('secret', value));
      if (field === 'id' || field.endsWith('_id')) return changed(value, redact.id(value));
      return changed(value, redact.text(value));
    };
  };

  return (line, record) => {
    const event = eventOf(record);
    const change = event === undefined ? undefined : inEvent(event, own(record, 'duplicate') === true);
    const edits = editJson(line, (leaf, what) => {
      const { path, value } = leaf;
      const [top = ''] = path;
      if (what === 'key') {
        if (typeof value !== 'string' || /^[a-z_]{1,40}$/.test(value)) return undefined;
        return changed(value, redact.text(value));
      }
      if (top === 'event' && change !== undefined) return change(leaf, path.slice(1));
      if (typeof value === 'number' || ours.has(top)) return undefined;
      if (top === 'change' && ofLink.has(path.at(-1) ?? '') && /^[\w-]{1,40}$/.test(value)) return undefined;
      if (top === 'call_id') return wish.ids ? JSON.stringify(ledger.alias(value)) : undefined;
      // No frame of the API is binary, and nobody can look into one.
      if (top === 'base64') return empty('binary', value);
      if (top === 'text' && change !== undefined)
        return changed(
          value,
          edited(
            value,
            editJson(value, (inner, of) => (of === 'key' ? undefined : change(inner, inner.path))),
          ),
        );
      if (path.at(-1)?.endsWith('_id') === true) return changed(value, redact.id(value));
      return changed(value, redact.text(value));
    });
    if (event !== undefined && own(record, 'duplicate') !== true) pieces.write(event);
    return escapeJson(edited(line, edits));
  };
};
