import type { Safe } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import type { Session } from '../core/session.ts';
import { grouped } from '../core/words.ts';
import { fit } from './prompt-layout.ts';
import type { Part, Status } from './status-model.ts';
import { speakingPart, transcriptionPart } from './status-speech.ts';
import { linkPart, timeLeft, troublePart } from './status-times.ts';

/** What there is to say, from left to right. */
export const partsOf = (status: Status): readonly Part[] =>
  [
    linkPart(status),
    heldPart(status.held),
    troublePart(status),
    status.readOnly ? ({ tone: 'quiet', text: safe`read-only`, rank: 5 } as const) : undefined,
    speakingPart(status.session),
    pendingPart(status.pending),
    filterPart(status.filter),
    status.reply === undefined
      ? undefined
      : { tone: 'quiet' as const, text: safe`reply ${seconds(status.reply)} s`, rank: 7 },
    transcriptionPart(status.session),
    tokensPart(status.session),
    status.cost === undefined ? undefined : { tone: 'quiet' as const, text: status.cost, rank: 9 },
    timeLeft(status),
  ].filter((part) => part !== undefined);

const heldPart = (held: number | undefined): Part | undefined => {
  if (held === undefined) return undefined;
  const count = escapeText(grouped(held));
  return held === 0
    ? { tone: 'warn', text: safe`⏸ paused, End resumes`, short: safe`⏸ paused`, rank: 1 }
    : {
        tone: 'warn',
        text: safe`⏸ ${count} new ${held === 1 ? safe`line` : safe`lines`}, End resumes`,
        short: safe`⏸ ${count} new`,
        rank: 1,
      };
};

const filterPart = (filter: Safe | undefined): Part | undefined =>
  filter === undefined
    ? undefined
    : {
        tone: 'warn',
        text: safe`only ${fit(filter, 40)}`,
        short: safe`filtered`,
        rank: 4,
      };

const pendingPart = (pending: number): Part | undefined =>
  pending === 0
    ? undefined
    : {
        tone: 'operator',
        text: pending === 1 ? safe`1 command waiting` : safe`${pending} commands waiting`,
        short: safe`${pending} waiting`,
        rank: 6,
      };

const tokensPart = ({ usage }: Session): Part | undefined =>
  usage.responses === 0
    ? undefined
    : {
        tone: 'quiet',
        text: safe`tokens ${short(usage.inputTokens)} in, ${short(usage.outputTokens)} out`,
        rank: 8,
      };

const seconds = (ms: number): Safe => escapeText((ms / 1000).toFixed(1));

const short = (count: number): Safe =>
  escapeText(count < 1000 ? String(count) : `${(count / 1000).toFixed(count < 10_000 ? 1 : 0)}k`);
