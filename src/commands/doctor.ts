import { acceptRemarks, type Remark } from '../core/accept-body.ts';
import { duration } from '../core/duration.ts';
import type { CheckName } from '../core/doctor/finding.ts';
import { verdictOf } from '../core/doctor/verdict.ts';
import { exitOf, type ExitName } from '../core/error.ts';
import type { Safe } from '../core/ports.ts';
import { escapeJson, escapeText, safe } from '../core/safe.ts';
import { hideKeys } from '../core/secret-shapes.ts';
import { survey, type Survey } from '../io/survey.ts';
import { checklist } from '../ui/checklist.ts';
import { progress } from '../ui/progress.ts';
import { wantsColour } from '../ui/theme.ts';
import { command, option, toggle, words } from './command.ts';
import type { Context } from './context.ts';
import { callArgument } from './dialling.ts';
import { examine } from './examine.ts';
import { examining } from './examining.ts';
import { keyOptions, voiceOptions } from './options.ts';
import { ticket } from './ticket.ts';
import { userConfig } from './user-defaults.ts';
import { reasonOf } from './leaving.ts';
import { objectArgument, readStdin } from './words.ts';

/** `doctor [CALL]`: ordered checks from the key to the call; the first that fails is the verdict and the exit code. */
export const doctor = command({
  name: 'doctor',
  arguments: '[call]',
  options: {
    probe: toggle('--probe', 'read the session by a session.update that changes nothing, and judge it'),
    accept: option(
      '--accept <json>',
      'check a session that calls are accepted with: JSON, - or @file',
      words,
    ),
    listen: option('--listen <duration>', 'how long to listen once attached (2s)', duration),
    deadline: option('--deadline <duration>', 'how long one step may take (15s)', duration),
    json: toggle('--json', 'print one JSON object, fit for a ticket'),
    ...keyOptions,
    ...voiceOptions,
  },
  details:
    'From the settings over the network to the call; what stands on something broken is not tried. Without --probe nothing is sent to the call: it is attached to, and listened to.\n\nThe exit code is that of the first thing broken: 2 base URL, proxy or certificate settings, 3 no such call, 4 key, 5 network, 6 or 8 the session. Warnings exit with 0.',
  examples: [
    ['rt-sideband doctor', 'key, base URL, proxy, network, REST'],
    ['rt-sideband doctor rtc_…', 'why can I not attach to this call?'],
    ['rt-sideband doctor rtc_… --probe', 'why is the agent silent?'],
    ['rt-sideband doctor --accept @session.json', 'would accept take this session?'],
    ['rt-sideband doctor rtc_… --json > ticket.json', 'no secret in it, nothing personal'],
  ],
  run: async ([call], options, context) => {
    const { stdout, stderr, env, clock } = context;
    const callId = call === undefined ? undefined : await callArgument(call, context);
    const remarks = options.accept === undefined ? undefined : await remarksOn(options.accept, context);
    const found = await survey({
      env,
      cwd: context.cwd,
      options,
      readStdin: () => readStdin(context),
      userConfig: await userConfig(context),
    });

    const isTTY = stdout.isTTY === true;
    const list = checklist({
      coloured: wantsColour({ isTTY, env, flag: options.color }),
      columns: isTTY ? () => stdout.columns : undefined,
    });
    const quiet = options.quiet === true || options.json === true;
    let waiting = new AbortController();
    // A spinner among rows that are still on their way to the screen would stay between them.
    let printed = Promise.resolve();
    const print = (text: Safe): void => {
      if (options.json === true || text === '') return;
      printed = new Promise((resolve) => stdout.write(text, () => resolve()));
    };
    const spin = async (name: CheckName, { signal }: AbortController): Promise<void> => {
      await printed;
      if (signal.aborted) return;
      const turning = progress(safe`checking ${escapeText(name)}`, { stderr, env, quiet, clock });
      signal.addEventListener('abort', () => turning.stop(), { once: true });
    };
    const clean = cleaner(found, callId, context);
    const examination = examining(
      { clock, leaving: context.signal, clean },
      {
        begins: (name) => void spin(name, (waiting = new AbortController())),
        ends: () => waiting.abort(),
        found: (check) => print(list.add(check)),
      },
    );
    const sent = await examine(examination, found, { ...options, callId, remarks }, context);

    const verdict = verdictOf(examination.checks);
    // Who leaves in the middle has a list that is not whole.
    const exit: ExitName = context.signal.aborted ? reasonOf(context.signal) : verdict.exit;
    if (options.json === true) {
      const record = ticket(examination.checks, verdict, {
        context,
        callId,
        sent,
        probe: options.probe === true,
      });
      stdout.write(`${escapeJson(JSON.stringify({ ...record, exit: exitOf(exit) }))}\n`);
    } else if (context.signal.aborted) {
      stderr.write('left before everything was checked\n');
    } else {
      const attached = examination.checks.some(({ check, state }) => check === 'handshake' && state === 'ok');
      print(list.end(verdict, attached ? sent : undefined));
    }
    return exit;
  },
});

/** What is wrong with a session that `accept` would send; it adds the type where none is given. */
const remarksOn = async (given: string, context: Context): Promise<readonly Remark[]> =>
  acceptRemarks({ type: 'realtime', ...(await objectArgument('--accept', given, context)) });

/** Takes keys and the user's own folder out of a text, and puts the call in where a fix names it. */
const cleaner = (found: Survey, callId: string | undefined, { env }: Context): ((text: string) => string) => {
  const { key } = found;
  const secret = 'problem' in key ? undefined : key.secret;
  const home = env['HOME'] ?? env['USERPROFILE'] ?? '';
  return (text) => {
    const plain = hideKeys(secret === undefined ? text : secret.hide(text));
    const placed = callId === undefined ? plain : plain.replace(/(rt-sideband .*)\bCALL\b/g, `$1${callId}`);
    return home.length > 1 ? placed.replaceAll(home, '~') : placed;
  };
};
