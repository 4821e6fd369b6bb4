import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { SidebandError } from '../core/error.ts';
import { escapeText, safe } from '../core/safe.ts';
import { dirname, join, resolve } from 'node:path';
import { choice, command, option, repeated, toggle, whole, words } from './command.ts';
import type { Context } from './context.ts';
import type { Transcription } from '../sim/transcriber.ts';
import { aborted, reasonOf } from './leaving.ts';
import { voiceOptions } from './options.ts';
import { voice } from './voice.ts';

const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0 && value <= 1000))
    throw new SidebandError('usage', 'expected a number above 0', { said: text });
  return value;
};

/** `sim`: the Realtime API offline, on loopback, until it is told to stop. */
export const sim = command({
  name: 'sim',
  arguments: '',
  options: {
    port: option('--port <n>', 'the port; 0 (default) takes a free one', whole(0, 65_535)),
    scenario: option('--scenario <name|file>', 'a built-in scenario (order) or a YAML or JSON file', words),
    calls: option('--calls <n>', 'scripted calls that are up from the start (1)', whole(0, 1000)),
    start: choice('--start <when>', 'begin the script when the first sideband attaches (default) or now', [
      'attach',
      'now',
    ]),
    fault: repeated('--fault <name>', 'misbehave: NAME or NAME=VALUE (--faults lists them)', words),
    faults: toggle('--faults', 'list the faults and switches, and stop'),
    seed: option('--seed <n>', 'the same seed gives the same ids, words and order', whole(0, 2 ** 31)),
    speed: option('--speed <n>', 'how many times as fast as in life', positive),
    ring: option(
      '--ring <url>',
      'have a SIP call ring: post its signed webhook to a URL of this machine',
      words,
    ),
    ringSecretEnv: option(
      '--ring-secret-env <name>',
      'sign webhooks with the secret in this variable',
      words,
    ),
    transcribe: option(
      '--transcribe <url>',
      'have an endpoint like OpenAI’s listen to WebRTC callers (their words are the scenario’s otherwise)',
      words,
    ),
    transcribeModel: option('--transcribe-model <name>', 'the model it is asked for (whisper-1)', words),
    transcribeKeyEnv: option('--transcribe-key-env <name>', 'the variable that holds its key', words),
    tls: toggle('--tls', 'serve https and wss with a certificate made at start'),
    json: toggle('--json', 'print the ready line as JSON'),
    ...voiceOptions,
  },
  details: `Scenarios: order, greeting, interruption, late-transcript, stuck-tool, failing-response, long-talk, idle,
idle-timeout, transcription, translation. The control endpoint starts further calls, ends them, drops their sockets, has SIP
calls ring (POST …/ring {"url"}) and returns the log of every frame. A webhook that gets no 2xx is delivered again.`,
  examples: [
    ['rt-sideband sim', 'prints the two exports and the call to attach to'],
    [
      'rt-sideband sim --json --scenario stuck-tool --seed 1',
      'for a test: one line of JSON when it is ready',
    ],
    [
      'rt-sideband sim --fault refuse_upgrades=503x2 --fault drop_after_frames=20',
      'how does my client take it?',
    ],
    ['rt-sideband sim --ring http://127.0.0.1:8790/', 'have a SIP call ring at my server, or at listen'],
  ],
  run: async (_words, options, context) => {
    const speak = voice(options, context);
    if (options.faults === true) {
      const { switchTable } = await import('../sim/switch-table.ts');
      for (const [name, { about, fallback }] of Object.entries(switchTable)) {
        context.stdout.write(`${name.padEnd(30)} ${escapeText(String(fallback ?? '')).padEnd(8)} ${about}\n`);
      }
      return 'ok';
    }
    const { startSimulator } = await import('../sim/simulator.ts');
    const { nativePackage } = await import('../media/native.ts');
    const file = options.scenario !== undefined && /[./\\]/.test(options.scenario);
    const simulator = await startSimulator({
      port: options.port ?? 0,
      ...(options.scenario === undefined
        ? {}
        : { scenario: file ? resolve(context.cwd, options.scenario) : options.scenario }),
      calls: options.calls ?? 1,
      start: options.start ?? 'attach',
      faults: options.fault ?? [],
      ...(options.seed === undefined ? {} : { seed: options.seed }),
      ...(options.speed === undefined ? {} : { speed: options.speed }),
      tls: options.tls === true,
      env: context.env,
      warn: ({ message }) =>
        speak.status(safe`${escapeText(message)}; SDP offers get an answer that leads nowhere`),
      ...ringSecret(options.ringSecretEnv, context),
      ...listener(options, context),
    });
    let certificate: string | undefined;
    try {
      if (simulator.certificate !== undefined) certificate = trusted(simulator.certificate);
      if (options.json === true) {
        const more = certificate === undefined ? {} : { certificate };
        context.stdout.write(`${JSON.stringify({ ...simulator.ready, ...more })}\n`);
      } else {
        const calls = simulator.calls.map((call) => `\n  rt-sideband attach ${call}`).join('');
        const trust = certificate === undefined ? '' : `\n  export NODE_EXTRA_CA_CERTS=${certificate}`;
        const made = options.ring === undefined ? undefined : simulator.ready.webhook_secret;
        const webhooks = made === undefined ? '' : `\n  export OPENAI_WEBHOOK_SECRET=${made}`;
        context.stdout.write(
          `The Realtime API, offline (seed ${simulator.seed}). In another terminal:\n
  export OPENAI_BASE_URL=${simulator.baseUrl}
  export OPENAI_API_KEY=${simulator.apiKey}${trust}${webhooks}
${calls}\n\nControl: ${simulator.controlUrl}\n`,
        );
        speak.status(safe`ready; Ctrl-C stops it`);
      }
      if (!simulator.ready.webrtc)
        speak.status(
          safe`no WebRTC (npm install ${escapeText(nativePackage)}): SDP offers get an answer that leads nowhere`,
        );
      if (options.ring !== undefined) {
        const { call_id: callId, status } = await simulator.ring(options.ring);
        const came = status === null ? safe`no answer yet` : safe`HTTP ${status}`;
        speak.status(safe`rang with ${escapeText(callId)}: ${came}`);
      }
      await aborted(context.signal);
      return reasonOf(context.signal);
    } finally {
      if (certificate !== undefined) rmSync(dirname(certificate), { recursive: true, force: true });
      await simulator.close();
    }
  },
});

