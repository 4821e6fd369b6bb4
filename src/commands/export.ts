import { resolve } from 'node:path';
import { SidebandError } from '../core/error.ts';
import { exportFormats } from '../core/export/formats.ts';
import { gather } from '../core/gather.ts';
import { isoTime } from '../core/iso-time.ts';
import { reader } from '../core/observe.ts';
import { escapeJson, escapeText, safe } from '../core/safe.ts';
import { utterances } from '../core/utterances.ts';
import { createWhole, writeWhole } from '../io/whole-file.ts';
import { choice, command, option, toggle, words } from './command.ts';
import { voiceOptions } from './options.ts';
import { readThrough } from '../io/read-through.ts';
import { voice } from './voice.ts';
import { recordingNamed } from './own-recordings.ts';

/** `export REC --as FORMAT`: who said what, for people and other programs. */
export const exportCommand = command({
  name: 'export',
  arguments: '<recording>',
  options: {
    as: choice('--as <format>', 'md, txt, json, srt, vtt or csv', ['md', 'txt', 'json', 'srt', 'vtt', 'csv']),
    role: choice('--role <who>', 'only what one side said', ['user', 'agent']),
    output: option('-o, --output <file>', 'write to a new file instead of standard output', words),
    force: toggle('--force', 'write over a file that is there'),
    ...voiceOptions,
  },
  details: `Times are those at which something was heard, not at which its text came; speech that was cut off is cut where it was,
at the pace of the voice, and ends with a dash. Subtitles hold what both sides said; the other formats also tool calls,
notes and what an operator did. In a translation session the caller's side is what was said, the agent's side what the
interpreter made of it: --role takes one of the two languages. Exit 6 when the recording stops short of the call's end.`,
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
    const speak = voice(options, context);
    const see = reader();
    const { header, ended, unreadable } = await readThrough(
      recordingNamed(path, context),
      (signal) => gathering.write(see(signal)),
      context.signal,
    );
    const { facts } = gathering;
    const text = exportFormats[options.as]({
      callId: header.callId,
      startedAt: isoTime(header.startedAt.wall),
      ms: facts.first === undefined || facts.last === undefined ? 0 : facts.last.mono - facts.first.mono,
      utterances: utterances(facts).filter(({ who }) => options.role === undefined || who === options.role),
    });
    const harmless = options.as === 'json' ? escapeJson(text) : text;
    if (options.output === undefined || options.output === '-') context.stdout.write(harmless);
    else {
      const write = options.force === true ? writeWhole : createWhole;
      write(resolve(context.cwd, options.output), harmless, context.pid);
      speak.status(safe`written to ${escapeText(options.output)}`);
    }
    if (unreadable > 0) speak.always(safe`${unreadable} lines are no records and were left out`);
    if (!ended) speak.always(safe`the recording stops before the end of the call`);
    return ended ? 'ok' : 'unknown';
  },
});
