import { resolve } from 'node:path';
import { exitOf, SidebandError, worst, type ExitName } from '../core/error.ts';
import { escapeJson, escapeText, safe } from '../core/safe.ts';
import { recordingsAt } from '../io/recordings.ts';
import { verifyRecording, type Verified } from '../io/verify.ts';
import { failure } from '../ui/status.ts';
import { command, toggle } from './command.ts';
import { voiceOptions } from './options.ts';
import { voice } from './voice.ts';
import { reasonOf } from './leaving.ts';

/** `verify REC...`: whether recordings are whole; a torn end is sealed on the way. */
export const verify = command({
  name: 'verify',
  arguments: '<recording...>',
  options: { json: toggle('--json', 'print the finding as one JSON object a recording'), ...voiceOptions },
  details: `Recordings are files, folders with *.ndjson, or patterns. Exit 0 when every recording is complete, 6 when something is
missing. No whole record is ever changed. Of a redacted recording it says so: what it finds is true of that file, and says
nothing of the recording it was made of.`,
  examples: [
    ['rt-sideband verify call.ndjson', 'after a crash, or before it goes into a ticket'],
    [
      "rt-sideband verify 'calls/*.ndjson' --json | jq -r 'select(.complete | not).recording'",
      'which ones are not whole',
    ],
  ],
  run: async (words, options, context) => {
    const paths: string[] = [];
    for (const word of words)
      for (const path of (await recordingsAt(word, context.cwd)) ?? [word])
        if (!paths.includes(path)) paths.push(path);
    const speak = voice(options, context);
    const several = paths.length > 1;
    let exit: ExitName = 'ok';
    let whole = 0;
    for (const path of paths) {
      if (context.signal.aborted) return reasonOf(context.signal);
      // A file that was named is called what it was called.
      const name = several ? path : (words[0] ?? path);
      try {
        const found = await verifyRecording(resolve(context.cwd, path));
        if (found.complete) whole += 1;
        exit = worst(exit, found.exit);
        if (options.json === true) {
          context.stdout.write(`${escapeJson(JSON.stringify({ ...asJson(found), recording: name }))}\n`);
          continue;
        }
        const { sealed } = found;
        if (sealed !== undefined)
          speak.always(safe`sealed a torn record of ${sealed.bytes} bytes at offset ${sealed.offset}`);
        context.stdout.write(`${escapeText(name)}: ${inWords(found)}\n`);
      } catch (error) {
        if (!(error instanceof SidebandError) || !several) throw error;
        // One file that is none must not keep the others from being looked at.
        speak.always(safe`${escapeText(path)}: ${failure(error, context)}`);
        exit = worst(exit, error.kind);
      }
    }
    if (several && options.json !== true)
      context.stdout.write(`${whole} of ${paths.length} recordings are complete\n`);
    return exit;
  },
});

const taken = { secrets: 'secrets', personal: 'secrets and personal data' } as const;

const inWords = ({ header, complete, records, frames, problems }: Verified): string =>
  [
    `${complete ? 'complete' : 'incomplete'}, ${records} ${records === 1 ? 'record' : 'records'}, ${frames.in} ${frames.in === 1 ? 'frame' : 'frames'} in, ${frames.out} out`,
    ...problems.map((problem) => `  ${escapeText(problem)}`),
    ...(header.redacted === undefined
      ? []
      : [
          `  a redacted copy, without ${taken[header.redacted]}: this speaks for the copy, not for the recording it was made of`,
        ]),
  ].join('\n');

const asJson = ({ header, end, sealed, ...rest }: Verified): object => ({
  kind: 'verification',
  call_id: header.callId,
  records: rest.records,
  frames: rest.frames,
  sequence_ok: rest.seqOk,
  missing: rest.missing,
  torn: rest.torn,
  sealed: sealed ?? null,
  unreadable: rest.unreadable,
  gaps: rest.gaps,
  end: end === undefined ? null : { reason: end.reason, exit: end.exit, complete: end.complete },
  complete: rest.complete,
  redacted: header.redacted ?? null,
  problems: rest.problems,
  exit: exitOf(rest.exit),
});
