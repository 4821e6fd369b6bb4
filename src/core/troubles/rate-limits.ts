import type { Safe } from '../ports.ts';
import { escapeText, safe } from '../safe.ts';
import type { RateLimit } from '../session.ts';
import { grouped, seconds } from '../words.ts';
import type { Desk, Watcher } from './watcher.ts';

/** Below the one share of a limit it is nearly used up, above the other it is not any more. */
const low = 0.1;
const enough = 0.2;

/** More limits than this are not watched. */
const most = 16;

const leftOf = ({ limit, remaining }: RateLimit): number | undefined =>
  limit === undefined || remaining === undefined || limit <= 0 ? undefined : remaining / limit;

/** Rate limits that the next responses may fail by. */
export const rateLimits = ({ notes }: Desk): Watcher => {
  const names = new Set<string>();
  return {
    types: ['rate_limits.updated'],
    see({ type, fields }, { at, seq }) {
      if (type !== 'rate_limits.updated') return;
      for (const limit of fields.limits) {
        const left = leftOf(limit);
        if (left === undefined || (names.size >= most && !names.has(limit.name))) continue;
        names.add(limit.name);
        const key = `limit ${limit.name}`;
        const name = (): Safe => escapeText(limit.name, { max: 40 });
        if (left >= enough) notes.over(key, () => safe`the rate limit of ${name()} has room again`, at);
        if (left >= low) continue;
        const count = `${grouped(limit.remaining ?? 0)} of ${grouped(limit.limit ?? 0)}` as Safe;
        const full =
          limit.resetSeconds === undefined
            ? safe``
            : safe`; full again in ${seconds(limit.resetSeconds * 1000) as Safe}`;
        notes.found(key, {
          code: 'rate-limit-low',
          severity: 'warn',
          seq,
          at,
          since: at,
          text: safe`the rate limit is nearly used up: ${count} ${name()} left${full}`,
          short: safe`rate limit nearly used up`,
          advice: [
            {
              words: safe`further responses may fail until then; all calls of the project share it`,
            },
          ],
        });
      }
    },
  };
};
