import { define } from '../definition.ts';
import { asPresent } from '../present.ts';
import { children, number, text } from '../raw.ts';
import type { RateLimit } from '../session.ts';
import { grouped } from '../words.ts';
import { changed } from '../session-copy.ts';

const shown = ({ name, remaining, limit }: RateLimit): string =>
  `${name} ${remaining === undefined ? '?' : grouped(remaining)}/${limit === undefined ? '?' : grouped(limit)}`;

const isLow = ({ remaining, limit }: RateLimit): boolean =>
  remaining !== undefined && limit !== undefined && remaining * 10 < limit;

/** What is left of the rate limits: after each response, already reduced by what the next may need. */
export const rateLimitsUpdated = define('rate_limits.updated', {
  read: (raw) => ({
    limits: children(raw, 'rate_limits').flatMap((limit): RateLimit[] => {
      const name = text(limit, 'name');
      if (name === undefined) return [];
      return [
        asPresent({
          name,
          limit: number(limit, 'limit'),
          remaining: number(limit, 'remaining'),
          resetSeconds: number(limit, 'reset_seconds'),
        }),
      ];
    }),
  }),
  apply: (session, { limits }) => {
    const rateLimits = new Map(session.rateLimits);
    for (const limit of limits) rateLimits.set(limit.name, limit);
    return changed(session, { rateLimits });
  },
  line: ({ limits }) => {
    const low = limits.some(isLow);
    return {
      tone: low ? 'warn' : 'quiet',
      who: 'server',
      label: 'rate limit',
      text: limits.map(shown).join(', '),
      ...(low ? {} : { minor: true }),
    };
  },
});
