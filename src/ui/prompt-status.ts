import type { Tone } from '../core/definition.ts';
import type { Safe } from '../core/ports.ts';
import { joinSafe, safe } from '../core/safe.ts';
import type { Session } from '../core/session.ts';
import type { Instant } from '../core/signal.ts';
import type { Trouble } from '../core/troubles/trouble.ts';
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
};

type Part = { readonly tone: Tone; readonly text: Safe };

/**
 * The state of the call in one row of at most `columns` cells: the link, who speaks, the last reply's latency, tokens,
 * the time left. What does not fit is left out from the end.
 */
export const statusLine = (
  status: Status,
  paint: (tone: Tone, text: Safe) => Safe,
  columns: number,
): Safe => {
  const parts = [
    linkPart(status),
    ...(status.readOnly ? [{ tone: 'quiet', text: safe`read-only` } as const] : []),
    troublePart(status),
    speakingPart(status.session),
    pendingPart(status.pending),
    status.reply === undefined
      ? undefined
      : { tone: 'quiet' as const, text: safe`reply ${seconds(status.reply)} s` },
    tokensPart(status.session),
    timeLeft(status),
  ].filter((part) => part !== undefined);
  let shown: readonly Part[] = parts;
  while (
    shown.length > 1 &&
    cells(
      joinSafe(
        shown.map(({ text }) => text),
        ' · ',
      ),
    ) > columns
  )
    shown = shown.slice(0, -1);
  const [only] = shown;
  if (shown.length === 1 && only !== undefined) return paint(only.tone, fit(only.text, columns));
  return joinSafe(
    shown.map(({ tone, text }) => paint(tone, text)),
    paint('quiet', safe` · `),
  );
};

const linkPart = ({ session, now, attachedAt }: Status): Part => {
  switch (session.link) {
    case 'connecting':
      return { tone: 'quiet', text: safe`○ connecting` };
    case 'retrying':
      return { tone: 'warn', text: safe`○ connection lost, dialling again` };
    case 'closed':
      return { tone: 'quiet', text: safe`○ closed` };
    default: {
      const since = attachedAt === undefined ? 0 : Math.max(0, now.mono - attachedAt.mono);
      return { tone: 'good', text: safe`● attached ${clock(since)}` };
    }
  }
};

const troublePart = ({ trouble, now }: Status): Part | undefined =>
  trouble === undefined
    ? undefined
    : {
        tone: trouble.severity,
        text: safe`! ${trouble.short} ${clock(Math.max(0, now.mono - trouble.since.mono))}`,
      };

const speakingPart = ({ link, user, agent }: Session): Part | undefined => {
  if (link !== 'open') return undefined;
  if (user.speaking)
    return { tone: 'user', text: agent.audible === undefined ? safe`caller speaking` : safe`both speaking` };
  if (agent.audible !== undefined) return { tone: 'agent', text: safe`agent speaking` };
  return { tone: 'quiet', text: safe`nobody speaking` };
};

const pendingPart = (pending: number): Part | undefined =>
  pending === 0
    ? undefined
    : { tone: 'operator', text: pending === 1 ? safe`1 command waiting` : safe`${pending} commands waiting` };

const tokensPart = ({ usage }: Session): Part | undefined =>
  usage.responses === 0
    ? undefined
    : { tone: 'quiet', text: safe`tokens ${short(usage.inputTokens)} in, ${short(usage.outputTokens)} out` };

const timeLeft = ({ session, now }: Status): Part | undefined => {
  if (session.expiresAt === undefined || session.link !== 'open') return undefined;
  const left = session.expiresAt * 1000 - now.wall;
  if (left <= 0) return { tone: 'bad', text: safe`session expired` };
  const tone = left < 5 * 60_000 ? 'warn' : 'quiet';
  return {
    tone,
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
