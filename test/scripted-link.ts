import { channel } from '../src/core/channel.ts';
import { SidebandError, type ExitName } from '../src/core/error.ts';
import type { Link } from '../src/core/ports.ts';
import type { Raw } from '../src/core/raw.ts';
import type { LinkChange } from '../src/core/signal.ts';

/** A link whose other side is a function: what it gives back for a sent event comes back as received frames. */
export const scriptedLink = (
  answer: (event: Raw, nth: number) => readonly Raw[] | 'close' | 'refuse-write',
): Link & {
  readonly sent: readonly Raw[];
  receive(...events: Raw[]): void;
  gap(): void;
  closed(exit?: ExitName): void;
} => {
  const signals = channel<import('../src/core/signal.ts').Signal>();
  const sent: Raw[] = [];
  let mono = 0;
  const at = () => ({ wall: 1_790_000_000_000 + mono, mono: (mono += 1) });
  const receive = (...events: Raw[]): void => {
    for (const event of events) {
      signals.push({ at: at(), kind: 'frame', direction: 'received', text: JSON.stringify(event) });
    }
  };
  const change = (news: LinkChange): void => signals.push({ at: at(), kind: 'link', change: news });
  const closed = (exit: ExitName = 'ok'): void => {
    change({ to: 'closed', reason: exit === 'ok' ? 'ended' : 'unknown', message: 'call ended', exit });
    signals.end();
  };
  change({ to: 'open', epoch: 1, took: 1 });
  return {
    signals,
    sent,
    receive,
    gap: () => change({ to: 'gap', gap: { from: at(), noticed: at(), to: at(), cause: 'connection lost' } }),
    closed,
    async send(event, by) {
      const answers = answer(event, sent.length);
      if (answers === 'refuse-write')
        throw new SidebandError('network', 'the socket is closed', { reason: 'not-sent' });
      sent.push(event);
      signals.push({
        at: at(),
        kind: 'frame',
        direction: 'sent',
        text: JSON.stringify(event),
        ...(by === undefined ? {} : { by }),
      });
      if (answers === 'close') closed();
      else receive(...answers);
    },
    async close() {
      change({ to: 'closed', reason: 'detached', message: 'detached', exit: 'ok' });
      signals.end();
    },
  };
};
