import type { Judged } from './judge.ts';

/** A judged call: what reports are made of. */
export type JudgedCall = {
  /** The call id, and the recording it was judged from, if it was. */
  readonly name: string;
  readonly judged: readonly Judged[];
  /** How long was watched, in milliseconds. */
  readonly ms: number;
};

// XML 1.0 has no place for control characters and surrogates, not even escaped.
const legal = (text: string): string =>
  text.replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}');

const xml = (text: string): string =>
  legal(text).replaceAll(/[&<>"'\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`);

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const failureText = ({ expectation, verdict }: Judged): string =>
  verdict.state === 'met'
    ? ''
    : [`expected ${expectation.text}`, verdict.why, ...verdict.seen.map((one) => `seen ${one}`)].join('\n');

/** JUnit XML: a suite per call, a case per expectation; what could not be decided is an error. */
export const junitReport = (calls: readonly JudgedCall[]): string => {
  const count = (all: readonly Judged[], state: string): number =>
    all.filter(({ verdict }) => verdict.state === state).length;
  const suites = calls.map(({ name, judged, ms }) => {
    const cases = judged.map((one) => {
      const { expectation, verdict } = one;
      const time = verdict.state === 'met' && verdict.by !== undefined ? verdict.by.ms : ms;
      const open = `    <testcase classname="${xml(name)}" name="${xml(expectation.text)}" time="${seconds(time)}"`;
      if (verdict.state === 'met') return `${open}/>`;
      const kind = verdict.state === 'unknown' ? 'error' : 'failure';
      return `${open}>\n      <${kind} message="${xml(verdict.why)}">${xml(failureText(one))}</${kind}>\n    </testcase>`;
    });
    const numbers = `tests="${judged.length}" failures="${count(judged, 'unmet')}" errors="${count(judged, 'unknown')}"`;
    return `  <testsuite name="${xml(name)}" ${numbers} time="${seconds(ms)}">\n${cases.join('\n')}\n  </testsuite>`;
  });
  const all = calls.flatMap(({ judged }) => judged);
  const numbers = `tests="${all.length}" failures="${count(all, 'unmet')}" errors="${count(all, 'unknown')}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${numbers}>\n${suites.join('\n')}\n</testsuites>\n`;
};

const command = (text: string): string =>
  legal(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => command(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** GitHub annotations: one `::error` line per expectation that was not met. */
export const githubReport = (calls: readonly JudgedCall[]): string =>
  calls
    .flatMap(({ name, judged }) =>
      judged
        .filter(({ verdict }) => verdict.state !== 'met')
        .map(
          (one) =>
            `::error title=${property(`${name}: ${one.expectation.text}`)}::${command(failureText(one))}\n`,
        ),
    )
    .join('');

/** An expectation and its verdict as an object. */
export const judgedJson = ({ expectation, verdict }: Judged): object => ({
  expected: expectation.text,
  kind: expectation.kind,
  state: verdict.state,
  ...(verdict.state === 'met' ? { by: verdict.by } : { why: verdict.why, seen: verdict.seen }),
});

/** Everything as one JSON document. */
export const jsonReport = (calls: readonly JudgedCall[]): string =>
  `${JSON.stringify(
    calls.map(({ name, judged, ms }) => ({
      call: name,
      ms: Math.round(ms),
      verdicts: judged.map(judgedJson),
    })),
    null,
    2,
  )}\n`;
