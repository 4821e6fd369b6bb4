import { SidebandError } from '../error.ts';
import { gather } from '../gather.ts';
import { metricsOf } from '../metrics.ts';
import { closest } from '../names.ts';
import { noPrices } from '../price.ts';
import { conditions } from '../where.ts';
import { absence, presence } from './check.ts';
import type { Check, Expectation } from './expectation.ts';
import { grammar, readSubject, type Subject } from './subject.ts';
import { thresholdCheck } from './threshold.ts';

/** The names of all metrics, as thresholds and reports have them. */
const metricNames: readonly string[] = [...metricsOf(gather().facts, { prices: noPrices }).all.keys()];

const keywords: ReadonlySet<string> = new Set(['event', 'agent', 'user', 'tool', 'no']);

/** True for the first word of an expectation. */
export const beginsExpectation = (word: string): boolean => {
  const [first = ''] = word.trim().split(/[\s~=!<>:]/, 1);
  return keywords.has(first) || metricNames.includes(first.split('.')[0] ?? '');
};

const unread = (text: string, problem: string, hint: string): SidebandError =>
  new SidebandError('usage', `cannot read this expectation: ${problem}`, { said: text, hint });

const wholeGrammar = `${grammar}, no error, no event TYPE, METRIC p(95)<1200`;

/** What it is about, unless it is a threshold. */
const subjectOf = (word: string, absent: boolean, text: string, from: number): Subject | undefined => {
  switch (word) {
    case 'error':
      return absent ? { kind: 'event', name: 'error', conditions: conditions(text, from) } : undefined;
    case 'event':
    case 'tool':
    case 'agent':
    case 'user':
      return readSubject(word, text, from);
    default:
      return undefined;
  }
};

/** Reads one expectation; throws a SidebandError (usage) that says what is wrong with it. */
export const parseExpectation = (given: string): Expectation => {
  const text = given.trim().replaceAll(/\s+/g, ' ');
  const [before = ''] = /^no\s/.exec(text) ?? [];
  const absent = before !== '';
  const [, word = '', more = ''] = /^([\w.]+)(.*)$/s.exec(text.slice(before.length)) ?? [];
  const from = before.length + word.length;
  const subject = subjectOf(word, absent, text, from);
  if (subject !== undefined) {
    const begin = (): Check => (absent ? absence : presence)(subject);
    return { text, kind: absent ? 'absence' : 'presence', begin };
  }
  const metric = word.split('.')[0] ?? '';
  if (!absent && metricNames.includes(metric)) {
    // k6 writes a colon there.
    const begin = (): Check => thresholdCheck(word, more.replace(/^\s*:/, ''));
    // What is wrong with it has to be said now, not when the call is up.
    begin();
    return { text, kind: 'threshold', begin };
  }
  const near = closest(word, [...keywords, ...metricNames]);
  throw unread(
    text,
    'it begins with none of the words that do',
    near === undefined ? wholeGrammar : `did you mean ${near}?`,
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
