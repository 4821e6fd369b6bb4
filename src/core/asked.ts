import { SidebandError } from './error.ts';

/**
 * What became of a request that changes a call, before anybody has looked at the call. `refused`: the server said no
 * and nothing happened. `failed`: it had trouble of its own, `unanswered`: no answer came; either may have happened.
 */
export type Asked =
  | { readonly asked: 'taken'; readonly status: number }
  | {
      readonly asked: 'refused' | 'failed' | 'unanswered' | 'not-sent';
      readonly error: SidebandError;
    };

/** What a failed request means. Rejections that are no SidebandError are bugs and thrown on. */
export const askedOf = (error: unknown): Asked => {
  if (!(error instanceof SidebandError)) throw error;
  if (error.reason === 'unanswered') return { asked: 'unanswered', error };
  const [, status] = /^http-(\d{3})$/.exec(error.reason ?? '') ?? [];
  if (status === undefined) return { asked: 'not-sent', error };
  // 408: the server gave up on the request, which says nothing about what it had begun.
  const troubled = Number(status) >= 500 || status === '408' || Number(status) < 300;
  return { asked: troubled ? 'failed' : 'refused', error };
};

/** Sends a request once and says what became of it. It is never sent again. */
export const ask = async (send: () => Promise<{ readonly status: number }>): Promise<Asked> => {
  try {
    const { status } = await send();
    return { asked: 'taken', status };
  } catch (error) {
    return askedOf(error);
  }
};
