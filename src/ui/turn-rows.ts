import type { Turn } from '../core/metrics.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import { amount } from './stats-table.ts';
import type { Paint } from './theme.ts';

const shownMetrics = ['turn_latency', 'turn_latency_from_vad', 'ttft', 'ttfa', 'audible_time'] as const;
const heads = ['turn', 'from vad', 'ttft', 'ttfa', 'audible'];
const cell = 10;

/** One row a turn: its latencies, who made it, and the beginning of what was said. */
export const turnRows = (turns: readonly Turn[], paint: Paint): Safe =>
  joinSafe(
    [
      paint(
        'bold',
        escapeText(`${'#'.padStart(4)}${heads.map((head) => head.padStart(cell)).join('')}  said`),
      ),
      ...turns.map((turn, index) => {
        const cells = shownMetrics.map((name) => {
          const ms = turn.measured[name];
          return (ms === undefined ? '–' : amount(ms, 'ms')).padStart(cell);
        });
        const caller = turn.caller?.transcript ?? (turn.operator ? '(operator)' : '');
        const agent = turn.responses.flatMap(({ words }) => words.map(({ text }) => text)).join(' ');
        return safe`${escapeText(`${String(index + 1).padStart(4)}${cells.join('')}  `)}${paint('user', escapeText(caller, { max: 40 }))}${paint('dim', safe` → `)}${paint('agent', escapeText(agent, { max: 60 }))}`;
      }),
    ],
    '\n',
  );
