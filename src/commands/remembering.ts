import { SidebandError } from '../core/error.ts';
import type { Keeps } from '../io/state-folder.ts';
import type { Context } from './context.ts';

/** The words for how much is kept on this machine. */
export const keeps = ['all', 'bare', 'nothing'] as const satisfies readonly Keeps[];

/**
 * A context that remembers as much as asked for: by a flag, else by RT_SIDEBAND_REMEMBER, else by the user's settings,
 * else everything. A word that is none of these is a SidebandError of kind `usage`: a typo must not keep what was not
 * to be kept.
 */
export const remembering = (context: Context, flag: unknown, setting: unknown): Context => {
  const said = context.env['RT_SIDEBAND_REMEMBER'];
  const given = flag ?? (said === '' ? undefined : said) ?? setting ?? 'all';
  const kept = keeps.find((word) => word === given);
  if (kept !== undefined) return { ...context, state: context.state.keeping(kept) };
  throw new SidebandError('usage', `RT_SIDEBAND_REMEMBER: expected one of ${keeps.join(', ')}`, {
    said: said ?? '',
  });
};
