import { resolve } from 'node:path';
import { SidebandError } from '../core/error.ts';
import type { Expectation } from '../core/expect/expectation.ts';
import { beginsExpectation, parseExpectation, parseExpectations } from '../core/expect/parse.ts';
import { githubReport, jsonReport, junitReport, type JudgedCall } from '../core/expect/reports.ts';
import { writeWhole } from '../io/whole-file.ts';
import type { Context } from './context.ts';
import { textArgument } from './words.ts';

type Given = {
  readonly threshold: readonly string[] | undefined;
  readonly file: string | undefined;
};

/** The calls or recordings of a command line, and what is expected of them. Throws a SidebandError (usage). */
export const expected = async (
  given: readonly string[],
  { threshold, file }: Given,
  context: Context,
): Promise<{ readonly targets: readonly string[]; readonly expectations: readonly Expectation[] }> => {
  // A shell puts the home folder in the place of a lone tilde.
  const words = given.map((word) => (word === context.env['HOME'] ? '~' : word));
  const [targets, rest] = parted(words, threshold !== undefined || file !== undefined);
  const expectations = [
    ...parseExpectations(rest),
    ...(threshold ?? []).map(parseExpectation),
    ...(file === undefined ? [] : await fromFile(file, context)),
  ];
  if (expectations.length === 0) {
    throw new SidebandError('usage', 'nothing is expected', {
      hint: "write what is: 'agent ~ /margarita/i', 'no error', 'turn_latency p(95)<1200'",
    });
  }
  return { targets, expectations };
};

/** The calls or recordings, and the words of what is expected of them. */
const parted = (given: readonly string[], more: boolean): readonly [readonly string[], readonly string[]] => {
  const first = given.findIndex((word, index) => index > 0 && beginsExpectation(word));
  // Where nothing else is expected these words were meant to say what is, and it has to be said what is wrong with them.
  const from = first === -1 ? (more ? given.length : 1) : first;
  return [given.slice(0, from), given.slice(from)];
};

const fromFile = async (file: string, context: Context): Promise<readonly Expectation[]> =>
  (await textArgument(`@${file.replace(/^@/, '')}`, context))
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(parseExpectation);

/** Writes down what was found of calls. */
export type Report = (calls: readonly JudgedCall[], context: Context) => void;

/** What `--report` asks for: `junit=FILE`, `json=FILE` or `github`. Throws a SidebandError (usage). */
export const reportOf = (given: string): Report => {
  const [kind = '', ...rest] = given.split('=');
  const path = rest.join('=');
  if (kind === 'github' && path === '') {
    return (calls, context) => {
      context.stderr.write(githubReport(calls));
    };
  }
  const write = kind === 'junit' ? junitReport : kind === 'json' ? jsonReport : undefined;
  if (write === undefined || path === '') {
    throw new SidebandError('usage', '--report: expected junit=FILE, json=FILE or github', { said: given });
  }
  return (calls, context) => writeWhole(resolve(context.cwd, path), write(calls), context.pid);
};
