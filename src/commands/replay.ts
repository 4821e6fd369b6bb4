import { SidebandError } from '../core/error.ts';
import { escapeText, safe } from '../core/safe.ts';
import { troubles } from '../core/troubles.ts';
import { copyRecords } from '../io/copy-records.ts';
import { readRecording } from '../io/recording-file.ts';
import { replay as connectTo } from '../io/replay.ts';
import { goneError } from '../ui/outlet.ts';
import { clockColumn } from '../ui/time-column.ts';
import { command, option } from './command.ts';
import type { Context } from './context.ts';
import { leavingWith, reasonOf } from './leaving.ts';
import { missing } from './missing.ts';
import { noticeLook } from './notice-look.ts';
import { troubleOptions, voiceOptions } from './options.ts';
import { stopOptions, viewOptions } from './view-options.ts';
import { stopsFor } from './stops.ts';
import { troubleNotices } from './trouble-notices.ts';
import { viewing } from './views.ts';
import { voice } from './voice.ts';
import { watch } from './watch.ts';
import { recordingNamed } from './own-recordings.ts';

const speed = (text: string): number | 'max' => {
  if (text === 'max') return 'max';
  const value = Number(text);
  if (!(value > 0 && value <= 10_000))
    throw new SidebandError('usage', 'expected max, or a number above 0', { said: text });
  return value;
};

/** `replay REC`: a recording in the same views as `tail`. */
export const replay = command({
  name: 'replay',
  arguments: '<recording>',
  options: {
    speed: option('--speed <n>', 'how many times as fast as it was; max (default) does not wait', speed),
    ...viewOptions,
    ...stopOptions,
    ...troubleOptions,
    ...voiceOptions,
  },
  details: 'Exit 0 when the recording was shown to its end, 6 when it stops short of one.',
  examples: [
    ['rt-sideband replay call.ndjson', 'the whole call at a glance'],
    ['rt-sideband replay call.ndjson --speed 1 --format transcript', 'as it was'],
    [
      "rt-sideband replay call.ndjson --json --where 'response.status != completed'",
      'the responses that went wrong',
    ],
    ["rt-sideband replay call.ndjson --where 'tool place_order args.quantity>1'", 'calls of one tool'],
  ],
  run: async ([path = ''], options, context) => {
    const recording = await readRecording(recordingNamed(path, context));
    const speak = voice(options, context);
    const leaving = leavingWith(context.signal);
    const onGone = (error: SidebandError): void => leaving.leave(error.kind);
    const pace = options.speed ?? 'max';

    if (copies(options, pace)) {
      const { skipped, ended } = await copyRecords(recording, (piece) =>
        written(piece, context, leaving.signal, onGone),
      ).catch((error: unknown) => {
        if (leaving.signal.aborted) return { skipped: 0, ended: false };
        throw error;
      });
      for (const what of missing({ unreadable: skipped, ended: true })) speak.always(escapeText(what));
      if (leaving.signal.aborted) return reasonOf(leaving.signal);
      return ended ? 'ok' : 'unknown';
    }

    const view = await viewing(options, context, { recorded: false, live: false, onGone });
    const stops = stopsFor(options, view.wanted);
    // A program that reads records or frames judges for itself.
    const forPeople = view.format !== 'json' && view.format !== 'raw';
    const notices = troubleNotices(troubles({ stuckAfter: options.stuckAfter }), {
      voice: voice(options, context, view.above),
      look: await noticeLook(options, context),
      time: clockColumn({
        // What came before on stdout says nothing about stderr.
        kind: options.time === 'delta' ? 'rel' : (options.time ?? 'abs'),
        zone: options.timezone,
        startedAt: recording.header.startedAt,
      }),
    });
    const { exit } = await watch({
      callId: recording.header.callId,
      connect: connectTo(recording, {
        speed: pace,
        clock: context.clock,
        skipped: (reason) => speak.always(safe`a line is left out: ${escapeText(reason)}`),
      }),
      clock: context.clock,
      signal: leaving.signal,
      stops,
      sinks: () => [view.sink(recording.header, { stops }), ...(forPeople ? [notices] : [])],
    });
    return exit;
  },
});

/** Hands a piece to stdout and waits until it was taken. Rejects when the reader left, or we are to leave. */
const written = (
  piece: Uint8Array | string,
  { stdout }: Context,
  signal: AbortSignal,
  onGone: (error: SidebandError) => void,
): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new SidebandError('pipe', 'left'));
    stdout.write(piece, (error) => {
      if (error === null || error === undefined) return resolve();
      const gone = goneError(error);
      onGone(gone);
      reject(gone);
    });
  });

/** True when the records are wanted as they are: then they are copied, not made again. */
const copies = (options: Readonly<Record<string, unknown>>, pace: number | 'max'): boolean =>
  pace === 'max' &&
  (options['json'] === true || options['format'] === 'json') &&
  ['only', 'not', 'role', 'where', 'for', 'max', 'until', 'idle'].every(
    (name) => options[name] === undefined,
  );
