import type { Tone } from '../core/definition.ts';
import { targetLanguage } from '../core/interpreted.ts';
import type { Safe } from '../core/ports.ts';
import { kindOf } from '../core/session-kind.ts';
import { joinSafe, safe } from '../core/safe.ts';
import type { Session } from '../core/session.ts';
import type { Instant } from '../core/signal.ts';
import type { Trouble } from '../core/troubles/trouble.ts';
import { grouped } from '../core/words.ts';
import { interpreterName } from './interpreter.ts';
import { cells, fit } from './prompt-layout.ts';

/** What the status line knows beside the session. */
export type Status = {
  readonly session: Session;
  readonly now: Instant;
  /** Since when the link is open. */
  readonly attachedAt: Instant | undefined;
  /** Milliseconds from the caller's last word to the agent's first. */
  readonly reply: number | undefined;
  /** Commands whose outcome is not known yet. */
  readonly pending: number;
  readonly readOnly: boolean;
  /** What is wrong, most urgently. */
  readonly trouble?: Pick<Trouble, 'severity' | 'short' | 'since'> | undefined;
  /** Lines that came since the stream was paused; undefined while it is not. */
  readonly held?: number | undefined;
  /** What is shown only, in words. */
  readonly filter?: Safe | undefined;
  /** What the call has cost so far. */
  readonly cost?: Safe | undefined;
};

/** Fewer columns than this, and everything is said in few words, so that more of it has room. */
const narrow = 50;
/** The rank of what is wrong. */
const urgent = 2;

/** A part of the line: in few words where there is no room for all, and less needed the higher its rank. */
type Part = { readonly tone: Tone; readonly text: Safe; readonly short?: Safe; readonly rank: number };

/**
 * The state of the call in one row of at most `columns` cells: the link, what is paused, what is wrong, who speaks, the
 * last reply's latency, tokens, the time left. Where there is no room, what matters least is left out first.
 */
export const statusLine = (
  status: Status,
  paint: (tone: Tone, text: Safe) => Safe,
  columns: number,
): Safe => {
  const parts = [
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
  const shown = new Map<Part, Safe>();
  let left = columns;
  for (const part of parts.toSorted((a, b) => a.rank - b.rank)) {
    const between = shown.size === 0 ? 0 : 3;
    const forms = columns < narrow ? [part.short, part.text] : [part.text, part.short];
    const text = forms.find((one) => one !== undefined && cells(one) + between <= left);
    const room = left - between;
    // What is wrong is rather cut than left out, and so is the first of all.
    if (text === undefined && shown.size > 0 && (part.rank !== urgent || room < 10)) continue;
    const made = text ?? fit(part.short ?? part.text, room);
    shown.set(part, made);
    left -= cells(made) + between;
  }
  return joinSafe(
    parts.flatMap((part) => {
      const text = shown.get(part);
      return text === undefined ? [] : [paint(part.tone, text)];
    }),
    paint('quiet', safe` · `),
  );
};

const linkPart = ({ session, now, attachedAt }: Status): Part => {
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

const troublePart = ({ trouble, now }: Status): Part | undefined =>
  trouble === undefined
    ? undefined
    : {
        tone: trouble.severity,
        text: safe`! ${trouble.short} ${clock(Math.max(0, now.mono - trouble.since.mono))}`,
        short: safe`! ${fit(trouble.short, 24)}`,
        rank: urgent,
      };

const heldPart = (held: number | undefined): Part | undefined => {
  if (held === undefined) return undefined;
  const count = ours(grouped(held));
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

/** A translation session has no turns: who speaks is told by words that come. */
const interpretingPart = (session: Session): Part => {
  const name = interpreterName(targetLanguage(session));
  return session.drafts.size > 0
    ? { tone: 'agent', text: safe`interpreting ${name}`, short: name, rank: 3 }
    : { tone: 'quiet', text: safe`nobody speaking`, short: safe`silence`, rank: 10 };
};

const speakingPart = (session: Session): Part | undefined => {
  const { link, user, agent } = session;
  if (link !== 'open') return undefined;
  if (session.interpreted !== undefined || kindOf(session.config) === 'translation')
    return interpretingPart(session);
  const rank = 3;
  if (user.speaking) {
    return agent.audible === undefined
      ? { tone: 'user', text: safe`caller speaking`, short: safe`caller`, rank }
      : { tone: 'user', text: safe`both speaking`, short: safe`both`, rank };
  }
  if (agent.audible !== undefined)
    return { tone: 'agent', text: safe`agent speaking`, short: safe`agent`, rank };
  return { tone: 'quiet', text: safe`nobody speaking`, short: safe`silence`, rank: 10 };
};

/** Where nobody answers, that is said, so that nobody waits for it. */
const transcriptionPart = ({ config }: Session): Part | undefined =>
  kindOf(config) === 'transcription'
    ? { tone: 'quiet', text: safe`transcription only`, short: safe`no agent`, rank: 7 }
    : undefined;

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

const timeLeft = ({ session, now }: Status): Part | undefined => {
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

// Digits and points only: as safe as the numbers they are made of.
const ours = (text: string): Safe => text as Safe;

const seconds = (ms: number): Safe => ours((ms / 1000).toFixed(1));

const clock = (ms: number): Safe => {
  const all = Math.floor(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return ours(hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`);
};

const short = (count: number): Safe =>
  ours(count < 1000 ? String(count) : `${(count / 1000).toFixed(count < 10_000 ? 1 : 0)}k`);

/** How long the agent took to answer the caller's last turn, in milliseconds: a fold of sessions in order. */
export const replyLatency = (): ((session: Session, at: Instant) => number | undefined) => {
  let speaking = false;
  let stopped: Instant | undefined;
  let latency: number | undefined;
  return ({ user, agent }, at) => {
    if (speaking && !user.speaking) stopped = at;
    if (user.speaking) stopped = undefined;
    speaking = user.speaking;
    // What began before the caller's last word is no answer to it.
    const since = agent.audible === undefined ? undefined : (agent.since ?? at).mono;
    if (stopped !== undefined && since !== undefined && since >= stopped.mono) {
      latency = since - stopped.mono;
      stopped = undefined;
    }
    return latency;
  };
};
