import { isoTime } from '../iso-time.ts';
import type { Safe } from '../ports.ts';
import { safe } from '../safe.ts';
import type { Advice } from './trouble.ts';
import type { Desk, Watcher } from './watcher.ts';

const minute = 60_000;

/** When there is a first and a last word of it, in milliseconds before the end. */
const early = 5 * minute;
const late = minute;

const tell: Advice = {
  words: safe`tell the caller`,
  command: {
    verb: 'say',
    words: ['--loosely', 'Say that this call has to end soon, and how they can go on.'],
  },
};

const words = (ms: number): Safe => {
  const all = Math.ceil(ms / 1000);
  const parts = [all >= 60 ? `${Math.floor(all / 60)} min` : '', all % 60 === 0 ? '' : `${all % 60} s`];
  return parts.filter(Boolean).join(' ') as Safe;
};

/** The end that the server has set for the session; where it named none, nothing is claimed. */
export const expiry = ({ notes }: Desk): Watcher => {
  let end: { readonly wall: number; readonly seq: number } | undefined;

  return {
    types: ['session.created', 'session.updated'],
    see({ type, fields }, { at, seq }) {
      if (type !== 'session.created' && type !== 'session.updated') return;
      const { expiresAt } = fields;
      if (expiresAt === undefined || expiresAt * 1000 === end?.wall) return;
      end = { wall: expiresAt * 1000, seq };
      notes.over('end', () => safe`the session ends later now`, at);
    },
    pass(now) {
      if (end === undefined) return;
      const left = end.wall - now.wall;
      // A session that is over already and still speaks has another clock than we do.
      if (left <= 0 || left > early) return;
      notes.found('end', {
        code: 'session-ending',
        severity: left > late ? 'warn' : 'bad',
        seq: end.seq,
        at: now,
        since: now,
        text: safe`the session ends in ${words(left)}, at ${isoTime(end.wall).slice(11, 19) as Safe} UTC: the server cuts the call off then`,
        short: safe`the session ends soon`,
        advice: [tell],
      });
    },
  };
};
