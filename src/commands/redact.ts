import { resolve } from 'node:path';
import { exitOf, SidebandError } from '../core/error.ts';
import { droppable, type Dropped } from '../core/redact/wish.ts';
import type { Safe } from '../core/ports.ts';
import { escapeJson, escapeText, safe } from '../core/safe.ts';
import { grouped } from '../core/words.ts';
import { redactRecording, type Redacted } from '../io/redact.ts';
import { command, option, repeated, toggle, words } from './command.ts';
import type { Context } from './context.ts';
import { missing } from './missing.ts';
import { voiceOptions } from './options.ts';
import { voice } from './voice.ts';
import { reasonOf } from './leaving.ts';
import { recordingNamed } from './own-recordings.ts';

const drops = (text: string): readonly Dropped[] =>
  text.split(',').map((word) => {
    const found = droppable.find((name) => name === word.trim());
    if (found === undefined)
      throw new SidebandError('usage', `expected some of ${droppable.join(', ')}`, { said: word });
    return found;
  });

const pattern = (text: string): RegExp => {
  try {
    return new RegExp(text, 'giu');
  } catch {
    throw new SidebandError('usage', 'not a regular expression', { said: text });
  }
};

/** `redact REC -o FILE`: a recording that is fit for a ticket. */
export const redact = command({
  name: 'redact',
  arguments: '<recording>',
  options: {
    output: option('-o, --output <file>', 'the new recording; nothing is ever written over', words),
    personal: toggle(
      '--personal',
      'take out e-mail addresses, telephone, card and account numbers, names of callers; and sound, images',
    ),
    name: repeated('--name <name>', 'take out this name, and its parts, wherever they stand', words),
    pattern: repeated('--pattern <regexp>', 'take out what matches', pattern),
    drop: repeated('--drop <what>', `leave out: ${droppable.join(', ')}`, drops),
    ids: toggle('--ids', 'put pseudonyms in the place of ids, of the call too'),
    json: toggle('--json', 'print what was taken out as one JSON object'),
    ...voiceOptions,
  },
  details: `Secrets are always taken out: keys, tokens, passwords and credentials by their shape and their place, and the keys of
this environment whatever they look like, in JSON in JSON, in base64 and percent-encoded, and in the pieces of an utterance.
With --personal a number is also found in words (English, German, Dutch, Spanish, Portuguese, Italian, French), in words and
digits, and over several turns of one speaker; so is the name with which a caller introduces themselves. Numbers of orders,
prices, times, years and ids of the API stay. The same thing becomes the same placeholder everywhere: [phone 1], [card 1].
Patterns miss what nobody thought of: read the result before you give it away. It is a recording like any other, and says
what was done to it. Exit 6 when a part of the call is missing from the recording.`,
  examples: [
    ['rt-sideband redact call.ndjson -o ticket.ndjson --personal --name "Ada Example"', 'fit for a ticket'],
    [
      'rt-sideband redact call.ndjson -o shape.ndjson --drop transcript,arguments,instructions,audio',
      'no words at all',
    ],
  ],
  run: async ([path = ''], options, context) => {
    if (options.output === undefined || options.output === '-')
      throw new SidebandError('usage', 'where to?', { hint: '-o FILE names the new recording' });
    const speak = voice(options, context);
    const done = await redactRecording(
      recordingNamed(path, context),
      resolve(context.cwd, options.output),
      {
        drop: new Set((options.drop ?? []).flat()),
        personal: options.personal === true,
        names: options.name ?? [],
        patterns: options.pattern ?? [],
        ids: options.ids === true,
        secrets: secretsOf(context.env),
      },
      context,
    );
    if (done === undefined) return reasonOf(context.signal);
    const lacks = missing({ unreadable: done.leftOut, ended: done.ended });
    const exit = lacks.length === 0 ? 'ok' : 'unknown';
    if (options.json === true) {
      const { callId: call_id, records, leftOut: left_out, ended, found, dropped } = done;
      const record = {
        kind: 'redaction',
        call_id,
        records,
        left_out,
        ended,
        found,
        dropped,
        exit: exitOf(exit),
      };
      context.stdout.write(`${escapeJson(JSON.stringify(record))}\n`);
    }
    speak.status(safe`written to ${escapeText(options.output)}: ${inWords(done)}`);
    for (const what of lacks) speak.always(escapeText(what));
    return exit;
  },
});

const inWords = ({ found, dropped }: Redacted): Safe => {
  const places = (count: number): string => `${grouped(count)} ${count === 1 ? 'place' : 'places'}`;
  const parts = [
    ...Object.entries(found).map(([kind, tally]) => `${kind} ${tally.different} (${places(tally.places)})`),
    ...Object.entries(dropped).map(
      ([what, { places: count, bytes }]) =>
        `${what} dropped in ${places(count)}${bytes === 0 ? '' : ` (${grouped(bytes)} bytes)`}`,
    ),
  ];
  return escapeText(parts.length === 0 ? 'nothing was found' : parts.join(', '));
};

/** The secrets of this environment, as they are and as addresses and base64 write them. */
const secretsOf = (env: Context['env']): readonly string[] =>
  ['OPENAI_API_KEY', 'OPENAI_WEBHOOK_SECRET', 'OPENAI_REALTIME_CLIENT_SECRET'].flatMap((name) => {
    const secret = env[name];
    if (secret === undefined || secret.length < 8) return [];
    return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64').replace(/=+$/, '')];
  });
