import { seenMs } from '../core/facts.ts';
import { comparisonAsJson } from '../core/diff/as-json.ts';
import { compare } from '../core/diff/compare.ts';
import { aspects, type Comparison, type Tolerance } from '../core/diff/comparison.ts';
import { exitOf, SidebandError } from '../core/error.ts';
import { measure, type Measuring } from '../core/metrics.ts';
import { reader } from '../core/observe.ts';
import type { Safe } from '../core/ports.ts';
import { escapeJson, escapeText, safe } from '../core/safe.ts';
import { lasting } from '../core/words.ts';
import { callDiff } from '../ui/call-diff.ts';
import { wideEnough } from '../ui/side-by-side.ts';
import { theme, wantsColour } from '../ui/theme.ts';
import { command, option, repeated, toggle } from './command.ts';
import type { Context } from './context.ts';
import { aspectsOf, toleranceOf, usual } from './diff-options.ts';
import { missing } from './missing.ts';
import { priceOptions, voiceOptions } from './options.ts';
import { pricesFor } from './prices.ts';
import { readThrough } from '../io/read-through.ts';
import { voice } from './voice.ts';
import { recordingNamed } from './own-recordings.ts';

/** `diff A B`: what two calls differ in. */
export const diff = command({
  name: 'diff',
  arguments: '<recording> <recording>',
  options: {
    tolerance: option('--tolerance <how much>', 'how far numbers may be apart (20%,250ms)', toleranceOf),
    ignore: repeated('--ignore <what>', `do not compare: ${aspects.join(', ')}`, aspectsOf),
    withoutOperator: toggle('--without-operator', 'leave out what an operator did and had the agent say'),
    sideBySide: toggle('--side-by-side', 'each call in a column of its own, as wide terminals have it'),
    unified: toggle('--unified', 'both calls in one text, as narrow terminals have it'),
    json: toggle('--json', 'one JSON object'),
    ...priceOptions,
    ...voiceOptions,
  },
  details: `Turns are aligned by who speaks and by their words. Latencies differ when they are further apart than the share of the
tolerance, and than its time; tokens and cost go by the share alone; turns, interruptions and errors have to be equal. Of
speech that was cut off in both calls, where exactly is no difference. A terminal of 120 columns or more shows the calls beside
each other. Exit 0 when the calls are the same within that, 1 when they are not, 6 when they are but a part of a call is
missing from its recording.`,
  examples: [
    ['rt-sideband diff before.ndjson after.ndjson', 'what a change of the instructions did'],
    [
      'rt-sideband diff golden.ndjson today.ndjson --ignore replies,tokens,cost --tolerance 50%,500ms',
      'for CI',
    ],
  ],
  run: async (words, options, context) => {
    const [a = '', b = ''] = words;
    if (options.sideBySide === true && options.unified === true)
      throw new SidebandError('usage', '--side-by-side or --unified, not both');
    const withoutOperator = options.withoutOperator === true;
    const measuring: Measuring = { prices: await pricesFor(options, context), withoutOperator };
    const one = await readCall(a, measuring, context);
    const other = await readCall(b, measuring, context);
    const tolerance = options.tolerance ?? usual;
    const ignore = new Set((options.ignore ?? []).flat());
    const found = compare(one, other, { tolerance, ignore, withoutOperator });
    const exit =
      found.differences > 0 ? 'unmet' : one.lacks.length + other.lacks.length === 0 ? 'ok' : 'unknown';
    if (options.json === true) {
      const record = {
        kind: 'diff',
        a: { recording: a, call_id: one.callId },
        b: { recording: b, call_id: other.callId },
        tolerance,
        without_operator: withoutOperator,
        ...comparisonAsJson(found),
        exit: exitOf(exit),
      };
      context.stdout.write(`${escapeJson(JSON.stringify(record))}\n`);
    } else {
      const { stdout, env } = context;
      const coloured = wantsColour({ isTTY: stdout.isTTY === true, env, flag: options.color });
      const paint = theme(coloured);
      const title = (side: string, path: string, call: Call): Safe =>
        safe`${paint('bold', escapeText(`${side}  ${path}`))}${paint('dim', escapeText(`  ${call.callId}, ${lasting(call.ms)}`))}`;
      const columns = stdout.isTTY === true ? stdout.columns : undefined;
      const beside =
        options.sideBySide ??
        (options.unified === true ? false : columns !== undefined && columns >= wideEnough);
      stdout.write(
        `${title('a', a, one)}\n${title('b', b, other)}\n${callDiff(found, { coloured, columns, beside })}\n`,
      );
      stdout.write(`${paint(exit === 'ok' ? 'good' : 'bold', escapeText(summary(found, tolerance)))}\n`);
    }
    const speak = voice(options, context);
    for (const [path, call] of [
      [a, one],
      [b, other],
    ] as const)
      for (const what of call.lacks) speak.always(safe`${escapeText(path)}: ${escapeText(what)}`);
    return exit;
  },
});

const readCall = async (path: string, measuring: Measuring, context: Context) => {
  const meter = measure(measuring);
  const see = reader();
  const read = await readThrough(
    recordingNamed(path, context),
    (signal) => meter.write(see(signal)),
    context.signal,
    true,
  );
  return {
    callId: read.header.callId,
    facts: meter.facts,
    metrics: meter.value(),
    lacks: missing(read),
    ms: seenMs(meter.facts),
  };
};

type Call = Awaited<ReturnType<typeof readCall>>;

const summary = ({ differences }: Comparison, { ratio, ms }: Tolerance): string => {
  const count =
    differences === 0 ? 'no difference' : differences === 1 ? '1 difference' : `${differences} differences`;
  return `${count} (tolerance ${Math.round(ratio * 1000) / 10} %, for times at least ${ms} ms)`;
};
