import { readCallArgument } from './call-argument.ts';
import { SidebandError } from './error.ts';
import type { CallId } from './ids.ts';

/** The session of a call that we place, where nothing else is asked for (realtime-api 12). */
export const usualSession = { type: 'realtime', model: 'gpt-realtime-2.1' } as const;

/** The call that the `Location` header of a 201 names. Throws a SidebandError (`refused`) when it names none. */
export const callPlaced = (location: string | undefined): CallId => {
  try {
    return readCallArgument(location ?? '');
  } catch {
    throw new SidebandError('refused', 'the server took the call, but did not say which it is', {
      said: location?.slice(0, 80),
      hint: 'the answer has no Location header with a call id; is this base URL the Realtime API?',
      reason: 'no-call-id',
    });
  }
};
