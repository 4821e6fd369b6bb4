import { SidebandError } from './error.ts';
import { at } from './raw.ts';

type Test = (value: unknown) => boolean;

/** One condition on a field, with what is needed to say why it was not met. */
export type Condition = {
  readonly path: string;
  /** As it was written: `=completed`, `~ /refund/i`, or nothing for a field that has to be there. */
  readonly wanted: string;
  readonly meets: Test;
};

const isPlain = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

const asNumber = (value: unknown): number => {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
};

const wrong = (position: number, expected: string): SidebandError =>
  new SidebandError('usage', `the expression is wrong at position ${position + 1}: expected ${expected}`, {
    hint: "FIELD, FIELD=VALUE, FIELD!=VALUE, FIELD ~ /regex/i, FIELD<N, FIELD>N; several joined by ' and '",
  });

const comparisons: ReadonlyMap<string, (value: number, bound: number) => boolean> = new Map([
  ['<', (value, bound) => value < bound],
  ['>', (value, bound) => value > bound],
  ['<=', (value, bound) => value <= bound],
  ['>=', (value, bound) => value >= bound],
]);

/** Reads one expression from left to right. With `spaced`, a space ends a value and conditions need no 'and'. */
const reader = (expression: string, spaced = false) => {
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = position;
    const found = pattern.exec(expression) ?? undefined;
    if (found !== undefined) position += found[0].length;
    return found;
  };

  const value = (): string => {
    take(/\s*/y);
    const quoted = take(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/y);
    if (quoted !== undefined) return (quoted[1] ?? quoted[2] ?? '').replaceAll(/\\(.)/g, '$1');
    const bare = take(spaced ? /(?!["'])\S+/y : /(?!["'])(?:(?!\s+and\s).)+/y)?.[0].trimEnd();
    if (bare === undefined || bare === '') throw wrong(position, 'a value');
    return bare;
  };

  const regex = (): Test => {
    take(/\s*/y);
    const start = position;
    const found = take(/\/((?:[^/\\]|\\.)+)\/([a-z]*)/y);
    if (found === undefined) throw wrong(start, 'a regular expression like /refund/i');
    try {
      // `g` and `y` would make the answer depend on the one before.
      const compiled = new RegExp(found[1] ?? '', (found[2] ?? '').replaceAll(/[gy]/g, ''));
      return (value) => isPlain(value) && compiled.test(String(value));
    } catch {
      throw wrong(start, 'a valid regular expression');
    }
  };

  const condition = (): Condition => {
    take(/\s*/y);
    const path = take(/[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*/y)?.[0];
    if (path === undefined) throw wrong(position, 'a field like response.status');
    const after = position;
    const test = comparison(path);
    return { path, wanted: expression.slice(after, position).trim(), meets: test };
  };

  const comparison = (path: string): Test => {
    const operator = take(/\s*(!=|<=|>=|=|<|>|~)/y)?.[1];
    if (operator === undefined) return (raw) => at(raw, path) !== undefined;
    if (operator === '~') {
      const test = regex();
      return (raw) => test(at(raw, path));
    }
    const start = position;
    const wanted = value();
    const compare = comparisons.get(operator);
    if (compare === undefined) {
      const same = operator === '=';
      return (raw) => {
        const found = at(raw, path);
        return isPlain(found) && (String(found) === wanted) === same;
      };
    }
    const bound = asNumber(wanted);
    if (Number.isNaN(bound)) throw wrong(start, 'a number');
    return (raw) => compare(asNumber(at(raw, path)), bound);
  };

  return (): readonly Condition[] => {
    const tests = [condition()];
    while (position < expression.trimEnd().length) {
      const joined = take(/\s+and\s/y) ?? (spaced ? take(/\s+/y) : undefined);
      if (joined === undefined) throw wrong(position, "' and ' or the end");
      tests.push(condition());
    }
    return tests;
  };
};

/**
 * A test of an event's fields from words: `response.status=completed and response.usage.output_tokens>100`. A bare
 * field asks whether it is there; a condition on a field that is not there is not met. Throws a usage error that
 * names the position.
 */
export const fieldTest = (expression: string): ((raw: unknown) => boolean) => {
  const tests = reader(expression)();
  return (raw) => tests.every(({ meets }) => meets(raw));
};

/**
 * The conditions of an expectation, in words: `response.status=completed response.usage.output_tokens>100`. Like
 * `fieldTest`, but a space ends a value unless it is quoted. Throws a usage error that names the position.
 */
export const conditions = (expression: string): readonly Condition[] =>
  expression.trim() === '' ? [] : reader(expression, true)();

/** The regular expression at the beginning of a text, `/refund/i`, and what follows it. Throws a usage error. */
export const leadingPattern = (text: string): { readonly pattern: RegExp; readonly rest: string } => {
  const [all = '', source, flags = ''] = /^\s*\/((?:[^/\\]|\\.)+)\/([a-z]*)/.exec(text) ?? [];
  if (source === undefined) throw wrong(0, 'a regular expression like /refund/i');
  try {
    return { pattern: new RegExp(source, flags.replaceAll(/[gy]/g, '')), rest: text.slice(all.length) };
  } catch {
    throw wrong(0, 'a valid regular expression');
  }
};
