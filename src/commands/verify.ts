import { resolve } from 'node:path';
import { exitOf } from '../core/error.ts';
import { escapeJson, escapeText, safe } from '../core/safe.ts';
import { verifyRecording } from '../io/verify.ts';
import { command, toggle } from './command.ts';
import { voiceOptions } from './options.ts';
import { voice } from './voice.ts';

/** `verify REC`: whether a recording is whole; a torn end is sealed on the way. */
export const verify = command({
  name: 'verify',
  arguments: '<recording>',
  options: { json: toggle('--json', 'print the finding as one JSON object'), ...voiceOptions },
  details:
    'Exit 0 when the recording is complete, 6 when something is missing. No whole record is ever changed.',
  examples: [['rt-sideband verify call.ndjson', 'after a crash, or before it goes into a ticket']],
  run: async ([path = ''], options, context) => {
    const found = await verifyRecording(resolve(context.cwd, path));
    const { header, end, sealed, ...rest } = found;
    if (options.json === true) {
      const record = {
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
        problems: rest.problems,
        exit: exitOf(rest.exit),
      };
      context.stdout.write(`${escapeJson(JSON.stringify(record))}\n`);
      return rest.exit;
    }
    if (sealed !== undefined) {
      voice(options, context).always(
        safe`sealed a torn record of ${sealed.bytes} bytes at offset ${sealed.offset}`,
      );
    }
    const word = rest.complete ? safe`complete` : safe`incomplete`;
    const problems = rest.problems.map((problem) => `\n  ${escapeText(problem)}`).join('');
    context.stdout.write(
      `${escapeText(path)}: ${word}, ${rest.records} records, ${rest.frames.in} frames in, ${rest.frames.out} out${problems}\n`,
    );
    return rest.exit;
  },
});
