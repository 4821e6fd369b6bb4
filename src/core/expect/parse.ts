import { eventNames } from '../catalogue.ts';
import { SidebandError } from '../error.ts';
import { gather } from '../gather.ts';
import { metricsOf } from '../metrics.ts';
import { closest } from '../names.ts';
import { conditions, leadingPattern } from '../where.ts';
import { eventCheck, noEventCheck, shownError } from './events.ts';
import type { Expectation } from './expectation.ts';
import { notSaidCheck, saidCheck, type Wanted } from './said.ts';
import { thresholdCheck } from './threshold.ts';
import { noToolCheck, toolCheck } from './tool.ts';

/** The names of all metrics, as thresholds and reports have them. */
const metricNames: readonly string[] = [
  ...metricsOf(gather().facts, {
    prices: { asOf: '', currency: 'USD', per: 1, models: new Map(), transcription: new Map() },
  }).all.keys(),
];

const keywords: ReadonlySet<string> = new Set(['event', 'agent', 'user', 'tool', 'no']);

/** True for the first word of an expectation. */
export const beginsExpectation = (word: string): boolean => {
  const [first = ''] = word.trim().split(/[\s~=!<>]/, 1);
  return keywords.has(first) || metricNames.includes(first.split('.')[0] ?? '');
};

const unread = (text: string, problem: string, hint: string): SidebandError =>
  new SidebandError('usage', `cannot read this expectation: ${problem}`, { said: text, hint });

const grammar =
  'event TYPE [FIELD=VALUE], agent ~ /re/, user ~ /re/, tool NAME [args.FIELD=VALUE], no error, no event TYPE, METRIC p(95)<1200';

const wantedWords = (text: string, rest: string): Wanted => {
  const [, operator, operand = ''] = /^\s*(!~|~|!=|==?)\s*(.*)$/s.exec(rest) ?? [];
  if (operator === undefined) throw unread(text, 'expected ~ /words/ or ="words"', grammar);
  const negated = operator.startsWith('!');
  if (operator.endsWith('~')) {
    const { pattern, rest: more } = leadingPattern(operand);
    if (more.trim() !== '') throw unread(text, `something follows the regular expression`, grammar);
    const words = pattern.source.replaceAll(/\\./g, ' ');
    return { matches: (said) => pattern.test(said) !== negated, words };
  }
  const words = operand.trim().replace(/^(["'])(.*)\1$/s, '$2');
  if (words === '') throw unread(text, 'expected the words', grammar);
  return { matches: (said) => (said.trim() === words) !== negated, words };
};

const split = (rest: string): readonly [string, string] => {
  const [, name = '', more = ''] = /^\s*(\S+)\s*(.*)$/s.exec(rest) ?? [];
  return [name, more];
};

const eventType = (text: string, name: string): string => {
  if (name === '') throw unread(text, 'expected the type of an event', grammar);
  if (!/^[\w.*-]+$/.test(name)) throw unread(text, 'this is no type of an event', grammar);
  const near =
    name.includes('*') || eventNames.some((known) => known === name) ? undefined : closest(name, eventNames);
  // News from upstream are expected too; what is one letter off is a slip.
  if (near !== undefined) throw unread(text, 'no such event', `did you mean ${near}?`);
  return name;
};

/** Reads one expectation; throws a SidebandError (usage) that says what is wrong with it. */
export const parseExpectation = (given: string): Expectation => {
  const text = given.trim().replaceAll(/\s+/g, ' ');
  const absent = /^no\s/.test(text);
  const rest = absent ? text.slice(3) : text;
  const [, subject = '', more = ''] = /^([\w.]+)(.*)$/s.exec(rest) ?? [];
  const make = (
    begin: Expectation['begin'],
    kind: Expectation['kind'] = absent ? 'absence' : 'presence',
  ): Expectation => {
    // What is wrong with it has to be said now, not when the call is up.
    begin();
    return { text, kind, begin };
  };
  switch (subject) {
    case 'error':
      if (!absent) break;
      return make(() => noEventCheck('error', conditions(more), shownError));
    case 'event': {
      const [name, fields] = split(more);
      const type = eventType(text, name);
      return make(() => (absent ? noEventCheck : eventCheck)(type, conditions(fields)));
    }
    case 'tool': {
      const [name, fields] = split(more);
      if (name === '') throw unread(text, 'expected the name of a tool', grammar);
      return make(() => (absent ? noToolCheck : toolCheck)(name, conditions(fields)));
    }
    case 'agent':
    case 'user': {
      const wanted = wantedWords(text, more);
      return make(() => (absent ? notSaidCheck : saidCheck)(subject, wanted));
    }
    default:
  }
  const metric = subject.split('.')[0] ?? '';
  if (!absent && metricNames.includes(metric)) return make(() => thresholdCheck(subject, more), 'threshold');
  const near = closest(subject, [...keywords, ...metricNames]);
  throw unread(
    text,
    'it begins with none of the words that do',
    near === undefined ? grammar : `did you mean ${near}?`,
  );
};

/**
 * The expectations in the words of a command line. A word with a space in it is one by itself; others are put together
 * until the next that begins one: `event response.done agent ~ /margarita/i`.
 */
export const parseExpectations = (words: readonly string[]): readonly Expectation[] => {
  const found: string[] = [];
  let open: string[] = [];
  const close = (): void => {
    if (open.length > 0) found.push(open.join(' '));
    open = [];
  };
  for (const word of words) {
    const whole = /\s/.test(word.trim()) && beginsExpectation(word);
    const begins = beginsExpectation(word) && !(open.length === 1 && open[0] === 'no');
    if (whole || begins) close();
    open.push(word);
    if (whole) close();
  }
  close();
  return found.map(parseExpectation);
};
