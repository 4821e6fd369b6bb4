import { exitOf, SidebandError, worst, type ExitName } from '../core/error.ts';
import type { CallId } from '../core/ids.ts';
import { observer } from '../core/observe.ts';
import type { Clock, Connect, End, Entry, Link, Sink } from '../core/ports.ts';
import { pump } from '../core/pump.ts';
import { endedUnseen, type Closed } from '../core/redial-end.ts';
import type { Session } from '../core/session.ts';
import { guarded } from './guarded.ts';
import { lateNotes } from './late-notes.ts';
import { reasonOf } from './leaving.ts';
import { stopping, type Stops } from './stops.ts';

/** What to watch, where to pour it, and when to leave. */
export type Watching = {
  readonly callId: CallId;
  readonly connect: Connect;
  readonly clock: Clock;
  /** Aborted from outside to leave; its reason is the exit name. */
  readonly signal: AbortSignal;
  readonly stops?: Stops;
  /** A gap makes the exit `unknown`: the evidence is asked for and incomplete. */
  readonly strict?: boolean;
  /** In the order they are written: the recorder first, the screen last. */
  readonly sinks: (
    link: Link,
    leave: (exit: ExitName | undefined) => void,
  ) => readonly Sink[] | Promise<readonly Sink[]>;
  /**
   * Runs beside the stream; when it is done the call is left. Its exit decides, unless it is undefined: then the end
   * of the call does. `leaving` is aborted when the stream is over or somebody wants to leave.
   */
  readonly act?: (link: Link, leaving: AbortSignal) => Promise<ExitName | undefined>;
  /** Waited for, not long, when the stream is over: what is noted meanwhile still goes into the sinks. */
  readonly settled?: () => Promise<void>;
};

/** How a watch went. */
export type Watched = { readonly end: End; readonly exit: ExitName; readonly session: Session | undefined };

/**
 * Opens a call and pours it into sinks until it ends, a stop condition is met, or somebody wants to leave. The sinks
 * are closed with the end record. Rejects with what kept the call from being opened, what broke a sink (kind
 * `output`), or what `act` threw.
 */
export const watch = async (watching: Watching): Promise<Watched> => {
  const { clock, signal } = watching;
  const leaving = new AbortController();
  const detaching = new AbortController();
  let left: ExitName | undefined;
  let acting: Promise<void> | undefined;
  let leftAt: number | undefined;
  const leave = (exit: ExitName | undefined): void => {
    leftAt ??= clock.now().mono;
    left ??= exit;
    leaving.abort(exit);
    // Who acts may have something to put back first: the link stays that long.
    if (acting === undefined) detaching.abort();
    else void Promise.race([acting, clock.sleep(drain, detaching.signal)]).then(() => detaching.abort());
  };
  const outside = (): void => leave(reasonOf(signal));
  if (signal.aborted) outside();
  signal.addEventListener('abort', outside, { once: true });

  let problem: unknown;
  const failed = (error: unknown): void => {
    problem ??= error;
    leave(error instanceof SidebandError ? error.kind : 'internal');
  };

  try {
    const dialled = await opened(watching, detaching.signal, () => left !== undefined);
    if (dialled === undefined) return nothingSeen(clock, left ?? 'ok');
    const late = lateNotes(dialled, clock);
    const { link } = late;
    let closed: Closed | undefined;

    const sinks = [
      ...(await watching.sinks(link, leave)),
      stopping(watching.stops ?? {}, clock, leaving.signal, () => leave('ok')),
      {
        write({ event }: Entry) {
          if (event.kind !== 'link' || event.change.to !== 'closed') return;
          closed = event.change;
          // Now: who waited for it is told at once, before the stream itself has ended.
          late.begin();
        },
      },
    ].map((sink) => guarded(sink, failed));
    if (!leaving.signal.aborted) acting = watching.act?.(link, leaving.signal).then(leave, failed);
    const see = observer();
    const ended = await pump(link.signals, sinks, see);
    late.begin();
    leaving.abort();
    await acting;
    await soon(watching.settled, leftAt === undefined ? 0 : clock.now().mono - leftAt, clock);
    const last = (await pump(late.end(), sinks, see)) ?? ended;
    const session = last?.session;
    left ??= closed?.exit ?? 'unknown';
    // Who was not let in did not fail at what they came for.
    if (closed?.exit === 'auth' || closed?.exit === 'not-found') left = worst(left, closed.exit);
    const seenToEnd = closed?.reason === 'ended' && !endedUnseen(closed);
    const whole = seenToEnd || closed?.reason === 'detached';
    const complete = whole && session?.gaps.length === 0 && problem === undefined;
    const exit = worst(left, watching.strict === true && !complete ? 'unknown' : 'ok');
    const end: End = {
      // Of a replayed call, too, this is the moment at which it ended.
      at: last?.signal.at ?? clock.now(),
      reason: closed?.reason ?? 'unknown',
      ...(closed?.code === undefined ? {} : { code: closed.code }),
      exit: exitOf(exit),
      complete,
      frames: { in: session?.counts.received ?? 0, out: session?.counts.sent ?? 0 },
    };
    for (const sink of sinks) await sink.close?.(end);
    if (problem !== undefined) throw problem;
    return { end, exit, session };
  } finally {
    signal.removeEventListener('abort', outside);
    leaving.abort();
    detaching.abort();
  }
};

/** How long who acts may take to finish after somebody wants to leave or the stream is over, in milliseconds. */
const drain = 2000;

/** Waits for something, as long as is left of the time to finish in. */
const soon = async (settled: Watching['settled'], waited: number, clock: Clock): Promise<void> => {
  if (settled === undefined) return;
  const enough = new AbortController();
  await Promise.race([settled(), clock.sleep(Math.max(0, drain - waited), enough.signal)]);
  enough.abort();
};

/** The link; undefined when we left while it was still being dialled, which is no failure of the dial. */
const opened = async (
  { connect, callId }: Watching,
  signal: AbortSignal,
  left: () => boolean,
): Promise<Link | undefined> => {
  try {
    return await connect(callId, signal);
  } catch (error) {
    if (left()) return undefined;
    throw error;
  }
};

const nothingSeen = (clock: Clock, exit: ExitName): Watched => ({
  end: { at: clock.now(), reason: 'detached', exit: exitOf(exit), complete: true, frames: { in: 0, out: 0 } },
  exit,
  session: undefined,
});
