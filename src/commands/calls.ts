import { readCallArgument } from '../core/call-argument.ts';
import { SidebandError } from '../core/error.ts';
import type { CallId } from '../core/ids.ts';
import { isoTime } from '../core/iso-time.ts';
import type { KnownCall } from '../core/known-call.ts';
import { escapeJson, escapeText, safe } from '../core/safe.ts';
import { callLine, callsTable } from '../ui/calls-table.ts';
import { theme, wantsColour } from '../ui/theme.ts';
import { callsHere, forgetCalls } from './calls-here.ts';
import { forgetRecordings } from './own-recordings.ts';
import { command, toggle } from './command.ts';
import { confirm } from './confirm.ts';
import type { Context } from './context.ts';
import { printDeeds } from './deeds.ts';
import { voiceOptions } from './options.ts';
import { voice } from './voice.ts';

/** How many calls are shown unless all are asked for. */
const few = 20;

/** `calls`: the calls known on this machine, and what was done to them from here. */
export const calls = command({
  name: 'calls',
  arguments: '[call]',
  options: {
    json: toggle('--json', 'NDJSON: one object per call'),
    all: toggle('--all', `all of them, not only the last ${few}`),
    log: toggle('--log', 'the audit log instead: what was done to calls from here, and what came of it'),
    forget: toggle('--forget', 'forget this call, or all of them; the audit log stays'),
    yes: toggle('-y, --yes', 'do not ask before all are forgotten'),
    ...voiceOptions,
  },
  details: `A call is known here when it was attached, or changed, from this machine. "attached" means that a process here is on it right
now; "left" that the last one left and the call went on; "ended" that it was seen to end; "announced" that listen
heard it ring; "lost sight" that the last one lost it, or was killed. Nothing is asked of the server. Calls are forgotten after 30 days; RT_SIDEBAND_REMEMBER, or
--remember on the command that attaches, says what is kept at all.`,
  examples: [
    ['rt-sideband calls', 'what is on, and what was lately'],
    ['rt-sideband attach --last', 'the newest of them that has not ended'],
    ['rt-sideband calls --log rtc_…', 'who did what to this call, and what came of it'],
    ['rt-sideband calls --json | jq -r \'select(.state == "attached").call_id\'', 'for a program'],
  ],
  run: async ([word], options, context) => {
    const callId = word === undefined ? undefined : readCallArgument(word);
    const speak = voice(options, context);
    if (options.forget === true) {
      if (options.log === true)
        throw new SidebandError('usage', 'the audit log is not forgotten: remove its file', {
          said: context.state.path,
        });
      if (callId === undefined)
        await confirm(context, safe`forget every call known on this machine?`, options.yes);
      forgetCalls(callId, context);
      forgetRecordings(callId, context);
      return 'ok';
    }
    if (options.log === true) return printDeeds({ ...options, callId }, context, speak);
    const { calls: known, unreadable } = callsHere(context, callId);
    if (unreadable > 0) {
      const which = unreadable === 1 ? 'a file' : `${unreadable} files`;
      speak.always(safe`warning: ${escapeText(which)} about a call could not be read and was passed over`);
    }
    if (known.length === 0) {
      speak.status(nothing(callId, context));
      return 'ok';
    }
    const shown = options.all === true ? known : known.slice(0, few);
    print(shown, options, context);
    if (shown.length < known.length) speak.status(safe`${known.length - shown.length} more with --all`);
    return 'ok';
  },
});

const nothing = (callId: CallId | undefined, { state }: Context) => {
  if (callId !== undefined) return safe`${escapeText(callId)} is not known on this machine`;
  return state.keeps === 'nothing'
    ? safe`no calls are known: nothing is remembered here (RT_SIDEBAND_REMEMBER=nothing)`
    : safe`no calls are known on this machine yet: they are once you tail or attach one`;
};

const print = (
  known: readonly KnownCall[],
  options: { readonly json?: boolean | undefined; readonly color?: string | undefined },
  { stdout, env, clock }: Context,
): void => {
  const now = clock.now().wall;
  const isTTY = stdout.isTTY === true;
  if (options.json === true) {
    for (const call of known) stdout.write(`${escapeJson(JSON.stringify(recordOf(call)))}\n`);
  } else if (isTTY) {
    const paint = theme(wantsColour({ isTTY, env, flag: options.color }));
    stdout.write(`${callsTable(known, { now, columns: stdout.columns ?? 80, paint })}\n`);
  } else for (const call of known) stdout.write(`${callLine(call, now)}\n`);
};

/** A call for programs. */
const recordOf = (call: KnownCall): object => ({
  v: 1,
  kind: 'call',
  call_id: call.callId,
  state: call.state,
  since: isoTime(call.since),
  seen: isoTime(call.seen),
  lasted_ms: Math.round(call.lasted),
  last_words: call.words,
  caller: call.caller,
  recording: call.recording,
  base_url: call.baseUrl,
  attached: call.attached,
});