/** What the variable that a flag names holds. */
const held = (flag: string, name: string, { env }: Context): string => {
  const secret = env[name]?.trim();
  if (secret !== undefined && secret !== '') return secret;
  throw new SidebandError('usage', `${flag}: this variable is not set`, { said: name });
};

/** The secret for webhooks that a variable holds. */
const ringSecret = (name: string | undefined, context: Context): { readonly webhookSecret?: string } =>
  name === undefined ? {} : { webhookSecret: held('--ring-secret-env', name, context) };

/** Who listens to callers. */
const listener = (
  asked: {
    readonly transcribe?: string | undefined;
    readonly transcribeModel?: string | undefined;
    readonly transcribeKeyEnv?: string | undefined;
  },
  context: Context,
): { readonly transcription?: Transcription } => {
  const { transcribe: url, transcribeModel: model = 'whisper-1', transcribeKeyEnv: name } = asked;
  if (url === undefined) return {};
  const key = name === undefined ? undefined : held('--transcribe-key-env', name, context);
  return { transcription: { url, model, key } };
};

/** Writes the certificate where clients can be pointed at it, and gives the path. */
const trusted = (certificate: string): string => {
  const path = join(mkdtempSync(join(tmpdir(), 'rt-sideband-sim-')), 'certificate.pem');
  writeFileSync(path, certificate, { mode: 0o600 });
  return path;
};
