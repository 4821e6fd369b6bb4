import type { Line, Tone, Who } from '../core/definition.ts';
import { leftOf, mayEndPassage, passageLine } from '../core/interpreted.ts';
import { linesOf } from '../core/line.ts';
import { Piece as PieceOfText } from '../core/piece.ts';
import type { Entry, Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import { whoseWords } from '../core/whose.ts';
import { grouped } from '../core/words.ts';
import { audioTally, isAudio, type AudioTally } from './audio-tally.ts';
import { diffRows, diffText, type DiffRow } from './config-diff.ts';
import { logFields } from './fields.ts';
import { gapBlock } from './gap-block.ts';
import { interpreterName, sidesShown } from './interpreter.ts';
import { rows, type Piece } from './rows.ts';
import { skippedText } from './skipped.ts';
import { theme } from './theme.ts';
import { clockColumn } from './time-column.ts';
import type { View, ViewOptions } from './view.ts';
import { widthOf } from './width.ts';

/** Who, in the words of a support engineer. */
const whoWords: Readonly<Record<Who, string>> = {
  user: 'caller',
  agent: 'agent',
  system: 'system',
  tool: 'tool',
  operator: 'operator',
  server: 'server',
  link: 'link',
};

const whoLooks: Readonly<Record<Who, Tone>> = {
  user: 'user',
  agent: 'agent',
  system: 'system',
  tool: 'tool',
  operator: 'operator',
  server: 'quiet',
  link: 'link',
};

const whoWidth = 9;

// Ids help programs; people see who and what.
const hidden: ReadonlySet<string> = new Set([
  'item',
  'response',
  'epoch',
  'item_type',
  'role',
  'heard_ms',
  'elapsed_ms',
  'at_ms',
  'cut_off',
]);

const longestSpeech = 8000;
const longestText = 600;
const longestJson = 160;
const longestDiff = 14;

/** Coloured and aligned, one event per line, for people: growing text and sound are left out until they are whole. */
export const pretty = (options: ViewOptions): View => {
  const { coloured = false, ascii = false, numbers = false, label, columns } = options;
  const paint = theme(coloured);
  const layout = rows(paint, options.highlight);
  const time = options.time ?? 'abs';
  const clock = clockColumn({ kind: time, zone: options.zone, startedAt: options.header.startedAt });
  const moment = clockColumn({ kind: 'abs', zone: options.zone, startedAt: options.header.startedAt });
  const audio = audioTally();
  const before = label === undefined ? 0 : widthOf(label) + 2;
  const start = label === undefined ? safe`` : safe`${label}  `;

  const say = (
    entry: Entry,
    line: Pick<Line, 'who' | 'interpreted' | 'fields'>,
    pieces: readonly Piece[],
    below: readonly DiffRow[] = [],
  ): Safe => {
    const seq = numbers ? (`#${entry.seq}`.padEnd(6) as Safe) : safe``;
    const stamp = time === 'none' ? safe`` : safe`${clock(entry.signal.at)}  `;
    const name = nameOf(line, ascii).padEnd(whoWidth) as Safe;
    const indent = before + seq.length + stamp.length + whoWidth;
    const head = safe`${start}${paint('dim', safe`${seq}${stamp}`)}${paint(whoLooks[line.who], name)}`;
    const width = columns?.();
    const first = safe`${head}${layout(pieces, indent, width)}`;
    if (below.length === 0) return first;
    return joinSafe([first, ...diffText(below, layout, { margin: indent, columns: width })], '\n');
  };

  const isWanted = (entry: Entry): boolean => (isAudio(entry) ? options.audio : options.deltas) === true;

  const row = (entry: Entry, line: Line): Safe | undefined => {
    const { event } = entry;
    if (line.minor === true && !isWanted(entry) && !isForeignRequest(entry)) return undefined;
    if (event.kind === 'link' && event.change.to === 'gap' && line.who === 'link') {
      const [first = safe``, ...rest] = gapBlock(event.change.gap, entry, moment);
      const block = rest.map((text) => safe`\n${say(entry, line, [{ look: 'warn', text }])}`);
      return safe`${say(entry, line, [{ look: 'mark', text: safe` ${first} ` }])}${block.join('') as Safe}`;
    }
    const told = pieces(line, entry, ascii);
    const diff = line.changes === undefined ? [] : diffRows(line.changes, { ascii, most: longestDiff });
    const mark = whoseMark(entry, line);
    const [only] = diff;
    const said =
      diff.length === 1 && only !== undefined
        ? say(entry, line, [...told, { look: undefined, text: safe`: ` }, ...only.pieces, ...mark])
        : say(entry, line, [...told, ...mark], diff);
    if (event.kind !== 'link' || event.change.to !== 'closed' || event.change.hint === undefined) return said;
    if (line.who !== 'link') return said;
    const hint: Piece = { look: undefined, text: safe`hint: ${escapeText(event.change.hint)}` };
    return safe`${said}\n${say(entry, line, [hint])}`;
  };

  let last: Entry | undefined;
  const sides = sidesShown();
  const shown = (entry: Entry): Safe | undefined => {
    // What was recognised by its bytes, two of three events, needs no closer look.
    if (options.deltas !== true && entry.event instanceof PieceOfText) return undefined;
    if (mayEndPassage(entry.event)) last = entry;
    sides.see(entry);
    if (options.deltas !== true && isPiece(entry)) return undefined;
    const rows = linesOf(entry, sides.shown).flatMap(
      (line) => row(entry, line.utterance === true ? line : withAudio(line, entry, audio)) ?? [],
    );
    return rows.length < 2 ? rows[0] : joinSafe(rows, '\n');
  };

  return {
    entry: (entry) => (entry.duplicate === true ? undefined : shown(entry)),
    skipped: (skipped) => paint('warn', skippedText(skipped)),
    end: () => {
      const entry = last;
      if (entry === undefined) return undefined;
      const { session } = entry;
      const rows = leftOf(session)
        .filter(sides.shown)
        .flatMap((one) => row(entry, passageLine(one, session)) ?? []);
      return rows.length === 0 ? undefined : joinSafe(rows, '\n');
    },
  };
};

/** Who, or in a translation session the language of the interpreter. */
const nameOf = (line: Pick<Line, 'who' | 'interpreted' | 'fields'>, ascii: boolean): Safe =>
  line.interpreted === true
    ? interpreterName(line.fields?.['language'], ascii)
    : (whoWords[line.who] as Safe);

/**
 * True for a response that another client asked for: bookkeeping otherwise, but an operator wants to see it. Who answers
 * a function has a response asked for as a matter of course.
 */
const isForeignRequest = (entry: Entry): boolean => {
  const { event, whose } = entry;
  if (event.kind !== 'server' || event.known.type !== 'response.created' || whose?.ours !== false)
    return false;
  if (event.known.fields.metadata !== undefined) return true;
  const { session } = entry;
  return session.items.get(session.order.at(-1) ?? '')?.type !== 'function_call_output';
};

/** What is done to a call by hand, rather than by the program that runs it. */
const byHand: ReadonlySet<Line['tone']> = new Set(['system', 'warn', 'user']);

/** Whose doing it was, where that is not told by the line itself: what is ours, only of a change of the session. */
const whoseMark = ({ whose }: Entry, line: Line): readonly Piece[] => {
  if (whose === undefined || (whose.ours && line.changes === undefined)) return [];
  const look = !whose.ours && byHand.has(line.tone) ? 'operator' : 'dim';
  return [
    { look: undefined, text: safe` ` },
    { look, text: safe`[${escapeText(whoseWords(whose))}]` },
  ];
};

/** True for a piece of text, of which most of a call consists: its line is not even made when it is not shown. */
const isPiece = (entry: Entry): boolean =>
  entry.event.kind === 'server' &&
  entry.event.known.type.endsWith('.delta') &&
  !isAudio(entry) &&
  !mayEndPassage(entry.event);

/** What a line says behind its columns. */
const pieces = (line: Line, entry: Entry, ascii: boolean): readonly Piece[] => {
  const { event } = entry;
  const sent = event.kind === 'client' ? (ascii ? '-> ' : '→ ') : '';
  const who = line.interpreted === true ? 'interpreter ' : `${whoWords[line.who]} `;
  const label = line.label.startsWith(who) ? line.label.slice(who.length) : line.label;
  const fields =
    event.kind === 'malformed'
      ? { event: `#${entry.seq}`, ...line.fields }
      : line.interpreted === true
        ? { ...line.fields, language: undefined }
        : line.fields;
  const rest: Piece[] = [];
  if (fields !== undefined) {
    const text = logFields(fields, { ascii, hidden });
    if (text !== '') rest.push({ look: 'dim', text: safe` ${text}` });
  }
  if (line.utterance === true) {
    if (fields?.['cut_off'] === true) rest.unshift({ look: 'warn', text: safe` [cut off]` });
    const verb = label === 'said' ? '' : `${label} `;
    const [open, close] = ascii ? ['"', '"'] : ['“', '”'];
    const text = escapeText(line.text ?? '', { ascii, max: longestSpeech });
    if (verb !== '') rest.unshift({ look: 'dim', text: escapeText(verb) });
    rest.splice(verb === '' ? 0 : 1, 0, {
      look: undefined,
      text: safe`${open as Safe}${text}${close as Safe}`,
    });
    return rest;
  }
  const json =
    event.kind === 'unknown' && entry.signal.kind === 'frame'
      ? safe` ${escapeText(entry.signal.text, { ascii, max: longestJson })}`
      : safe``;
  if (line.text !== undefined || json !== '') {
    const text = escapeText(line.text ?? '', { ascii, max: longestText });
    rest.unshift({ look: line.tone === 'quiet' ? 'dim' : undefined, text: safe` ${text}${json}` });
  }
  return [{ look: line.tone, text: safe`${sent as Safe}${escapeText(label)}` }, ...rest];
};

/** The line with the sound that was not shown before it, where that sound ends. */
const withAudio = (line: Line, entry: Entry, audio: AudioTally): Line => {
  const bytes = line.fields?.['bytes'];
  if (line.minor !== true || audio.count(entry, typeof bytes === 'number' ? bytes : 0)) return line;
  const { event } = entry;
  if (event.kind !== 'server') return line;
  const direction =
    event.known.type === 'response.output_audio.done'
      ? 'in'
      : event.known.type === 'input_audio_buffer.committed'
        ? 'out'
        : undefined;
  if (direction === undefined) return line;
  const { bytes: total, frames } = audio.taken(direction);
  if (frames === 0) return line;
  const { minor: _, ...major } = line;
  return { ...major, text: `${grouped(total)} bytes in ${grouped(frames)} frame${frames === 1 ? '' : 's'}` };
};
