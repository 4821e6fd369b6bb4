import { resolve } from 'node:path';
import { duration } from '../core/duration.ts';
import { aspects, compare, type Aspect, type Comparison, type Tolerance } from '../core/diff/compare.ts';
import { exitOf, SidebandError } from '../core/error.ts';
import { measure, type Measuring } from '../core/metrics.ts';
import type { Safe } from '../core/ports.ts';
import { escapeJson, escapeText, safe } from '../core/safe.ts';
import { lasting } from '../core/words.ts';
import { callDiff } from '../ui/call-diff.ts';
import { theme, wantsColour } from '../ui/theme.ts';
import { command, option, repeated, toggle } from './command.ts';
import type { Context } from './context.ts';
import { voiceOptions } from './options.ts';
import { priceOptions, pricesFor } from './prices.ts';
import { readThrough } from '../io/read-through.ts';
import { voice } from './voice.ts';
import { reasonOf } from './watch.ts';

const usual: Tolerance = { ratio: 0.2, ms: 250 };

const toleranceOf = (text: string): Tolerance => {
  const parts = text.split(',').map((part) => part.trim());
  const percent = parts.find((part) => part.endsWith('%'));
  const time = parts.find((part) => !part.endsWith('%'));
  const share = percent === undefined ? 0 : Number(percent.slice(0, -1));
  if (
    parts.length > 2 ||
    (parts.length === 2 && (percent === undefined || time === undefined)) ||
    !(share >= 0) ||
    percent === '%'
  )
    throw new SidebandError('usage', 'expected a share, a time, or both: 20%, 250ms, or 20%,250ms', {
      said: text,
    });
  return { ratio: share / 100, ms: time === undefined || time === '0' ? 0 : duration(time) };
};

const aspectsOf = (text: string): readonly Aspect[] =>
  text.split(',').map((word) => {
    const found = aspects.find((name) => name === word.trim());
    if (found === undefined)
      throw new SidebandError('usage', `expected some of ${aspects.join(', ')}`, { said: word });
    return found;
  });

/** `diff A B`: what two calls differ in. */
export const diff = command({
  name: 'diff',
  arguments: '<recording> <recording>',
  options: {
    tolerance: option('--tolerance <how much>', 'how far numbers may be apart (20%,250ms)', toleranceOf),
    ignore: repeated('--ignore <what>', `do not compare: ${aspects.join(', ')}`, aspectsOf),
    json: toggle('--json', 'one JSON object'),
    ...priceOptions,
    ...voiceOptions,
  },
  details: `Turns are aligned by who speaks and by their words. Latencies differ when they are further apart than the share of the
tolerance, and than its time; tokens and cost go by the share alone; turns, interruptions and errors have to be equal. Of
speech that was cut off in both calls, where exactly is no difference. Exit 0 when the calls are the same within that, 1
when they are not, 6 when they are but a recording stops short.`,
  examples: [
    ['rt-sideband diff before.ndjson after.ndjson', 'what a change of the instructions did'],
    [
      'rt-sideband diff golden.ndjson today.ndjson --ignore replies,tokens,cost --tolerance 50%,500ms',
      'for CI',
    ],
  ],
  run: async (words, options, context) => {
    const [a = '', b = ''] = words;
    const measuring: Measuring = { prices: await pricesFor(options, context) };
    const one = await readCall(a, measuring, context);
    const other = await readCall(b, measuring, context);
    if (context.signal.aborted) return reasonOf(context.signal);
    const tolerance = options.tolerance ?? usual;
    const found = compare(one, other, { tolerance, ignore: new Set((options.ignore ?? []).flat()) });
    const exit = found.differences > 0 ? 'unmet' : one.whole && other.whole ? 'ok' : 'unknown';
    if (options.json === true) {
      const record = {
        kind: 'diff',
        a: { recording: a, call_id: one.callId },
        b: { recording: b, call_id: other.callId },
        tolerance,
        ...asJson(found),
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
      stdout.write(
        `${title('a', a, one)}\n${title('b', b, other)}\n${callDiff(found, { coloured, columns })}\n`,
      );
      stdout.write(`${paint(exit === 'ok' ? 'good' : 'bold', escapeText(summary(found, tolerance)))}\n`);
    }
    const speak = voice(options, context);
    for (const [path, call] of [
      [a, one],
      [b, other],
    ] as const)
      if (!call.whole)
        speak.always(
          safe`${escapeText(path)} stops before the end of the call, or has lines that are no records`,
        );
    return exit;
  },
});

const readCall = async (path: string, measuring: Measuring, context: Context) => {
  const meter = measure(measuring);
  const { header, ended, unreadable } = await readThrough(
    resolve(context.cwd, path),
    (entry) => meter.write(entry),
    context.signal,
  );
  const { first, last } = meter.facts;
  return {
    callId: header.callId,
    facts: meter.facts,
    metrics: meter.value(),
    whole: ended && unreadable === 0,
    ms: first === undefined || last === undefined ? 0 : last.mono - first.mono,
  };
};

type Call = Awaited<ReturnType<typeof readCall>>;

const summary = ({ differences }: Comparison, { ratio, ms }: Tolerance): string => {
  const count =
    differences === 0 ? 'no difference' : differences === 1 ? '1 difference' : `${differences} differences`;
  return `${count} (tolerance ${Math.round(ratio * 1000) / 10} %, for times at least ${ms} ms)`;
};

const asJson = ({ rows, numbers, differences }: Comparison): object => ({
  turns: rows.map(({ pair: { a, b }, change, words, places, latency }) => ({
    change,
    who: (b ?? a)?.who,
    a: a && {
      text: a.text,
      arguments: a.arguments,
      from_ms: Math.round(a.from),
      seq: a.seq,
      cut_off: a.cut || undefined,
    },
    b: b && {
      text: b.text,
      arguments: b.arguments,
      from_ms: Math.round(b.from),
      seq: b.seq,
      cut_off: b.cut || undefined,
    },
    words: change === 'changed' && places.length === 0 ? words : undefined,
    places: places.length === 0 ? undefined : places,
    latency: latency && { name: latency.name, a: latency.a, b: latency.b, beyond: latency.beyond },
  })),
  numbers: numbers.map(({ aspect, name, unit, a, b, beyond }) => ({ aspect, name, unit, a, b, beyond })),
  differences,
});
