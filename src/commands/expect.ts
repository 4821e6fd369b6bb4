import { basename, resolve } from 'node:path';
import { duration } from '../core/duration.ts';
import { exitOf, SidebandError, worst, type ExitName } from '../core/error.ts';
import type { Expectation } from '../core/expect/expectation.ts';
import { judge, type Judged } from '../core/expect/judge.ts';
import { beginsExpectation, parseExpectation, parseExpectations } from '../core/expect/parse.ts';
import {
  githubReport,
  jsonReport,
  judgedJson,
  junitReport,
  type JudgedCall,
} from '../core/expect/reports.ts';
import type { CallId } from '../core/ids.ts';
import { measure, type Measuring } from '../core/metrics.ts';
import { escapeJson, escapeText, safe } from '../core/safe.ts';
import { writeWhole } from '../io/whole-file.ts';
import { failure } from '../ui/status.ts';
import { theme, wantsColour, type Paint } from '../ui/theme.ts';
import { verdictRows } from '../ui/verdicts.ts';
import { command, option, repeated, toggle, words as anyText } from './command.ts';
import type { Context } from './context.ts';
import { expectLive } from './expect-live.ts';
import { connectionOptions, voiceOptions } from './options.ts';
import { costBy, modelOption, priceOptions } from './prices.ts';
import { readThrough } from './read-through.ts';
import { sources } from './sources.ts';
import { voice } from './voice.ts';
import { textArgument } from './words.ts';

/** `expect <call|recording...> EXPR...`: whether a call is as it should be. */
export const expect = command({
  name: 'expect',
  arguments: '<call-or-recording> [expression...]',
  options: {
    within: option('--within <duration>', 'how long to wait on a live call (30s)', duration),
    inOrder: toggle('--in-order', 'what is expected has to come in the order given'),
    threshold: repeated('--threshold <expr>', "a threshold on a metric: 'turn_latency p(95)<1200'", anyText),
    file: option('-f, --file <file>', 'more expectations, one a line, # begins a comment', anyText),
    report: repeated('--report <kind>', 'also write junit=FILE, json=FILE, or github annotations', anyText),
    withoutOperator: toggle(
      '--without-operator',
      'leave what an operator had the agent say out of the metrics',
    ),
    json: toggle('--json', 'one JSON object per call'),
    ...priceOptions,
    ...modelOption,
    ...connectionOptions,
    ...voiceOptions,
  },
  details: `  event TYPE [FIELD=VALUE ...]           an event of that type (globs allowed), whose fields match: = != ~ /re/i < >
  agent ~ /margarita/i, user ~ /refund/  one side says something that matches
  tool NAME [args.FIELD=VALUE ...]       the model calls a tool
  no error, no event TYPE, no tool NAME  absence over the whole window
  METRIC p(95)<1200, error_rate rate==0  a threshold on a metric of stats, in k6's grammar

On a live call it waits until everything that should come has come, or for --within; absences and thresholds are judged when
that time is over or the call has ended. A recording is judged at once. Exit 0 when all is met, 1 when something is
not, 6 when a gap hides the answer.`,
  examples: [
    ["rt-sideband expect rtc_… 'agent ~ /margarita/i' 'no error' --within 20s", 'a smoke test in CI'],
    ['rt-sideband expect call.ndjson tool place_order args.item=Margarita', 'what a recorded call did'],
    [
      "rt-sideband expect 'nightly/*.ndjson' 'turn_latency_from_vad p(95)<1200' --report junit=calls.xml",
      'a night of calls, judged in one go',
    ],
  ],
  run: async (given, options, context) => {
    // A shell puts the home folder in the place of a lone tilde.
    const words = given.map((word) => (word === context.env['HOME'] ? '~' : word));
    const [targets, rest] = parted(words, options.threshold !== undefined || options.file !== undefined);
    const expectations = [
      ...parseExpectations(rest),
      ...(options.threshold ?? []).map(parseExpectation),
      ...(options.file === undefined ? [] : await fromFile(options.file, context)),
    ];
    if (expectations.length === 0) {
      throw new SidebandError('usage', 'nothing is expected', {
        hint: "write what is: 'agent ~ /margarita/i', 'no error', 'turn_latency p(95)<1200'",
      });
    }
    const reports = (options.report ?? []).map(reportOf);
    const source = await sources(targets, context);
    const measuring: Measuring = {
      ...(await costBy(options, context)),
      withoutOperator: options.withoutOperator === true,
    };
    const coloured = wantsColour({
      isTTY: context.stdout.isTTY === true,
      env: context.env,
      flag: options.color,
    });
    const show = shower(context, options.json === true, theme(coloured));
    const how = { inOrder: options.inOrder === true };

    const calls: JudgedCall[] = [];
    let exit: ExitName = 'ok';
    if (source.kind === 'call') {
      const within = options.within ?? 30_000;
      const watched = await expectLive(
        source.callId,
        expectations,
        { ...how, within, measuring },
        options,
        context,
      );
      calls.push({ name: source.callId, ...watched });
      exit = worst(watched.exit, exitOfAll(watched.judged));
      show(source.callId, undefined, watched.judged, exit);
    } else {
      const speak = voice(options, context);
      for (const path of source.paths) {
        if (context.signal.aborted) break;
        try {
          const found = await judgeRecording(path, expectations, how, measuring, context.signal);
          const one = exitOfAll(found.judged);
          calls.push({ name: basename(path), judged: found.judged, ms: found.ms });
          show(found.callId, source.paths.length > 1 ? basename(path) : undefined, found.judged, one);
          exit = worst(exit, one);
        } catch (error) {
          if (!(error instanceof SidebandError) || source.paths.length === 1) throw error;
          speak.always(safe`${escapeText(basename(path))}: ${failure(error, context)}`);
          exit = worst(exit, 'output');
        }
      }
      if (source.paths.length > 1 && options.json !== true) {
        const met = calls.filter(({ judged }) => exitOfAll(judged) === 'ok').length;
        context.stdout.write(`${met} of ${source.paths.length} calls are as expected\n`);
      }
    }
    for (const report of reports) report(calls, context);
    return exit;
  },
});

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

