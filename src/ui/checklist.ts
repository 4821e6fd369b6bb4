import type { Cause, CheckName, Finding } from '../core/doctor/finding.ts';
import type { Verdict } from '../core/doctor/verdict.ts';
import { exitCodes } from '../core/error.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import { seconds } from '../core/words.ts';
import { rows, type Piece } from './rows.ts';
import { theme, type Look } from './theme.ts';

/** One line of the list: a finding and its milliseconds. */
type Row = Finding & { readonly ms: number };

/** A list of checks as text that grows: what is left out for now is said with what follows it, or at the end. */
export type Checklist = {
  /** Lines of a check, each ending in a newline. */
  add(check: Row): Safe;
  /** What is still held back, and the verdict; `sent` counts frames to the call, if one was attached to. */
  end(verdict: Verdict, sent?: number): Safe;
};

const marks: Readonly<Record<Finding['state'], readonly [mark: Safe, word: Safe, look: Look]>> = {
  ok: [safe`✓`, safe`ok  `, 'good'],
  warn: [safe`!`, safe`warn`, 'warn'],
  fail: [safe`✗`, safe`fail`, 'bad'],
  skipped: [safe`–`, safe`skip`, 'dim'],
};

/** What looks at settings takes no time worth a word. */
const untimed: ReadonlySet<CheckName> = new Set([
  'runtime',
  'key',
  'account',
  'base-url',
  'certificates',
  'accept-body',
  'clock',
]);

const nameWidth = 14;
const timeWidth = 7;

/** Words on a pipe, marks and wrapped columns on a terminal (`columns` cells wide). */
export const checklist = ({
  coloured,
  columns,
}: {
  readonly coloured: boolean;
  readonly columns?: (() => number | undefined) | undefined;
}): Checklist => {
  const paint = theme(coloured);
  const lay = rows(paint);
  const width = (): number | undefined => columns?.();
  const markOf = (state: Finding['state']): Safe => marks[state][columns === undefined ? 1 : 0];
  const indent = (columns === undefined ? 4 : 1) + 1 + nameWidth + timeWidth + 2;
  let held: Row[] = [];

  const line = (head: Safe, pieces: readonly Piece[], by: number): Safe =>
    safe`${head}${lay(pieces, by, width())}\n`;
  const head = ({ state }: Pick<Row, 'state'>, name: string, time: string): Safe => {
    const look = marks[state][2];
    const words = safe` ${escapeText(name.padEnd(nameWidth))}`;
    return safe`${paint(look, markOf(state))}${state === 'skipped' ? paint('dim', words) : words}${paint('dim', escapeText(time.padStart(timeWidth)))}  `;
  };

  const causeLines = (causes: readonly Cause[], by: number): Safe =>
    joinSafe(
      causes.map(({ cause, fix, confidence }, place) => {
        const number = causes.length === 1 ? '' : `${place + 1}. `;
        const pad = escapeText(' '.repeat(by));
        const why = [
          { look: undefined, text: escapeText(`${number}${cause}`) },
          { look: 'dim', text: escapeText(` (${confidence})`) },
        ] as const;
        const what = [
          { look: 'dim', text: safe`→ ` },
          { look: undefined, text: escapeText(fix) },
        ] as const;
        const under = by + number.length;
        return safe`${line(pad, why, under)}${line(escapeText(' '.repeat(under)), what, under + 2)}`;
      }),
    );

  const release = (): Safe => {
    const [first] = held;
    if (first === undefined) return safe``;
    const names = held.map(({ check }) => check);
    held = [];
    const why = escapeText(first.saw);
    if (names.length === 1) {
      return line(head(first, first.check, ''), [{ look: 'dim', text: why }], indent);
    }
    const text = safe`${escapeText(names.join(', '))}: ${why}`;
    return line(head(first, `${names.length} checks`, ''), [{ look: 'dim', text }], indent);
  };

  return {
    add(check) {
      const { state, check: name, saw, detail = '', causes, ms } = check;
      if (state === 'skipped') {
        // What was not done for the same reason is one line.
        const before = held[0] !== undefined && held[0].saw !== saw ? release() : safe``;
        held.push(check);
        return before;
      }
      const first = line(
        head(check, name, ms < 1 || untimed.has(name) ? '' : seconds(ms)),
        [
          { look: state === 'fail' ? 'bad' : undefined, text: escapeText(saw, { max: 900 }) },
          { look: 'dim', text: detail === '' ? safe`` : safe`; ${escapeText(detail, { max: 600 })}` },
        ],
        indent,
      );
      return safe`${release()}${first}${causeLines(causes, indent)}`;
    },
    end(verdict, sent) {
      const { state, broken, saw = '', likely, warnings, exit } = verdict;
      const [, , look] = marks[state];
      const mark = safe`${paint(look, markOf(state))} `;
      const by = columns === undefined ? 5 : 2;
      const pad = escapeText(' '.repeat(by));
      const quiet =
        sent === undefined
          ? safe``
          : sent === 0
            ? safe`; nothing was sent to the call`
            : safe`; one session.update that changes nothing was sent to the call`;
      const also = warnings.length === 0 ? '' : `; look at ${warnings.join(', ')}`;
      if (broken === undefined) {
        const words = state === 'ok' ? 'everything checked is fine' : `nothing is broken${also}`;
        const pieces = [
          { look: 'bold', text: escapeText(words) },
          { look: 'dim', text: quiet },
        ] as const;
        return safe`${release()}\n${line(mark, pieces, by)}`;
      }
      const labelled = (label: string, text: string): Safe =>
        line(
          safe`${pad}${paint('dim', escapeText(label.padEnd(13)))}`,
          [{ look: undefined, text: escapeText(text) }],
          by + 13,
        );
      const first = line(
        mark,
        [
          { look: 'bold', text: escapeText(`${broken} is the first thing broken`) },
          { look: undefined, text: escapeText(`: ${saw}`, { max: 500 }) },
        ],
        by,
      );
      const rest =
        likely === undefined
          ? safe``
          : safe`${labelled('most likely', `${likely.cause} (${likely.confidence})`)}${labelled('do this', likely.fix)}`;
      return safe`${release()}\n${first}${rest}${labelled('exit', `${exitCodes[exit]} (${exit})${also}`)}`;
    },
  };
};
