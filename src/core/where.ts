import { SidebandError } from './error.ts';
import { at } from './raw.ts';

type Test = (value: unknown) => boolean;

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

/** Reads one expression from left to right. */
const reader = (expression: string) => {
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
    const bare = take(/(?!["'])(?:(?!\s+and\s).)+/y)?.[0].trimEnd();
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

  const condition = (): Test => {
    take(/\s*/y);
    const path = take(/[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*/y)?.[0];
    if (path === undefined) throw wrong(position, 'a field like response.status');
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

  return (): readonly Test[] => {
    const tests = [condition()];
    while (position < expression.trimEnd().length) {
      if (take(/\s+and\s/y) === undefined) throw wrong(position, "' and ' or the end");
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
  return (raw) => tests.every((test) => test(raw));
};
