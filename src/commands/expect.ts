import { basename } from 'node:path';
import { duration } from '../core/duration.ts';
import { SidebandError, worst, type ExitName } from '../core/error.ts';
import { answer, undecided } from '../core/expect/answer.ts';
import { judgeRecorded } from '../core/expect/recorded.ts';
import type { JudgedCall } from '../core/expect/reports.ts';
import { observer } from '../core/observe.ts';
import { escapeText, safe } from '../core/safe.ts';
import { readThrough } from '../io/read-through.ts';
import { failure } from '../ui/status.ts';
import { theme, wantsColour } from '../ui/theme.ts';
import { baseUrlFor } from './any-credentials.ts';
import { command, option, repeated, toggle, words as anyText } from './command.ts';
import { expected, reportOf } from './expected.ts';
import { expectLive } from './expect-live.ts';
import { judgedShown } from './judged-shown.ts';
import { connectionOptions, modelOption, priceOptions, voiceOptions } from './options.ts';
import { measuringBy } from './prices.ts';
import { sources } from './sources.ts';
import { voice } from './voice.ts';

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
    const { targets, expectations } = await expected(given, options, context);
    const reports = (options.report ?? []).map(reportOf);
    const speak = voice(options, context);
    const source = await sources(targets, context, () => baseUrlFor(options, context), speak);
    const measuring = await measuringBy(options, context);
    const coloured = wantsColour({
      isTTY: context.stdout.isTTY === true,
      env: context.env,
      flag: options.color,
    });
    const show = judgedShown(context, options.json === true, theme(coloured));
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
      calls.push({ name: source.callId, judged: watched.judged, ms: watched.ms });
      exit = worst(watched.exit, answer(watched.judged));
      show(source.callId, undefined, watched.judged, exit);
    } else {
      for (const path of source.paths) {
        try {
          const judging = judgeRecorded(expectations, how, measuring);
          const see = observer();
          const { header, ended } = await readThrough(
            path,
            (signal) => judging.write(see(signal)),
            context.signal,
          );
          const { judged, ms } = judging.found(ended);
          const one = answer(judged);
          calls.push({ name: basename(path), judged, ms });
          show(header.callId, source.paths.length > 1 ? basename(path) : undefined, judged, one);
          exit = worst(exit, one);
        } catch (error) {
          if (!(error instanceof SidebandError) || source.paths.length === 1) throw error;
          speak.always(safe`${escapeText(basename(path))}: ${failure(error, context)}`);
          calls.push({ name: basename(path), judged: undecided(expectations, error.message), ms: 0 });
          exit = worst(exit, 'output');
        }
      }
      if (source.paths.length > 1 && options.json !== true) {
        const met = calls.filter(({ judged }) => answer(judged) === 'ok').length;
        context.stdout.write(`${met} of ${source.paths.length} calls are as expected\n`);
      }
    }
    for (const report of reports) report(calls, context);
    return exit;
  },
});
