import { channel } from '../core/channel.ts';
import { SidebandError } from '../core/error.ts';
import type { Clock, Link } from '../core/ports.ts';
import { serverSaid } from '../core/server-said.ts';
import type { LinkChange, Signal } from '../core/signal.ts';

/** The events of a call we placed, over its data channel: closing the link ends the call. */
export type ChannelLink = {
  readonly link: Link;
  /** The channel is open, so many milliseconds after the call was begun. */
  readonly opened: (took: number) => void;
  /** A text came. */
  readonly received: (text: string) => void;
  /** The other side ended the call, or the connection to it is gone. Nothing comes after it. */
  readonly ended: (by: 'them' | 'loss') => void;
};

/** An `error` event longer than this is not looked at when the call ends. */
const longestError = 64 * 1024;

/**
 * A link over a data channel. `send` tells whether it took a text; `hangUp` is called once,
 * when the link is closed, and tells whether the service took it.
 */
export const channelLink = (
  clock: Clock,
  wire: { readonly send: (text: string) => boolean; readonly hangUp: () => Promise<boolean> },
): ChannelLink => {
  const out = channel<Signal>({ closed: () => void link.close() });
  let state: 'connecting' | 'open' | 'over' = 'connecting';
  let last = '';
  let hanging: Promise<void> | undefined;
  const tell = (change: LinkChange): void => out.push({ at: clock.now(), kind: 'link', change });
  const finish = (change: LinkChange): void => {
    if (state === 'over') return;
    state = 'over';
    tell(change);
    out.end();
  };
  const hangUp = async (): Promise<void> => {
    const done = await wire.hangUp().catch(() => false);
    finish(done ? hungUp : left);
  };

  const link: Link = {
    signals: out,
    async send(event, by) {
      if (state !== 'open' || hanging !== undefined) {
        throw new SidebandError('network', 'the call is not connected', { reason: 'not-sent' });
      }
      const text = JSON.stringify(event);
      const at = clock.now();
      if (!wire.send(text)) {
        throw new SidebandError('network', 'the data channel did not take it', {
          reason: 'not-sent',
        });
      }
      out.push({ at, kind: 'frame', direction: 'sent', text, ...(by === undefined ? {} : { by }) });
    },
    note: (code, message) => tell({ to: 'notice', code, message }),
    close: () => (hanging ??= hangUp()),
  };

  return {
    link,
    opened(took) {
      if (state !== 'connecting') return;
      state = 'open';
      tell({ to: 'open', epoch: 1, took: Math.round(took * 10) / 10 });
    },
    received(text) {
      if (state === 'over') return;
      last = text.length < longestError ? text : '';
      out.push({ at: clock.now(), kind: 'frame', direction: 'received', text });
    },
    ended(by) {
      // Who hangs up says so when that is done.
      if (hanging !== undefined && by === 'them') return;
      if (last.includes('"error"') && serverSaid(last).code === 'session_expired') finish(expired);
      else finish(by === 'them' ? theirs : lost);
    },
  };
};

const hungUp: LinkChange = {
  to: 'closed',
  reason: 'ended',
  cause: 'closed',
  message: 'hung up; the call is over',
  exit: 'ok',
};

const left: LinkChange = {
  to: 'closed',
  reason: 'unknown',
  cause: 'detached',
  message: 'left; whether the call is over is not known',
  exit: 'unknown',
  hint: 'a service ends a call that nobody is on, sooner or later; rt-sideband hangup ends it now',
};

const theirs: LinkChange = {
  to: 'closed',
  reason: 'ended',
  cause: 'closed',
  message: 'the other side ended the call',
  exit: 'ok',
};

const expired: LinkChange = {
  to: 'closed',
  reason: 'ended',
  cause: 'expired',
  message: 'the session reached its maximum length',
  exit: 'ok',
};

const lost: LinkChange = {
  to: 'closed',
  reason: 'dropped',
  cause: 'lost',
  message: 'the media connection was lost',
  exit: 'unknown',
  hint: 'the call may go on without us until the service notices: rt-sideband hangup ends it',
};
