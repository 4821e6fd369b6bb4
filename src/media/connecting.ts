import { SidebandError } from '../core/error.ts';
import type { Clock } from '../core/ports.ts';

/** A call that was placed and could not be connected. */
export const unconnected = (why: string): SidebandError =>
  new SidebandError('network', `the media connection could not be made: ${why}`, {
    reason: 'media',
    hint: 'the service is reached over UDP: a firewall may let HTTPS through and nothing else',
  });

/** What `connected` comes to, or that it took longer than `within` ms. Rejects (`interrupt`) when `signal` is aborted first. */
export const inTime = async (
  connected: Promise<string | undefined>,
  { clock, within, signal }: { readonly clock: Clock; readonly within: number; readonly signal: AbortSignal },
): Promise<string | undefined> => {
  const enough = new AbortController();
  const leave = (): void => enough.abort();
  signal.addEventListener('abort', leave, { once: true });
  if (signal.aborted) leave();
  try {
    const late = clock.sleep(within, enough.signal).then(() => `nothing within ${within / 1000} s`);
    const problem = await Promise.race([connected, late]);
    if (problem === undefined || !signal.aborted) return problem;
    throw new SidebandError('interrupt', 'left before the call was connected', { reason: 'aborted' });
  } finally {
    signal.removeEventListener('abort', leave);
    leave();
  }
};
