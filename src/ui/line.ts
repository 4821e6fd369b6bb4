import type { Line } from '../core/definition.ts';
import { leftOf, mayEndPassage, passageLine } from '../core/interpreted.ts';
import { linesOf } from '../core/line.ts';
import type { Entry, Safe } from '../core/ports.ts';
import { joinSafe, safe } from '../core/safe.ts';
import { whoseWords } from '../core/whose.ts';
import { diffFields } from './config-diff.ts';
import { logFields, logValue, logWord } from './fields.ts';
import { sidesShown } from './interpreter.ts';
import { stampColumn } from './time-column.ts';
import type { View, ViewOptions } from './view.ts';

/** One plain line per event, `call_id=… type=… seq=… at=…` and what it says as `key=value`: for grep, and to be read. */
export const line = (options: ViewOptions): View => {
  const { header, ascii = false, time = 'abs' } = options;
  const stamp = stampColumn({ kind: time, zone: options.zone, startedAt: header.startedAt });
  const start = `call_id=${header.callId} type=`;
  const moment = time === 'none' ? '' : ` ${time === 'abs' ? 'at' : time}=`;
  const escaping = { ascii, max: 10_000 };

  const told = (entry: Entry, said: Line): Safe => {
    const { signal, event } = entry;
    const at = time === 'none' ? '' : moment + stamp(signal.at);
    const way = signal.kind === 'link' ? '' : signal.direction === 'received' ? ' dir=in' : ' dir=out';
    const text = said.text === undefined || said.text === '' ? '' : ` text=${logValue(said.text, escaping)}`;
    const fields = said.fields === undefined ? '' : logFields(said.fields, { ascii });
    const changes = said.changes === undefined ? '' : diffFields(said.changes, ascii);
    const whose = entry.whose === undefined ? '' : ` whose=${logValue(whoseWords(entry.whose))}`;
    const details = detailsOf(entry);
    // Each part was escaped, or is a word or a number of ours.
    return `${start}${typeOf(event)} seq=${entry.seq}${at}${way} who=${said.who} msg=${logWord(wordsOf(said.label))}${text}${details}${changes}${fields}${whose}` as Safe;
  };

  let last: Entry | undefined;
  const sides = sidesShown();
  const all = (entry: Entry): Safe => {
    if (mayEndPassage(entry.event)) last = entry;
    sides.see(entry);
    const [first, ...more] = linesOf(entry, sides.shown);
    if (first === undefined || more.length === 0) return first === undefined ? safe`` : told(entry, first);
    return joinSafe(
      [first, ...more].map((line) => told(entry, line)),
      '\n',
    );
  };

  return {
    entry: (one) => (one.duplicate === true ? undefined : all(one)),
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
