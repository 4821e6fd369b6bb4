import { duration } from '../core/duration.ts';
import { SidebandError } from '../core/error.ts';
import { isRaw, text, type Raw } from '../core/raw.ts';
import { escapeJson } from '../core/safe.ts';
import { choice, command, option, words } from './command.ts';
import { credentialsFor } from './dialling.ts';
import { keyOptions, voiceOptions } from './options.ts';
import { keepFresh } from './keep-fresh.ts';
import { sessionGiven, sessionOptions } from './session-given.ts';
import { voice } from './voice.ts';

/** How long a secret lasts where nothing is said, in milliseconds. */
const defaultTtl = 600_000;

/** How long a secret may be asked to live, in milliseconds (realtime-api 3.1). */
const ttl = (given: string): number => {
  const ms = duration(given);
  if (ms < 10_000 || ms > 7_200_000) throw new SidebandError('usage', 'from 10s to 2h', { said: given });
  return ms;
};

/** `mint`: an ephemeral client secret, once or kept fresh for a command. */
export const mint = command({
  name: 'mint',
  arguments: '',
  options: {
    type: choice('--type <kind>', 'realtime (default), transcription or translation', [
      'realtime',
      'transcription',
      'translation',
    ]),
    model: option('--model <model>', 'the model of the session', words),
    ...sessionOptions,
    ttl: option('--ttl <duration>', 'how long sessions can be started with it: 10s to 2h (10m)', ttl),
    safetyId: option('--safety-id <id>', 'a stable hashed id of the end user', words),
    format: choice('--format <form>', 'value (default off a terminal), env or json (default on one)', [
      'value',
      'env',
      'json',
    ]),
    renewBefore: option(
      '--renew-before <duration>',
      'with --exec: make a new one this long before the old one ends',
      duration,
    ),
    exec: option('--exec <command>', 'run this with each secret on its standard input', words),
    ...keyOptions,
    ...voiceOptions,
  },
  details:
    'value prints the secret alone; env prints OPENAI_REALTIME_CLIENT_SECRET=…; json prints {value, expires_at, session}.',
  examples: [
    ['SECRET=$(rt-sideband mint --model gpt-realtime-2.1 --voice marin)', 'for a browser'],
    ['rt-sideband mint --session @session.json --ttl 1h --format json', 'the whole answer'],
    ["rt-sideband mint --renew-before 60s --exec 'cat > /run/secret'", 'a fresh one, always'],
  ],
  run: async (_words, options, context) => {
    if ((options.exec === undefined) !== (options.renewBefore === undefined)) {
      throw new SidebandError('usage', '--renew-before and --exec belong together');
    }
    if (options.renewBefore !== undefined && options.renewBefore >= (options.ttl ?? defaultTtl)) {
      throw new SidebandError(
        'usage',
        '--renew-before has to be shorter than --ttl (10m), else it never rests',
      );
    }
    const kind = options.type ?? 'realtime';
    if (kind !== 'realtime' && (options.voice !== undefined || options.instructions !== undefined))
      throw new SidebandError('usage', `a ${kind} session has no voice and no instructions`);
    const session = await sessionGiven(options, forms[kind], context);
    const body = {
      session,
      ...(options.ttl === undefined
        ? {}
        : { expires_after: { anchor: 'created_at', seconds: Math.round(options.ttl / 1000) } }),
    };

    const credentials = await credentialsFor(options, context);
    const rest = await context.rest({
      ...credentials,
      env: context.env,
      userAgent: context.tool,
      clock: context.clock,
      signal: context.signal,
      ...(options.safetyId === undefined ? {} : { safetyIdentifier: options.safetyId }),
    });
    const create = async (): Promise<Raw> => {
      const answer = await (kind === 'translation'
        ? rest.createTranslationSecret(body)
        : rest.createClientSecret(body));
      if (!isRaw(answer.body) || text(answer.body, 'value') === undefined) {
        throw new SidebandError('refused', 'the server answered without a client secret');
      }
      return answer.body;
    };
    if (options.exec !== undefined && options.renewBefore !== undefined) {
      return keepFresh(create, options.exec, options.renewBefore, voice(options, context), context);
    }
    const secret = await create();
    context.stdout.write(
      `${printed(secret, options.format ?? (context.stdout.isTTY === true ? 'json' : 'value'))}\n`,
    );
    return 'ok';
  },
});

/** What is said in a session of each kind, and where it names its model. */
const forms = {
  realtime: { usual: { type: 'realtime' } },
  // It names its model where the input is transcribed; it has none of its own.
  transcription: { usual: { type: 'transcription' }, modelAt: 'audio.input.transcription.model' },
  translation: { usual: { model: 'gpt-realtime-translate' } },
};

const printed = (secret: Raw, format: 'value' | 'env' | 'json'): string => {
  const value = text(secret, 'value') ?? '';
  if (format === 'json') {
    const { expires_at: expiresAt, session } = secret;
    return escapeJson(JSON.stringify({ value, expires_at: expiresAt, session }));
  }
  // A secret is letters, digits and a few marks; anything else would be an answer that plays tricks.
  if (!/^[\w.~+/=-]+$/.test(value))
    throw new SidebandError('refused', 'the client secret has characters it cannot have');
  return format === 'env' ? `OPENAI_REALTIME_CLIENT_SECRET=${value}` : value;
};
