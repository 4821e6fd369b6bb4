import type { ExitName } from '../core/error.ts';
import type { CallId } from '../core/ids.ts';
import { measure, type Measuring, type Metrics } from '../core/metrics.ts';
import type { Safe, Sink } from '../core/ports.ts';
import { fit } from '../ui/prompt-layout.ts';
import { region } from '../ui/region.ts';
import { statsTable } from '../ui/stats-table.ts';
import type { Paint } from '../ui/theme.ts';
import type { Values } from './command.ts';
import type { Context } from './context.ts';
import { credentialsFor, dialling, type ConnectionValues } from './dialling.ts';
import { leavingWith } from './leaving.ts';
import { linkNotices } from './link-notices.ts';
import type { stopOptions } from './view-options.ts';
import { readOnly } from './read-only.ts';
import { stopsFor } from './stops.ts';
import { remembered } from './visits.ts';
import { voice, type VoiceValues } from './voice.ts';
import { watch } from './watch.ts';

/** Milliseconds between two paintings of the numbers. */
const pace = 1000;

/** Watches a call and measures it; on a terminal the numbers stand under what is said, and are kept fresh. */
export const liveStats = async (
  callId: CallId,
  options: ConnectionValues &
    VoiceValues &
    Values<typeof stopOptions> & {
      readonly json: boolean | undefined;
      readonly perTurn: boolean | undefined;
    },
  context: Context,
  measuring: Measuring,
  paint: Paint,
): Promise<{ readonly metrics: Metrics | undefined; readonly exit: ExitName }> => {
  const { stdout, stderr, clock } = context;
  const meter = measure(measuring, { words: options.perTurn === true });
  const refreshing = stdout.isTTY === true && options.json !== true && context.env['TERM'] !== 'dumb';
  const board = refreshing
    ? scoreboard(context, () => statsTable(meter.value(), { paint, brief: true }))
    : undefined;
  const speaking = voice(
    options,
    context,
    board === undefined || stderr.isTTY !== true ? undefined : board.above,
  );
  const credentials = await credentialsFor(options, context);
  const leaving = leavingWith(context.signal);
  const stops = stopsFor(options, () => true);
  let attached = false;
  const sink: Sink = {
    write(entry) {
      attached = true;
      meter.write(entry);
    },
  };
  try {
    const { exit } = await watch({
      callId,
      connect: readOnly(dialling(credentials, options, context, speaking)),
      clock,
      signal: leaving.signal,
      stops,
      sinks: () => {
        board?.start();
        const { baseUrl } = credentials;
        return [linkNotices(callId, speaking), sink, remembered({ callId, baseUrl, by: 'stats' }, context)];
      },
    });
    return { metrics: attached ? meter.value() : undefined, exit };
  } finally {
    board?.close();
  }
};

/** Rows at the foot of the terminal that are painted afresh, once a second. */
const scoreboard = ({ stdout, clock }: Context, rows: () => Safe) => {
  const screen = region();
  const over = new AbortController();
  const columns = (): number => Math.max(20, stdout.columns ?? 80);
  const paint = (above = ''): void => {
    if (over.signal.aborted) {
      stdout.write(above);
      return;
    }
    const shown = rows()
      .split('\n')
      .slice(0, Math.max(1, (stdout.rows ?? 24) - 2)) as Safe[];
    const cut = shown.map((row) => fit(row, columns() - 1));
    stdout.write(screen.paint(above, { rows: cut, cursor: { row: cut.length - 1, column: 0 } }, columns()));
  };
  return {
    above: (text: Safe): void => paint(`${text}\n`),
    start(): void {
      const tick = async (): Promise<void> => {
        while (!over.signal.aborted) {
          paint();
          await clock.sleep(pace, over.signal);
        }
      };
      void tick();
    },
    close(): void {
      if (over.signal.aborted) return;
      over.abort();
      stdout.write(screen.clear(columns()));
    },
  };
};
