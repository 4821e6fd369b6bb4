import { isRaw, own, type Raw } from './raw.ts';

/**
 * True when `whole` holds every value of `part`: objects field by field (more fields may be there: the server fills in
 * defaults), lists element by element, anything else by equality.
 */
export const contains = (whole: unknown, part: unknown): boolean => {
  if (isRaw(part)) {
    return isRaw(whole) && Object.entries(part).every(([key, value]) => contains(own(whole, key), value));
  }
  if (Array.isArray(part)) {
    return (
      Array.isArray(whole) &&
      whole.length === part.length &&
      part.every((value, index) => contains(whole[index], value))
    );
  }
  return Object.is(whole, part);
};

/** A copy of `raw` with the value at a dotted path replaced; objects on the way are made. */
export const withValueAt = (raw: Raw, path: string, value: unknown): Raw => {
  const [step = '', ...rest] = path.split('.');
  const inner = own(raw, step);
  return {
    ...raw,
    [step]: rest.length === 0 ? value : withValueAt(isRaw(inner) ? inner : {}, rest.join('.'), value),
  };
};

/** The dotted paths of the leaves of `part`: lists and empty objects count as leaves. */
export const leaves = (part: Raw, prefix = ''): string[] =>
  Object.entries(part).flatMap(([key, value]) =>
    isRaw(value) && Object.keys(value).length > 0 ? leaves(value, `${prefix}${key}.`) : [prefix + key],
  );
