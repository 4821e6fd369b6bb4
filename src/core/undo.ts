import { configDiff, same, type ConfigChange } from './config-diff.ts';
import { leaves, withValueAt } from './contains.ts';
import { at, isRaw, type Raw } from './raw.ts';
import type { ConfigSeen } from './session.ts';
import type { Whose } from './whose.ts';

/** How to take a change of the session back: what was there before it, and what it left, at the same places. */
export type Undo = {
  /** The type of the session: `realtime`. */
  readonly kind: string;
  readonly places: readonly string[];
  readonly before: Raw;
  readonly left: Raw;
};

/** The field that has to be put back for a leaf of a change: itself, or what it is a part of. */
const placeOf = (leaf: string, before: Raw): string => {
  const steps = leaf.split('.');
  // Another type of it has other parts, and where there was nothing its parts cannot be put back one by one.
  const whole = steps.length > 1 && steps.at(-1) === 'type' ? steps.length - 1 : steps.length;
  for (let length = 1; length < whole; length += 1) {
    const place = steps.slice(0, length).join('.');
    if (!isRaw(at(before, place))) return place;
  }
  return steps.slice(0, whole).join('.');
};

/** The places whose values a change replaced, none of them within another. */
const placesOf = (patch: Raw, before: Raw): readonly string[] => {
  const all = [...new Set(leaves(patch).map((leaf) => placeOf(leaf, before)))];
  return all.filter((place) => !all.some((other) => place.startsWith(`${other}.`)));
};

const picked = (config: Raw, places: readonly string[]): Raw =>
  places.reduce<Raw>((all, place) => withValueAt(all, place, at(config, place) ?? null), {});

/** How to take back a change that made `after` of `before`; undefined when it changed nothing of what it named. */
export const undoOf = (patch: Raw, kind: string, before: Raw, after: Raw): Undo | undefined => {
  const places = placesOf(patch, before);
  const undo = { kind, places, before: picked(before, places), left: picked(after, places) };
  return same(undo.before, undo.left) ? undefined : undo;
};

/** What is no longer as the change left it, from there to now: empty when nobody touched it. */
export const touched = (undo: Undo, now: Raw): readonly ConfigChange[] =>
  configDiff(undo.left, picked(now, undo.places));

/** True when everything is as it was before the change already. */
export const isTakenBack = (undo: Undo, now: Raw): boolean => same(undo.before, picked(now, undo.places));

/** An undo that was written down; undefined for anything else. */
export const readUndo = (value: unknown): Undo | undefined => {
  if (!isRaw(value)) return undefined;
  const { kind, places, before, left } = value;
  const named = Array.isArray(places) && places.every((place) => typeof place === 'string');
  return typeof kind === 'string' && named && isRaw(before) && isRaw(left)
    ? { kind, places, before, left }
    : undefined;
};

/** Whose the last change at any of these places was, if that is known. */
export const changedBy = (
  configs: readonly ConfigSeen[],
  changes: readonly ConfigChange[],
): Whose | undefined => {
  const places = changes.map(({ path }) => path.join('.'));
  for (let index = configs.length - 1; index > 0; index -= 1) {
    const [before, after] = [configs[index - 1], configs[index]];
    if (before === undefined || after === undefined) break;
    if (places.some((place) => !same(at(before.config, place), at(after.config, place)))) return after.whose;
  }
  return undefined;
};
