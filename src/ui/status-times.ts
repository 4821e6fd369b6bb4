import type { Safe } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import { fit } from './prompt-layout.ts';
import { urgent, type Part, type Status } from './status-model.ts';

const clock = (ms: number): Safe => {
  const all = Math.floor(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return escapeText(hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`);
};

/** The link, and how long it is open. */
export const linkPart = ({ session, now, attachedAt }: Status): Part => {
  switch (session.link) {
    case 'connecting':
      return { tone: 'quiet', text: safe`○ connecting`, rank: 0 };
    case 'retrying':
      return {
        tone: 'warn',
        text: safe`○ connection lost, dialling again`,
        short: safe`○ lost, dialling`,
        rank: 0,
      };
    case 'closed':
      return { tone: 'quiet', text: safe`○ closed`, rank: 0 };
    default: {
      const since = clock(attachedAt === undefined ? 0 : Math.max(0, now.mono - attachedAt.mono));
      return { tone: 'good', text: safe`● attached ${since}`, short: safe`● ${since}`, rank: 0 };
    }
  }
};

/** What is wrong, and for how long. */
export const troublePart = ({ trouble, now }: Status): Part | undefined =>
  trouble === undefined
    ? undefined
    : {
        tone: trouble.severity,
        text: safe`! ${trouble.short} ${clock(Math.max(0, now.mono - trouble.since.mono))}`,
        short: safe`! ${fit(trouble.short, 24)}`,
        rank: urgent,
      };

/** How long the session may go on. */
export const timeLeft = ({ session, now }: Status): Part | undefined => {
  if (session.expiresAt === undefined || session.link !== 'open') return undefined;
  const left = session.expiresAt * 1000 - now.wall;
  if (left <= 0) return { tone: 'bad', text: safe`session expired`, short: safe`expired`, rank: 1 };
  const soon = left < 5 * 60_000;
  return {
    tone: soon ? 'warn' : 'quiet',
    rank: soon ? 1.5 : 8.5,
    text:
      left < 60_000 ? safe`${Math.ceil(left / 1000)} s left` : safe`${Math.floor(left / 60_000)} min left`,
  };
};
