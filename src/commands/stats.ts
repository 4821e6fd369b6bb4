import { basename } from 'node:path';
import { exitOf, SidebandError, worst, type ExitName } from '../core/error.ts';
import { metricsJson, turnJson } from '../core/metrics/as-json.ts';
import { totalling, type Totalling } from '../core/metrics/total.ts';
import { measure, type Measuring, type Metrics } from '../core/metrics.ts';
import { reader } from '../core/observe.ts';
import type { Safe } from '../core/ports.ts';
import { escapeJson, escapeText, safe } from '../core/safe.ts';
import { callRow, callRowHead, statsTable } from '../ui/stats-table.ts';
import { failure } from '../ui/status.ts';
import { theme, wantsColour, type Paint } from '../ui/theme.ts';
import { turnRows } from '../ui/turn-rows.ts';
import { baseUrlFor } from './any-credentials.ts';
import { command, toggle } from './command.ts';
import type { Context } from './context.ts';
import { liveStats } from './live-stats.ts';
import { missing } from './missing.ts';
import { connectionOptions, modelOption, priceOptions, voiceOptions } from './options.ts';
import { stopOptions } from './view-options.ts';
import { measuringBy } from './prices.ts';
import { readThrough } from '../io/read-through.ts';
import { sources } from './sources.ts';
import { voice } from './voice.ts';

/** `stats <call|recording...>`: how a call went, in numbers. */
export const stats = command({
  name: 'stats',
  arguments: '<call-or-recording...>',
  options: {
    json: toggle('--json', 'one JSON object per call, and one for all of several'),
    perTurn: toggle('--per-turn', 'every turn with its latencies'),
    withoutOperator: toggle('--without-operator', 'leave out what an operator had the agent say'),
    ...priceOptions,
    ...modelOption,
    ...stopOptions,
    ...connectionOptions,
    ...voiceOptions,
  },
  details: `A live call is only watched: numbers are refreshed on a terminal, and printed when the call ends or a stop condition is
met. Recordings are files, folders with *.ndjson, or patterns; several give a row each and the total. Percentiles are
interpolated between closest ranks. What a sideband cannot know is listed with the reason.`,
  examples: [
    ['rt-sideband stats rtc_… --for 10m', 'a live call'],
    ['rt-sideband stats call.ndjson --per-turn', 'where the time went, turn by turn'],
    ["rt-sideband stats 'calls/*.ndjson' --json | jq -s '.[-1].metrics.turn_latency'", 'a night of calls'],
  ],
  run: async (words, options, context) => {
    const speak = voice(options, context);
    const source = await sources(words, context, () => baseUrlFor(options, context), speak);
    const measuring = await measuringBy(options, context);
    const coloured = wantsColour({
      isTTY: context.stdout.isTTY === true,
      env: context.env,
      flag: options.color,
    });
    const paint = theme(coloured && options.json !== true);
    const columns = context.stdout.isTTY === true ? context.stdout.columns : undefined;
    const how: Printing = { json: options.json === true, perTurn: options.perTurn === true, paint, columns };
    if (source.kind === 'call') {
      const { metrics, exit } = await liveStats(source.callId, options, context, measuring, paint);
      if (metrics !== undefined) print({ callId: source.callId }, metrics, exit, how, context);
      return exit;
    }
    return ofRecordings(source.paths, measuring, how, context, (text) => speak.always(text));
  },
});

type Printing = {
  readonly json: boolean;
  readonly perTurn: boolean;
  readonly paint: Paint;
  readonly columns: number | undefined;
};
type About = { readonly callId: string; readonly path?: string; readonly note?: string | undefined };

const ofRecordings = async (
  paths: readonly string[],
  measuring: Measuring,
  how: Printing,
  context: Context,
  say: (text: Safe) => void,
): Promise<ExitName> => {
  const several = paths.length > 1;
  const all = totalling();
  let exit: ExitName = 'ok';
  if (several && !how.json) context.stdout.write(`${callRowHead(how.paint)}\n`);
  for (const path of paths) {
    const meter = measure(measuring, { words: how.perTurn });
    try {
      const see = reader();
      const read = await readThrough(path, (signal) => meter.write(see(signal)), context.signal, true);
      const metrics = meter.value();
      all.add(metrics);
      const note = missing(read).join('; ') || undefined;
      if (note !== undefined) exit = worst(exit, 'unknown');
      const about = { callId: read.header.callId, path, note };
      if (several && !how.json) {
        const marked = note === undefined ? safe`` : how.paint('warn', safe`  ${escapeText(note)}`);
        context.stdout.write(`${callRow(safe`${escapeText(basename(path))}${marked}`, metrics)}\n`);
        if (how.perTurn) context.stdout.write(`${turnRows(metrics.turns, how.paint)}\n`);
      } else print(about, metrics, note === undefined ? 'ok' : 'unknown', how, context);
    } catch (error) {
      if (!(error instanceof SidebandError)) throw error;
      if (!several) throw error;
      // One file that is none must not keep a thousand others from being counted.
      say(safe`${escapeText(basename(path))}: ${failure(error, context)}`);
      exit = worst(exit, 'output');
    }
  }
  if (several) printTotal(all, paths.length, exit, how, context);
  return exit;
};

const write = (record: object, context: Context): void => {
  context.stdout.write(`${escapeJson(JSON.stringify(record))}\n`);
};

const print = (
  { callId, path, note }: About,
  metrics: Metrics,
  exit: ExitName,
  { json, perTurn, paint, columns }: Printing,
  context: Context,
): void => {
  if (json) {
    const turns = perTurn ? { turns: metrics.turns.map(turnJson) } : {};
    const about = { kind: 'stats', call_id: callId, recording: path, note };
    write({ ...about, metrics: metricsJson(metrics), ...turns, exit: exitOf(exit) }, context);
    return;
  }
  const title = safe`${paint('bold', escapeText(callId))}${path === undefined ? safe`` : paint('dim', safe`  ${escapeText(path)}`)}`;
  const warning = note === undefined ? safe`` : paint('warn', safe`  ${escapeText(note)}`);
  const turns = perTurn ? `${turnRows(metrics.turns, paint)}\n` : '';
  context.stdout.write(`${title}${warning}\n${turns}${statsTable(metrics, { paint, columns })}\n`);
};

const printTotal = (
  total: Totalling,
  asked: number,
  exit: ExitName,
  { json, paint, columns }: Printing,
  context: Context,
): void => {
  const all = total.value();
  const measured = total.calls();
  if (json) {
    write(
      { kind: 'total', calls: measured, of: asked, metrics: metricsJson(all), exit: exitOf(exit) },
      context,
    );
    return;
  }
  const count = measured === asked ? `${asked} calls` : `${measured} of ${asked} calls`;
  context.stdout.write(`\n${paint('bold', escapeText(count))}\n${statsTable(all, { paint, columns })}\n`);
};
