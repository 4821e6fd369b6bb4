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

const fieldGrammar =
  "FIELD, FIELD=VALUE, FIELD!=VALUE, FIELD ~ /regex/i, FIELD<N, FIELD>N; several joined by ' and '";

/** A usage error about an expression: what was expected at a position, counted from 0. */
export const wrong = (
  { text, position }: { readonly text: string; readonly position: number },
  expected: string,
  hint = fieldGrammar,
): SidebandError =>
  new SidebandError('usage', `the expression is wrong at position ${position + 1}: expected ${expected}`, {
    said: text,
    hint,
  });

const comparisons: ReadonlyMap<string, (value: number, bound: number) => boolean> = new Map([
  ['<', (value, bound) => value < bound],
  ['>', (value, bound) => value > bound],
  ['<=', (value, bound) => value <= bound],
  ['>=', (value, bound) => value >= bound],
]);

/**
 * Reads one expression from left to right, beginning `from` there. With `spaced`, a space ends a value and conditions
 * need no 'and'.
 */
const reader = (expression: string, { spaced = false, from = 0 } = {}) => {
  let position = from;
  const expected = (what: string, where = position): SidebandError =>
    wrong({ text: expression, position: where }, what);
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
    if (bare === undefined || bare === '') throw expected('a value');
    return bare;
  };

  const regex = (): Test => {
    const { pattern, end } = patternAt(expression, position);
    position = end;
    return (value) => isPlain(value) && pattern.test(String(value));
  };

  const condition = (): Condition => {
    take(/\s*/y);
    const path = take(/[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*/y)?.[0];
    if (path === undefined) throw expected('a field like response.status');
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
    if (Number.isNaN(bound)) throw expected('a number', start);
    return (raw) => compare(asNumber(at(raw, path)), bound);
  };

  return (): readonly Condition[] => {
    const tests = [condition()];
    while (position < expression.trimEnd().length) {
      const joined = take(/\s+and\s/y) ?? (spaced ? take(/\s+/y) : undefined);
      if (joined === undefined) throw expected("' and ' or the end");
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
 * `fieldTest`, but a space ends a value unless it is quoted; they begin `from` there in a longer text. Throws a usage
 * error that names the position.
 */
export const conditions = (expression: string, from = 0): readonly Condition[] =>
  expression.slice(from).trim() === '' ? [] : reader(expression, { spaced: true, from })();

/**
 * The regular expression that stands at a place of a text, `/refund/i`, and where it ends. Throws a usage error that
 * names the position.
 */
export const patternAt = (
  text: string,
  from: number,
  hint = fieldGrammar,
): { readonly pattern: RegExp; readonly end: number } => {
  const position = from + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0);
  const [all = '', source, flags = ''] = /^\/((?:[^/\\]|\\.)+)\/([a-z]*)/.exec(text.slice(position)) ?? [];
  if (source === undefined) throw wrong({ text, position }, 'a regular expression like /refund/i', hint);
  try {
    // `g` and `y` would make the answer depend on the one before.
    const pattern = new RegExp(source, flags.replaceAll(/[gy]/g, ''));
    return { pattern, end: position + all.length };
  } catch {
    throw wrong({ text, position }, 'a valid regular expression', hint);
  }
};