type Report = (calls: readonly JudgedCall[], context: Context) => void;

const reportOf = (given: string): Report => {
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

const judgeRecording = async (
  path: string,
  expectations: readonly Expectation[],
  how: { readonly inOrder: boolean },
  measuring: Measuring,
  signal: AbortSignal,
): Promise<{ readonly callId: CallId; readonly judged: readonly Judged[]; readonly ms: number }> => {
  const judging = judge(expectations, how);
  const meter = measure(measuring);
  const { header, ended } = await readThrough(
    path,
    (entry) => {
      judging.write(entry);
      meter.write(entry);
    },
    signal,
  );
  const { first, last } = meter.facts;
  const judged = judging.verdicts(() => meter.value());
  return {
    callId: header.callId,
    // What a recording that stops short does not show may still have come.
    judged: ended ? judged : judged.map(stopsShort),
    ms: first === undefined || last === undefined ? 0 : last.mono - first.mono,
  };
};

const stopsShort = ({ expectation, verdict }: Judged): Judged => {
  const open =
    (expectation.kind === 'presence' && verdict.state === 'unmet') ||
    (expectation.kind === 'absence' && verdict.state === 'met');
  if (!open) return { expectation, verdict };
  const why = 'the recording stops before the end of the call';
  return {
    expectation,
    verdict: { state: 'unknown', why, seen: verdict.state === 'met' ? [] : verdict.seen },
  };
};

const exitOfAll = (judged: readonly Judged[]): ExitName => {
  if (judged.some(({ verdict }) => verdict.state === 'unmet')) return 'unmet';
  return judged.some(({ verdict }) => verdict.state === 'unknown') ? 'unknown' : 'ok';
};

const shower =
  (context: Context, json: boolean, paint: Paint) =>
  (callId: string, name: string | undefined, judged: readonly Judged[], exit: ExitName): void => {
    if (json) {
      const record = {
        kind: 'expectations',
        call_id: callId,
        recording: name,
        verdicts: judged.map(judgedJson),
        exit: exitOf(exit),
      };
      context.stdout.write(`${escapeJson(JSON.stringify(record))}\n`);
      return;
    }
    const head = name === undefined ? '' : `${paint('bold', escapeText(name))}\n`;
    context.stdout.write(`${head}${verdictRows(judged, paint)}\n`);
  };
