/** A JSON object of unknown shape, as it came or as it goes. */
export type Raw = Readonly<Record<string, unknown>>;

/** True for a JSON object; arrays and null are not. */
export const isRaw = (value: unknown): value is Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The JSON object that a text is, if it is one. */
export const objectIn = (json: string): Raw | undefined => {
  // Most of what is none says so by how it begins, and to throw is dear.
  if (!/^\s*\{/.test(json)) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return isRaw(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** The value of an own field. Inherited names (`constructor`, `__proto__`) are not fields. */
export const own = (raw: Raw | undefined, key: string): unknown =>
  raw !== undefined && Object.hasOwn(raw, key) ? raw[key] : undefined;

// No inherited name is a string, a number or a boolean, so that these need not ask whose a value is.

/** The field as a string, if it is one. */
export const text = (raw: Raw | undefined, key: string): string | undefined => {
  const value = raw?.[key];
  return typeof value === 'string' ? value : undefined;
};

/** The field as a finite number, if it is one. */
export const number = (raw: Raw | undefined, key: string): number | undefined => {
  const value = raw?.[key];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
};

/** The field as a boolean, if it is one. */
export const flag = (raw: Raw | undefined, key: string): boolean | undefined => {
  const value = raw?.[key];
  return typeof value === 'boolean' ? value : undefined;
};

/** The field as an object, if it is one. */
export const child = (raw: Raw | undefined, key: string): Raw | undefined => {
  const value = own(raw, key);
  return isRaw(value) ? value : undefined;
};

/** The field as a list of objects; what is not an object is left out, and no list is an empty one. */
export const children = (raw: Raw | undefined, key: string): readonly Raw[] => {
  const value = own(raw, key);
  return Array.isArray(value) ? value.filter(isRaw) : [];
};

/** The value at a dotted path (`audio.output.speed`), through own fields only; list indexes are numbers. */
export const at = (raw: unknown, path: string): unknown => {
  let value: unknown = raw;
  for (const step of path.split('.')) {
    if (Array.isArray(value)) value = /^\d+$/.test(step) ? value[Number(step)] : undefined;
    else value = isRaw(value) ? own(value, step) : undefined;
    if (value === undefined) return undefined;
  }
  return value;
};
