import { exitCodes, SidebandError } from './core/error.ts';
import { closest } from './core/names.ts';
import { looksLikeKey } from './core/secret-shapes.ts';
import type { Listed } from './commands/command.ts';
import type { Context } from './commands/context.ts';
import { overview } from './commands/overview.ts';

/** Every command, in the order help shows them within their group. A command's file is loaded when it is used. */
export const commands: readonly Listed[] = [
  {
    name: 'tail',
    group: 'watch',
    summary: 'watch one or several live calls; never sends a frame',
    load: () => import('./commands/tail.ts').then((file) => file.tail),
  },
  {
    name: 'attach',
    group: 'watch',
    summary: 'watch a call with an operator prompt under it',
    load: () => import('./commands/attach.ts').then((file) => file.attach),
  },
  {
    name: 'inspect',
    group: 'watch',
    summary: 'the session as the server sees it: model, voice, tools, instructions',
    load: () => import('./commands/inspect.ts').then((file) => file.inspect),
  },
  {
    name: 'calls',
    group: 'watch',
    summary: 'list the calls known on this machine, and what was done to them',
    load: () => import('./commands/calls.ts').then((file) => file.calls),
  },
  {
    name: 'stats',
    group: 'watch',
    summary: 'measure a live call or recordings: latencies, interruptions, tools, tokens, cost',
    load: () => import('./commands/stats.ts').then((file) => file.stats),
  },
  {
    name: 'doctor',
    group: 'watch',
    summary: 'why does it not work: ordered checks from the key to the call, with cause and fix',
    load: () => import('./commands/doctor.ts').then((file) => file.doctor),
  },
  {
    name: 'say',
    group: 'control',
    summary: 'have the agent speak given words, or put words in as the caller',
    load: () => import('./commands/say.ts').then((file) => file.say),
  },
  {
    name: 'whisper',
    group: 'control',
    summary: 'tell the agent something the caller does not hear',
    load: () => import('./commands/whisper.ts').then((file) => file.whisper),
  },
  {
    name: 'instruct',
    group: 'control',
    summary: "change the agent's instructions or any field of the session",
    load: () => import('./commands/instruct.ts').then((file) => file.instruct),
  },
  {
    name: 'interrupt',
    group: 'control',
    summary: 'cut the agent off, and say what was cut off',
    load: () => import('./commands/interrupt.ts').then((file) => file.interrupt),
  },
  {
    name: 'send',
    group: 'control',
    summary: 'send any client event, or several, one per line',
    load: () => import('./commands/send.ts').then((file) => file.send),
  },
  {
    name: 'tool',
    group: 'control',
    summary: 'list function calls that nobody answers, and answer them',
    load: () => import('./commands/tool.ts').then((file) => file.tool),
  },
  {
    name: 'accept',
    group: 'control',
    summary: 'answer a SIP call that rings, and see that it is up',
    load: () => import('./commands/accept.ts').then((file) => file.accept),
  },
  {
    name: 'reject',
    group: 'control',
    summary: 'turn a SIP call that rings away',
    load: () => import('./commands/reject.ts').then((file) => file.reject),
  },
  {
    name: 'refer',
    group: 'control',
    summary: 'hand a SIP call on to a telephone or SIP address, and see it leave',
    load: () => import('./commands/refer.ts').then((file) => file.refer),
  },
  {
    name: 'hangup',
    group: 'control',
    summary: 'end a call, after some last words if wanted, and see that it is over',
    load: () => import('./commands/hangup.ts').then((file) => file.hangup),
  },
  {
    name: 'expect',
    group: 'check',
    summary: 'say what a call should be like; exit 1 when it is not',
    load: () => import('./commands/expect.ts').then((file) => file.expect),
  },
  {
    name: 'diff',
    group: 'check',
    summary: 'what two recorded calls differ in; exit 1 when they do',
    load: () => import('./commands/diff.ts').then((file) => file.diff),
  },
  {
    name: 'replay',
    group: 'keep',
    summary: 'show a recording in the same views as tail',
    load: () => import('./commands/replay.ts').then((file) => file.replay),
  },
  {
    name: 'verify',
    group: 'keep',
    summary: 'check a recording: seal a torn end, check the sequence, say whether it is complete',
    load: () => import('./commands/verify.ts').then((file) => file.verify),
  },
  {
    name: 'export',
    group: 'keep',
    summary: 'write who said what as Markdown, text, JSON, subtitles or CSV',
    load: () => import('./commands/export.ts').then((file) => file.exportCommand),
  },
  {
    name: 'report',
    group: 'keep',
    summary: 'one page of a call for a ticket: timeline, latencies, transcript, cost, raw events',
    load: () => import('./commands/report.ts').then((file) => file.reportCommand),
  },
  {
    name: 'redact',
    group: 'keep',
    summary: 'copy a recording without secrets, and without personal data if wanted',
    load: () => import('./commands/redact.ts').then((file) => file.redact),
  },
  {
    name: 'mint',
    group: 'start',
    summary: 'create an ephemeral client secret',
    load: () => import('./commands/mint.ts').then((file) => file.mint),
  },
  {
    name: 'call',
    group: 'start',
    summary: 'place a WebRTC call from the terminal, speak, and judge the answer',
    load: () => import('./commands/call.ts').then((file) => file.call),
  },
  {
    name: 'listen',
    group: 'start',
    summary: 'take in SIP calls by webhook: print, accept, attach, or run a command for each',
    load: () => import('./commands/listen.ts').then((file) => file.listen),
  },
  {
    name: 'sim',
    group: 'offline',
    summary: 'run the Realtime API on this machine: no key, no network',
    load: () => import('./commands/sim.ts').then((file) => file.sim),
  },
  {
    name: 'demo',
    group: 'offline',
    summary: 'watch a simulated call being monitored and steered, in under 30 s',
    load: () => import('./commands/demo.ts').then((file) => file.demo),
  },
  {
    name: 'config',
    group: 'about',
    summary: 'print each effective setting and where it came from',
    load: () => import('./commands/config.ts').then((file) => file.config),
  },
  {
    name: 'completion',
    group: 'about',
    summary: 'print a completion script for bash, zsh, fish or pwsh',
    load: () => import('./commands/completion.ts').then((file) => file.completion),
  },
  {
    name: 'help',
    group: 'about',
    summary: 'explain a command, or a topic: exit-codes, environment, events, formats, expressions',
    load: () => import('./commands/help.ts').then((file) => file.help),
  },
];

