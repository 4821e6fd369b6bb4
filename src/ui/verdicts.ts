import type { Judged } from '../core/expect/judge.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import type { Paint } from './theme.ts';

const mark = { met: ['good', '✓'], unmet: ['bad', '✗'], unknown: ['warn', '?'] } as const;

/** What was expected and what came of it: a row, and what was seen instead under those that were not met. */
export const verdictRows = (judged: readonly Judged[], paint: Paint): Safe =>
  joinSafe(
    judged.map(({ expectation, verdict }) => {
      const [tone, sign] = mark[verdict.state];
      const head = safe`${paint(tone, escapeText(sign))} ${escapeText(expectation.text)}`;
      if (verdict.state === 'met') {
        const { by } = verdict;
        if (by === undefined) return head;
        const place = by.seq === 0 ? '' : `#${by.seq} at ${(by.ms / 1000).toFixed(1)} s: `;
        return safe`${head}  ${paint('dim', escapeText(`${place}${by.what}`, { max: 160 }))}`;
      }
      return joinSafe(
        [
          safe`${head}  ${paint(tone, escapeText(verdict.why))}`,
          ...verdict.seen.map((one) => safe`    seen  ${escapeText(one, { max: 240 })}`),
        ],
        '\n',
      );
    }),
    '\n',
  );
