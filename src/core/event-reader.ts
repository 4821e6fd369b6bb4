import { definitionOf, knownOf } from './catalogue.ts';
import { parseSignal, type Event } from './event.ts';
import { fits, gapsOf, mouldOf, type Mould, type Places } from './mould.ts';
import { Piece, type Like } from './piece.ts';
import { isPlainText, textOf } from './plain-bytes.ts';
import { text, type Raw } from './raw.ts';
import type { Signal } from './signal.ts';

/** The fields that are never the same in two pieces of one text; all else of such frames is, byte for byte. */
const free: ReadonlySet<string> = new Set(['event_id', 'delta', 'obfuscation']);
/** The fields that say whose text it is: mostly all that tells pieces of one text from those of the text before. */
const ids: ReadonlySet<string> = new Set(['response_id', 'item_id', 'call_id']);
const open: ReadonlySet<string> = new Set([...free, ...ids]);

/** Texts that grow at the same time: the agent's, the caller's, the arguments of a call. */
const mostTexts = 3;

/** Kinds of text that are met in one call: these, each at one or two places of a response. */
const mostKinds = 6;

/** What pieces of many texts have in common: one of them as it was parsed, its mould, the names of its gaps. */
type Kind = {
  readonly mould: Mould;
  readonly names: readonly string[];
  readonly type: string;
  readonly raw: Raw;
};

/** The text of a piece that fits the mould of its kind: what the definition reads when its ids stand where they belong. */
const textOfKind = (
  { names, type, raw: parsed }: Kind,
  bytes: Uint8Array,
  from: number,
  to: number,
  places: Places,
): Like | undefined => {
  const raw: Record<string, unknown> = { ...parsed };
  names.forEach((name, gap) => {
    if (ids.has(name)) raw[name] = textOf(bytes, places[2 * gap] ?? 0, places[2 * gap + 1] ?? 0);
  });
  const definition = definitionOf(type);
  const known = definition && knownOf(definition, raw);
  return known && { mould: mouldOf(bytes, from, to, names, places, free), type, known };
};

/**
 * Reads signals as `parseSignal` does, and knows pieces of texts by their bytes: what is the same, byte for byte, as a
 * frame that was parsed, but for the letters in some strings, need not be parsed.
 */
export const eventReader = (): ((signal: Signal) => Event) => {
  let texts: readonly Like[] = [];
  let kinds: readonly Kind[] = [];
  const places: Places = [];
  const learn = (event: Event, bytes: Uint8Array, from: number, to: number): void => {
    if (event.kind !== 'server' || definitionOf(event.known.type)?.joins !== true) return;
    // In many languages no piece is plain: these are not looked at any further.
    const said = text(event.raw, 'delta');
    if (said === undefined || !isPlainText(said)) return;
    const names = gapsOf(bytes, from, to, open, places);
    if (names === undefined) return;
    const mould = mouldOf(bytes, from, to, names, places, open);
    kinds = [{ mould, names, type: event.type, raw: event.raw }, ...kinds.slice(0, mostKinds - 1)];
  };
  const known = (bytes: Uint8Array, from: number, to: number): Like | undefined => {
    for (const like of texts) if (fits(like.mould, bytes, from, to, places)) return like;
    for (const kind of kinds) {
      if (!fits(kind.mould, bytes, from, to, places)) continue;
      const like = textOfKind(kind, bytes, from, to, places);
      // This gives the places of its own gaps.
      if (like === undefined || !fits(like.mould, bytes, from, to, places)) return undefined;
      texts = [like, ...texts.slice(0, mostTexts - 1)];
      return like;
    }
    return undefined;
  };
  return (signal) => {
    if (signal.kind !== 'frame' || signal.direction !== 'received') return parseSignal(signal);
    const { bytes } = signal;
    if (bytes === undefined || signal.binary === true) return parseSignal(signal);
    const { from = 0, to = bytes.length } = signal;
    const like = known(bytes, from, to);
    if (like !== undefined) return new Piece(like, signal, bytes, places);
    const event = parseSignal(signal);
    learn(event, bytes, from, to);
    return event;
  };
};
