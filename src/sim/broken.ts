import { badKey, noSuchCall, refusal, type Refusal } from './refusal.ts';

/** The error that goes with a status nobody asked for. */
export const brokenBy = (status: number): Refusal => {
  if (status === 404) return noSuchCall;
  if (status === 401) return badKey;
  if (status === 429) {
    return {
      type: 'requests',
      code: 'rate_limit_exceeded',
      message: 'Rate limit reached. Please try again later.',
      param: null,
    };
  }
  if (status < 500) return refusal(null, 'The request was refused.');
  const message = 'The server had an error while processing your request. Sorry about that!';
  return { type: 'server_error', code: null, message, param: null };
};
