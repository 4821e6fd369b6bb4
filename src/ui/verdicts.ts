import type { Judged } from '../core/expect/judge.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import { rows } from './rows.ts';
import type { Paint } from './theme.ts';

const mark = { met: ['good', '✓'], unmet: ['bad', '✗'], unknown: ['warn', '?'] } as const;

/**
 * What was expected and what came of it: a row, and what was seen instead under those that were not met. Rows are broken
 * at words where there are only so many `columns`.
 */
export const verdictRows = (judged: readonly Judged[], paint: Paint, columns?: number): Safe => {
  const lay = rows(paint);
  return joinSafe(
    judged.map(({ expectation, verdict }) => {
      const [look, sign] = mark[verdict.state];
      const head = [
        { look, text: escapeText(sign) },
        { look: undefined, text: safe` ${escapeText(expectation.text)}` },
      ];
      if (verdict.state === 'met') {
        const { by } = verdict;
        if (by === undefined) return lay(head, 4, columns);
        const place = by.seq === 0 ? '' : `#${by.seq} at ${(by.ms / 1000).toFixed(1)} s: `;
        const what = escapeText(`${place}${by.what}`, { max: 160 });
        return lay([...head, { look: undefined, text: safe`  ` }, { look: 'dim', text: what }], 4, columns);
      }
      const why = [
        { look: undefined, text: safe`  ` },
        { look, text: escapeText(verdict.why) },
      ];
      return joinSafe(
        [
          lay([...head, ...why], 4, columns),
          ...verdict.seen.map((one) => {
            const text = escapeText(one, { max: 240 });
            return safe`    seen  ${lay([{ look: undefined, text }], 10, columns)}`;
          }),
        ],
        '\n',
      );
    }),
    '\n',
  );
};
