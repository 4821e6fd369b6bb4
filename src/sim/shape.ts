import { isRaw, own } from '../core/raw.ts';
import { invalidValue, missing, refusal, unknownParameter, type Refusal } from './refusal.ts';

/** Checks a value against a shape: the first thing wrong with it, or nothing. `path` names it as the service would. */
export type Shape = (value: unknown, path: string) => Refusal | undefined;

const named = (value: unknown): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
};

const wrongType = (expected: string, value: unknown, path: string): Refusal =>
  refusal(
    'invalid_type',
    `Invalid type for '${path}': expected ${expected}, but got ${named(value)} instead.`,
    path,
  );

/** The path of a field inside another. */
const inside = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** Anything at all. */
export const anything: Shape = () => undefined;

/** True or false. */
export const boolean: Shape = (value, path) =>
  typeof value === 'boolean' ? undefined : wrongType('a boolean', value, path);

/** A string of at most `max` characters. */
export const string =
  (max = Infinity): Shape =>
  (value, path) => {
    if (typeof value !== 'string') return wrongType('a string', value, path);
    if (value.length <= max) return undefined;
    return refusal(
      'string_above_max_length',
      `Invalid '${path}': string too long. Expected a string with maximum length ${max}, but got a string with length ${value.length} instead.`,
      path,
    );
  };

/** A number between two bounds, both allowed. */
export const number =
  (min: number, max: number, kind: 'integer' | 'decimal' = 'integer'): Shape =>
  (value, path) => {
    if (typeof value !== 'number' || (kind === 'integer' && !Number.isInteger(value))) {
      return wrongType(kind === 'integer' ? 'an integer' : 'a decimal', value, path);
    }
    if (value < min) {
      const message = `Invalid '${path}': ${kind} below minimum value. Expected a value >= ${min}, but got ${value} instead.`;
      return refusal(`${kind}_below_min_value`, message, path);
    }
    if (value > max) {
      const message = `Invalid '${path}': ${kind} above maximum value. Expected a value <= ${max}, but got ${value} instead.`;
      return refusal(`${kind}_above_max_value`, message, path);
    }
    return undefined;
  };

/** One of these words. */
export const oneOf =
  (...words: readonly string[]): Shape =>
  (value, path) => {
    if (typeof value !== 'string') return wrongType('a string', value, path);
    return words.includes(value) ? undefined : invalidValue(value, words, path);
  };

/** Null, or something of that shape. */
export const nullable =
  (shape: Shape): Shape =>
  (value, path) =>
    value === null ? undefined : shape(value, path);

/** A list whose elements have that shape. */
export const list =
  (shape: Shape): Shape =>
  (value, path) => {
    if (!Array.isArray(value)) return wrongType('an array', value, path);
    for (const [index, element] of value.entries()) {
      const wrong = shape(element, `${path}[${index}]`);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };

/** An object with these fields and no others. What is missing is said before what is too much. */
export const object =
  (fields: Readonly<Record<string, Shape>>, required: readonly string[] = []): Shape =>
  (value, path) => {
    if (!isRaw(value)) return wrongType('an object', value, path);
    const absent = required.find((key) => own(value, key) === undefined);
    if (absent !== undefined) return missing(inside(path, absent));
    const foreign = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
    if (foreign !== undefined) return unknownParameter(inside(path, foreign));
    for (const [key, field] of Object.entries(value)) {
      const wrong = field === undefined ? undefined : fields[key]?.(field, inside(path, key));
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  };

/** An object of any fields. */
export const anyObject: Shape = (value, path) =>
  isRaw(value) ? undefined : wrongType('an object', value, path);

/** An object whose `type` decides which of these shapes it has. */
export const byType =
  (shapes: ReadonlyMap<string, Shape>): Shape =>
  (value, path) => {
    if (!isRaw(value)) return wrongType('an object', value, path);
    const type = own(value, 'type');
    if (type === undefined) return missing(inside(path, 'type'));
    if (typeof type !== 'string') return wrongType('a string', type, inside(path, 'type'));
    const shape = shapes.get(type);
    return shape === undefined
      ? invalidValue(type, [...shapes.keys()], inside(path, 'type'))
      : shape(value, path);
  };

/** A string is judged by one shape, anything else by the other. */
export const stringOr =
  (ofString: Shape, otherwise: Shape): Shape =>
  (value, path) =>
    typeof value === 'string' ? ofString(value, path) : otherwise(value, path);
