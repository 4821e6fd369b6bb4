import { batches, channel, type Channel } from './channel.ts';
import type { Clock, Link } from './ports.ts';
import { broken, type Closed } from './redial-end.ts';
import type { Instant, LinkChange, Signal } from './signal.ts';

/** Waiting signals above which the socket behind is no longer read. */
const high = 1024;

/** Steps between the wall clock and the steady one, in milliseconds, that are worth a notice: sleep, a changed clock. */
const jump = 30_000;

/** Several sockets, one after the other, as one stream. */
export type Epochs = {
  readonly signals: Channel<Signal>;
  /** The number of the socket that is, or was last, open. */
  epoch(): number;
  /** When that socket opened. */
  opened(): Instant;
  tell(at: Instant, change: LinkChange): void;
  /** The socket is gone: the next `open` is a new epoch, and a gap follows it. */
  lost(at: Instant, cause: string): void;
  /** Passes a socket's signals on until it is closed, and gives its end. What it says after that is nobody's. */
  relay(link: Link): Promise<{ readonly at: Instant; readonly change: Closed }>;
  /** Lets a relay that waits for the reader go on. */
  release(): void;
};

/** Joins the streams of sockets into one. `left` is called when the reader stops reading. */
export const epochs = (clock: Clock, leaving: AbortSignal, left: () => void): Epochs => {
  let room: (() => void) | undefined;
  const release = (): void => {
    room?.();
    room = undefined;
  };
  const out = channel<Signal>({ high, ready: release, closed: left });
  const tell = (at: Instant, change: LinkChange): void => out.push({ at, kind: 'link', change });

  let epoch = 1;
  let opened = clock.now();
  let received: Instant | undefined;
  let before: Instant | undefined;
  let loss: { readonly at: Instant; readonly cause: string } | undefined;
  const saidOnce = new Set<string>();

  const relayLink = (at: Instant, change: LinkChange): void => {
    if (change.to === 'notice' && change.code === 'binary') {
      if (saidOnce.has(change.code)) return;
      saidOnce.add(change.code);
    }
    if (change.to !== 'open') return tell(at, change);
    opened = at;
    tell(at, { ...change, epoch });
    if (loss === undefined) return;
    tell(at, { to: 'gap', gap: { from: received ?? loss.at, noticed: loss.at, to: at, cause: loss.cause } });
    loss = undefined;
  };

  const watchClock = (at: Instant): void => {
    // What was read together has one moment.
    if (at === before) return;
    const step = before === undefined ? 0 : at.wall - before.wall - (at.mono - before.mono);
    before = at;
    if (Math.abs(step) <= jump) return;
    const message = `the clock of this machine jumped by ${Math.round(step / 1000)} s; durations come from the steady clock`;
    tell(at, { to: 'notice', code: 'clock-jumped', message });
  };

  return {
    signals: out,
    epoch: () => epoch,
    opened: () => opened,
    tell,
    lost(at, cause) {
      epoch += 1;
      loss = { at, cause };
    },
    async relay(link) {
      try {
        for await (const batch of batches(link.signals)) {
          for (const signal of batch) {
            watchClock(signal.at);
            if (signal.kind === 'frame') {
              if (signal.direction === 'received') received = signal.at;
              out.push(signal);
            } else if (signal.change.to === 'closed') return { at: signal.at, change: signal.change };
            else relayLink(signal.at, signal.change);
          }
          if (out.size > high && !leaving.aborted) {
            await new Promise<void>((resolve) => {
              room = resolve;
            });
          }
        }
      } catch {
        // A stream that throws is a socket that is gone.
      }
      return { at: clock.now(), change: broken };
    },
    release,
  };
};
