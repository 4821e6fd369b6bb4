import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import type { Judged } from '../../../src/core/expect/judge.ts';
import { parseExpectation } from '../../../src/core/expect/parse.ts';
import { githubReport, jsonReport, junitReport } from '../../../src/core/expect/reports.ts';

const hostile = 'a]]><x y="1">&\u{1}\u{d800}\n::error::forged, 100%';
const judged: readonly Judged[] = [
  { expectation: parseExpectation('no error'), verdict: { state: 'met' } },
  {
    expectation: parseExpectation('agent ~ /x/'),
    verdict: { state: 'unmet', why: 'the agent said one other thing', seen: [hostile] },
  },
  { expectation: parseExpectation('no tool x'), verdict: { state: 'unknown', why: 'a gap', seen: [] } },
];
const calls = [{ name: 'rtc_1', judged, ms: 1234 }];

describe('junit', () => {
  const text = junitReport(calls);

  test('counts failures and what could not be decided apart', () => {
    expect(text).toContain('<testsuites tests="3" failures="1" errors="1">');
    expect(text).toContain('<testcase classname="rtc_1" name="no error" time="1.234"/>');
    expect(text).toContain('<failure message="the agent said one other thing">');
    expect(text).toContain('<error message="a gap">');
  });

  test('is well-formed whatever was said', () => {
    const names: string[] = [];
    let words = '';
    const parser = new SaxesParser();
    parser.on('opentag', ({ name }) => names.push(name));
    parser.on('text', (piece) => {
      words += piece;
    });
    parser.write(text).close();
    expect(names.slice(0, 2)).toEqual(['testsuites', 'testsuite']);
    expect(words).toContain('seen a]]><x y="1">&\u{fffd}\u{fffd}\n::error::forged');
    expect(text).not.toContain('<x ');
  });
});

test('github annotations stand on one line each and cannot be forged', () => {
  const lines = githubReport(calls).trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(lines.every((line) => line.startsWith('::error title=rtc_1%3A '))).toBe(true);
  expect(lines[0]).toContain('%0A::error::forged, 100%25');
});

test('json holds every verdict', () => {
  expect(JSON.parse(jsonReport(calls))).toMatchObject([
    {
      call: 'rtc_1',
      ms: 1234,
      verdicts: [
        { expected: 'no error', kind: 'absence', state: 'met' },
        { state: 'unmet', why: 'the agent said one other thing' },
        { state: 'unknown' },
      ],
    },
  ]);
});
