import type { ExitName } from './error.ts';

/** A moment on two clocks, in milliseconds: `wall` since the Unix epoch, `mono` on a clock that never steps. */
export type Instant = { readonly wall: number; readonly mono: number };

/** A frame as it crossed the socket. `binary` frames carry base64 in `text`; `by` names the verb that sent it. */
export type FrameSignal = {
  readonly at: Instant;
  readonly kind: 'frame';
  readonly direction: 'received' | 'sent';
  readonly text: string;
  /**
   * Bytes that hold the UTF-8 of `text` as it came, never changed, where that is still at hand; then `text` is made when
   * it is asked for, and a copy of such a signal has to name it.
   */
  readonly bytes?: Uint8Array;
  /** Where in them it stands; without these it is all of them. */
  readonly from?: number;
  readonly to?: number;
  readonly binary?: true;
  readonly by?: string;
};

/** News of the connection itself. */
export type LinkSignal = { readonly at: Instant; readonly kind: 'link'; readonly change: LinkChange };

/** One stamped fact from the wire: what is recorded, and what everything else is a fold of. */
export type Signal = FrameSignal | LinkSignal;

/**
 * How the watching of a call ended. `ended`: the call is over (the server no longer knows it, or said so).
 * `dropped`: the connection was lost, and the budget of re-attaching is spent or we left meanwhile. `detached`: we left; the
 * call goes on.
 * `unknown`: the evidence does not decide, and we do not guess.
 */
export type EndReason = 'ended' | 'dropped' | 'detached' | 'unknown';

/** What is known about a stretch of time in which no socket was open. What happened in it is not known. */
export type Gap = {
  /** The last frame received before it. */
  readonly from: Instant;
  /** When the loss was noticed. */
  readonly noticed: Instant;
  /** When the next socket was open. */
  readonly to: Instant;
  /** In our words: `connection lost`, `no pong for 20 s`, `protocol violation`, … */
  readonly cause: string;
};

/**
 * What became of a socket. `closed`: the server closed it and gave no other reason, which may or may not be the end of
 * the call. `lost`: it broke. `protocol` and `too-large`: what came over it could not be accepted.
 */
export type CloseCause =
  | 'detached'
  | 'expired'
  | 'closed'
  | 'restart'
  | 'lost'
  | 'no-pong'
  | 'protocol'
  | 'too-large'
  | 'auth'
  | 'refused'
  | 'not-found'
  | 'tls';

export type LinkChange =
  /** A handshake answered 101. `epoch` counts attaches from 1; `took` is the dial in milliseconds. */
  | { readonly to: 'open'; readonly epoch: number; readonly took: number }
  /** The socket is gone and the call is dialled again in `delay` ms; attempt `attempt` of at most `of`. */
  | {
      readonly to: 'retrying';
      readonly attempt: number;
      readonly of: number;
      readonly delay: number;
      readonly cause: string;
    }
  /** Re-attached after a loss: comes right after the `open` of the new epoch. */
  | { readonly to: 'gap'; readonly gap: Gap }
  /** Something worth a line that changes nothing: `quiet` link, a `paused` reader, a clock that `jumped`. */
  | { readonly to: 'notice'; readonly code: string; readonly message: string }
  /**
   * The last signal of every stream, but for notices of what became of commands. `code` and `text` are the socket's close code and (untrusted) reason, if there
   * was one; `message` says in our words what happened; `exit` is what it means for the exit code.
   */
  | {
      readonly to: 'closed';
      readonly reason: EndReason;
      /** A machine-readable word for what happened to the socket. */
      readonly cause?: CloseCause;
      readonly code?: number;
      readonly text?: string;
      readonly message: string;
      readonly exit: ExitName;
      readonly hint?: string;
    };
