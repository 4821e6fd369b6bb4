import { channel } from '../src/core/channel.ts';
import { SidebandError } from '../src/core/error.ts';
import type { Clock, Connect, Link } from '../src/core/ports.ts';
import type { Raw } from '../src/core/raw.ts';
import { detached, type Closed } from '../src/core/redial-end.ts';
import type { LinkChange, Signal } from '../src/core/signal.ts';

/** One socket under the hand of a test. */
export type ScriptedSocket = Link & {
  readonly sent: Raw[];
  receive(text: string): void;
  change(change: LinkChange): void;
  /** Ends it as the connector does. */
  drop(closed?: Partial<Closed>): void;
  /** Ends the stream without a word. */
  vanish(): void;
};

const lost: Closed = {
  to: 'closed',
  reason: 'dropped',
  cause: 'lost',
  code: 1006,
  message: 'connection lost',
  exit: 'network',
};
export const clean: Closed = {
  to: 'closed',
  reason: 'unknown',
  cause: 'closed',
  code: 1000,
  message: 'the server closed the connection',
  exit: 'unknown',
};

/** A failure of a dial. */
export const failing = (
  kind: 'network' | 'auth' | 'not-found' | 'refused',
  more: object = {},
): SidebandError =>
  new SidebandError(kind, `dial failed: ${kind}`, { retryable: kind === 'network', ...more });

/**
 * A Connect whose n-th dial does what `script(n)` says: rejects with an error, or opens a socket that the function
 * given back may act on. Dials are counted with their time.
 */
export const scriptedConnect = (
  clock: Clock,
  script: (nth: number) => SidebandError | ((socket: ScriptedSocket) => void),
): { connect: Connect; dials: number[]; sockets: ScriptedSocket[] } => {
  const dials: number[] = [];
  const sockets: ScriptedSocket[] = [];
  const connect: Connect = async (_callId, signal) => {
    dials.push(clock.now().mono);
    const step = script(dials.length);
    await Promise.resolve();
    if (step instanceof SidebandError) throw step;
    const out = channel<Signal>();
    const sent: Raw[] = [];
    let over = false;
    const change = (news: LinkChange): void => out.push({ at: clock.now(), kind: 'link', change: news });
    const socket: ScriptedSocket = {
      signals: out,
      sent,
      receive: (text) => out.push({ at: clock.now(), kind: 'frame', direction: 'received', text }),
      change,
      drop(closed = lost) {
        over = true;
        signal.removeEventListener('abort', leave);
        change({ ...lost, ...closed });
        out.end();
      },
      vanish: () => out.end(),
      async send(event) {
        if (over) throw new SidebandError('network', 'not sent', { reason: 'not-sent' });
        sent.push(event);
        out.push({ at: clock.now(), kind: 'frame', direction: 'sent', text: JSON.stringify(event) });
      },
      async close() {
        if (!over) socket.drop({ ...detached, code: 1000 });
      },
    };
    const leave = (): void => void socket.close();
    signal.addEventListener('abort', leave, { once: true });
    change({ to: 'open', epoch: 1, took: 1 });
    sockets.push(socket);
    step(socket);
    return socket;
  };
  return { connect, dials, sockets };
};
