import type { Session } from './session.ts';
import type { Instant } from './signal.ts';

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
