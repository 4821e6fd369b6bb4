import { seenMs } from '../core/facts.ts';
import { SidebandError } from '../core/error.ts';
import { exportFormats } from '../core/export/formats.ts';
import { gather } from '../core/gather.ts';
import { isoTime } from '../core/iso-time.ts';
import { reader } from '../core/observe.ts';
import { escapeJson } from '../core/safe.ts';
import { utterances } from '../core/utterances.ts';
import { choice, command, option, words } from './command.ts';
import { tellMissing } from './missing.ts';
import { voiceOptions } from './options.ts';
import { readThrough } from '../io/read-through.ts';
import { voice } from './voice.ts';
import { recordingNamed } from './own-recordings.ts';
import { forceOption, writeResult } from './result-file.ts';

/** `export REC --as FORMAT`: who said what, for people and other programs. */
export const exportCommand = command({
  name: 'export',
  arguments: '<recording>',
  options: {
    as: choice('--as <format>', 'md, txt, json, srt, vtt or csv', ['md', 'txt', 'json', 'srt', 'vtt', 'csv']),
    role: choice('--role <who>', 'only what one side said', ['user', 'agent']),
    output: option('-o, --output <file>', 'write to a new file instead of standard output', words),
    ...forceOption,
    ...voiceOptions,
  },
  details: `Times are those at which something was heard, not at which its text came; speech that was cut off is cut where it was,
at the pace of the voice, and ends with a dash. Subtitles hold what both sides said; the other formats also tool calls,
notes and what an operator did. In a translation session the caller's side is what was said, the agent's side what the
interpreter made of it: --role takes one of the two languages. Exit 6 when a part of the call
is missing from the recording.`,
  examples: [
    ['rt-sideband export call.ndjson --as md', 'for a ticket'],
    ['rt-sideband export call.ndjson --as vtt -o call.vtt', 'beside the sound of the call'],
    [
      'rt-sideband export interpreted.ndjson --as srt --role agent',
      'subtitles in the language interpreted into',
    ],
    ['rt-sideband export call.ndjson --as csv | column -s, -t', 'for a spreadsheet'],
  ],
  run: async ([path = ''], options, context) => {
    if (options.as === undefined) {
      throw new SidebandError('usage', 'as what?', { hint: '--as md, txt, json, srt, vtt or csv' });
    }
    const gathering = gather();
    const see = reader();
    const read = await readThrough(
      recordingNamed(path, context),
      (signal) => gathering.write(see(signal)),
      context.signal,
      true,
    );
    const { facts } = gathering;
    const text = exportFormats[options.as]({
      callId: read.header.callId,
      startedAt: isoTime(read.header.startedAt.wall),
      ms: seenMs(facts),
      utterances: utterances(facts).filter(({ who }) => options.role === undefined || who === options.role),
    });
    const harmless = options.as === 'json' ? escapeJson(text) : text;
    writeResult(harmless, options.output ?? '-', options, context);
    return tellMissing(read, voice(options, context));
  },
});