/** Runs one command line and says what the process should exit with. Never throws; never prints a stack trace. */
export const main = async (argv: readonly string[], given: Omit<Context, 'commands'>): Promise<number> => {
  const context: Context = { ...given, commands };
  try {
    return exitCodes[await dispatch(argv, context)];
  } catch (error) {
    const { failure } = await import('./ui/status.ts');
    const known =
      error instanceof SidebandError
        ? error
        : new SidebandError('internal', 'RTS-000 internal error', {
            hint: 'this is a bug in rt-sideband; run with RT_SIDEBAND_DEBUG=1 to see where',
            reason: error instanceof Error ? error.name : typeof error,
          });
    // Who reads no more has been told nothing worse than that; and what breaks while we leave for a crash is that crash.
    const told = known.kind === 'internal' && context.signal.reason === 'internal';
    if (known.kind !== 'pipe' && !told) context.stderr.write(failure(known, context));
    if (known.kind === 'internal' && context.env['RT_SIDEBAND_DEBUG'] === '1')
      context.stderr.write(`${where(error)}\n`);
    return exitCodes[known.kind];
  }
};

const dispatch = async (argv: readonly string[], context: Context) => {
  const [name, ...rest] = argv;
  if (argv.some(looksLikeKey)) {
    throw new SidebandError(
      'usage',
      'an argument looks like a key: it would be readable by everybody on this machine',
      {
        hint: 'put it in OPENAI_API_KEY, in a file (--api-key-file FILE), or on stdin (--api-key-stdin); and rotate this one',
      },
    );
  }
  if (name === undefined || name === '-h' || name === '--help') {
    context.stdout.write(overview(commands));
    return 'ok';
  }
  if (name === '-V' || name === '--version') {
    context.stdout.write(`${context.tool.split('/')[1] ?? ''}\n`);
    return 'ok';
  }
  const listed = commands.find((entry) => entry.name === name);
  if (listed === undefined) {
    const near = closest(
      name,
      commands.map((entry) => entry.name),
    );
    throw new SidebandError('usage', 'no such command', {
      said: name,
      hint: near === undefined ? 'rt-sideband --help lists them' : `did you mean ${near}?`,
    });
  }
  const { parse } = await import('./commands/parse.ts');
  return parse(listed, await listed.load(), rest, context);
};

/** The places of an internal error without its message, which could quote a payload. */
const where = (error: unknown): string =>
  error instanceof Error
    ? (error.stack ?? '')
        .split('\n')
        .filter((line) => /^\s+at /.test(line))
        .join('\n')
    : '';

export { overview };
