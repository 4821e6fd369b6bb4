import { SidebandError } from './error.ts';
import type { CallId } from './ids.ts';
import type { Clock, Connect, Link } from './ports.ts';
import type { Closed } from './redial-end.ts';

/** What a look at a call showed: it is up, the server does not know it, or nobody could tell (and why, in our words). */
export type Sight =
  | { readonly sight: 'there' | 'gone' }
  | { readonly sight: 'unseen'; readonly because: string };

/** How long a socket that was let in may take to say that it was not, in milliseconds. */
const admission = 300;

/** Looks once whether a call is up: attaches and leaves again. Nothing is sent. Never rejects. */
export const look = async (
  connect: Connect,
  callId: CallId,
  clock: Clock,
  signal: AbortSignal,
): Promise<Sight> => {
  let link: Link;
  try {
    link = await connect(callId, signal);
  } catch (error) {
    if (!(error instanceof SidebandError)) throw error;
    return error.kind === 'not-found' ? { sight: 'gone' } : { sight: 'unseen', because: error.message };
  }
  const enough = new AbortController();
  // Some servers open the socket first and then say why it may not stay.
  const closed = await Promise.race([
    endOf(link),
    clock.sleep(admission, enough.signal).then(() => undefined),
  ]);
  enough.abort();
  await link.close();
  if (closed === undefined) return { sight: 'there' };
  return closed.cause === 'not-found' || closed.reason === 'ended'
    ? { sight: 'gone' }
    : { sight: 'unseen', because: closed.message };
};

const endOf = async (link: Link): Promise<Closed | undefined> => {
  let last: Closed | undefined;
  for await (const signal of link.signals) {
    if (signal.kind === 'link' && signal.change.to === 'closed') last = signal.change;
  }
  return last;
};

/** Looks again and again until the call is (or is no longer) there, at most `within` ms; gives what was seen last. */
export const lookFor = async (
  wanted: 'there' | 'gone',
  looking: () => Promise<Sight>,
  { within, clock, signal }: { within: number; clock: Clock; signal: AbortSignal },
): Promise<Sight> => {
  const deadline = clock.now().mono + within;
  for (let pause = 250; ; pause = Math.min(1000, pause * 2)) {
    const seen = await looking();
    const left = deadline - clock.now().mono;
    if (seen.sight === wanted || left <= 0 || signal.aborted) return seen;
    await clock.sleep(Math.min(pause, left), signal);
  }
};
