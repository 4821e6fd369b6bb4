import type { ConnectionState, NativePeer } from './native.ts';

/** How often the state of a connection is looked at, in milliseconds. */
const lookEvery = 250;

/**
 * Tells of every change of a connection's state, each once, until the returned function is called. When it says that its
 * state changed, wrtc may still give the one before, and of some changes it never says anything: so it is looked at, too.
 */
export const stateChanges = (connection: NativePeer, tell: (now: ConnectionState) => void): (() => void) => {
  let told: ConnectionState = 'new';
  const look = (): void => {
    const now = connection.connectionState;
    if (now === told) return;
    told = now;
    tell(now);
  };
  connection.onconnectionstatechange = look;
  const looking = setInterval(look, lookEvery);
  looking.unref();
  return () => {
    connection.onconnectionstatechange = null;
    clearInterval(looking);
  };
};
