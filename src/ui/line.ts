import type { Line } from '../core/definition.ts';
import { leftOf, mayEndPassage, passageLine } from '../core/interpreted.ts';
import { linesOf } from '../core/line.ts';
import type { Entry, Safe } from '../core/ports.ts';
import { joinSafe } from '../core/safe.ts';
import type { Instant } from '../core/signal.ts';
import { whoseWords } from '../core/whose.ts';
import { diffFields } from './config-diff.ts';
import { logFields, logValue, logWord } from './fields.ts';
import { sidesShown } from './interpreter.ts';
import { pieceLine, textKey, type LineParts } from './piece-line.ts';
import { stampColumn } from './time-column.ts';
import type { View, ViewOptions } from './view.ts';

/** One plain line per event, `call_id=… type=… seq=… at=…` and what it says as `key=value`: for grep, and to be read. */
export const line = (options: ViewOptions): View => {
  const { header, ascii = false, time = 'abs' } = options;
  const stamp = stampColumn({ kind: time, zone: options.zone, startedAt: header.startedAt });
  const start = `call_id=${header.callId} type=`;
  const moment = time === 'none' ? '' : ` ${time === 'abs' ? 'at' : time}=`;
  const escaping = { ascii };
  const escapingText = { ascii, max: 10_000 };

  // Each part was escaped, or is a word or a number of ours.
  const partsOf = (entry: Entry, said: Line): LineParts => {
    const { signal, event } = entry;
    const way = signal.kind === 'link' ? '' : signal.direction === 'received' ? ' dir=in' : ' dir=out';
    const fields = said.fields === undefined ? '' : logFields(said.fields, escaping);
    const changes = said.changes === undefined ? '' : diffFields(said.changes, ascii);
    const whose = entry.whose === undefined ? '' : ` whose=${logValue(whoseWords(entry.whose))}`;
    return {
      before: `${start}${typeOf(event)} seq=` as Safe,
      between: `${way} who=${said.who} msg=${logWord(wordsOf(said.label))}` as Safe,
      behind: `${detailsOf(entry)}${changes}${fields}${whose}` as Safe,
    };
  };
  const timeOf = (at: Instant): Safe => (time === 'none' ? '' : moment + stamp(at)) as Safe;

  const told = (entry: Entry, said: Line): Safe => {
    const { before, between, behind } = partsOf(entry, said);
    const { text = '' } = said;
    const words = text === '' ? '' : textKey + logValue(text, escapingText);
    return `${before}${entry.seq}${timeOf(entry.signal.at)}${between}${words}${behind}` as Safe;
  };

  let last: Entry | undefined;
  const sides = sidesShown();
  const all = (entry: Entry): Safe => {
    if (mayEndPassage(entry.event)) last = entry;
    sides.see(entry);
    const lines = linesOf(entry, sides.shown).map((line) => told(entry, line));
    return joinSafe(lines, '\n');
  };

  return {
    entry: (one) => (one.duplicate === true ? undefined : all(one)),
    // A time that counts from the line before is one of every line.
    quick: time === 'delta' ? undefined : pieceLine(partsOf, timeOf),
    skipped: ({ deltas, events }) => `${start}skipped deltas=${deltas} events=${events}` as Safe,
    end: (end, seq) => {
      const { code, exit, complete, frames } = end;
      const fields = { reason: end.reason, code, exit: exit.code, exit_name: exit.name, complete };
      const counts = { frames_in: frames.in, frames_out: frames.out };
      const at = time === 'none' ? '' : moment + stamp(end.at);
      const ended = `${start}end seq=${seq}${at}${logFields({ ...fields, ...counts })}` as Safe;
      const entry = last;
      if (entry === undefined) return ended;
      const { session } = entry;
      return joinSafe(
        [
          ...leftOf(session)
            .filter(sides.shown)
            .map((one) => told(entry, passageLine(one, session))),
          ended,
        ],
        '\n',
      );
    },
  };
};

/** A label without the colon that leads to a text. */
const wordsOf = (label: string): string => (label.endsWith(':') ? label.slice(0, -1) : label);

const typeOf = (event: Entry['event']): string => {
  switch (event.kind) {
    case 'link':
      return `link change=${event.change.to}`;
    case 'malformed':
      return 'malformed';
    case 'server':
      return logWord(event.type);
    default:
      return logValue(event.type);
  }
};

/** What a program wants to know of an event that its line for people does not say. */
const detailsOf = ({ event, signal }: Entry): Safe => {
  if (event.kind === 'unknown' && signal.kind === 'frame') return ` json=${logValue(signal.text)}` as Safe;
  if (event.kind !== 'link') return '' as Safe;
  const { change } = event;
  if (change.to === 'retrying') return logFields({ delay_ms: Math.round(change.delay) });
  if (change.to !== 'gap') return '' as Safe;
  return logFields({ gap_ms: Math.round(change.gap.to.mono - change.gap.from.mono) });
};
