import { configDiff } from './config-diff.ts';
import { contains, leaves } from './contains.ts';
import { causedBy, type Pending } from './pending.ts';
import { child, type Raw } from './raw.ts';
import { effectiveConfig } from './session-config.ts';
import type { Whose } from './whose.ts';

/**
 * Whose a `session.updated` is, which carries no id of what caused it. The server answers each update once and in
 * order, so it is ours when it holds all values of an update of ours that waits, and what changed since `before` is
 * there to be changed by it. `before` is undefined when the settings were not seen last.
 */
export const whoseUpdate = (
  raw: Raw,
  config: Raw,
  before: Raw | undefined,
  pending: Pending,
  now: number,
): Whose | undefined => {
  const changed = before === undefined ? undefined : fieldsOf(configDiff(before, config).map(pathOf));
  const touches = (update: Raw): boolean => {
    const { type: _, ...patch } = child(update, 'session') ?? {};
    const own = fieldsOf(leaves(effectiveConfig(patch)).map((path) => path.split('.')));
    return changed === undefined || [...changed].some((field) => own.has(field));
  };
  const quiet = changed?.size === 0;
  const holding = pending.causes(
    'session.update',
    now,
    (update) => contains(child(raw, 'session'), child(update, 'session')) && (quiet || touches(update)),
  );
  if (holding.length > 0) return causedBy(holding, now, undefined);
  // The server may have made something else of our values: then this is no proof of anybody.
  const unlike = pending.causes('session.update', now, touches).some(({ doubtful }) => !doubtful);
  return unlike && !quiet ? undefined : { ours: false };
};

const pathOf = ({ path }: { readonly path: readonly string[] }): readonly string[] => path;

/** The fields that hold these places: a voice, a whole turn detection. The server fills in what is below them. */
const fieldsOf = (paths: readonly (readonly string[])[]): ReadonlySet<string> =>
  new Set(paths.map((path) => path.slice(0, path[0] === 'audio' ? 3 : 1).join('.')));
