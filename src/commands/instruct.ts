import { duration } from '../core/duration.ts';
import { exitOf, SidebandError, type ExitName } from '../core/error.ts';
import { assignment } from '../core/assignment.ts';
import { leaves } from '../core/contains.ts';
import {
  applyChange,
  currentSession,
  planChange,
  revertChange,
  type Change,
  type Plan,
} from '../core/instruct.ts';
import type { Operator } from '../core/operator.ts';
import { updateSession } from '../core/outgoing.ts';
import type { Safe } from '../core/ports.ts';
import { at, text as textOf } from '../core/raw.ts';
import { escapeJson, escapeText, safe } from '../core/safe.ts';
import type { Outcome } from '../core/settle.ts';
import { lineDiff } from '../core/line-diff.ts';
import { acting, came, exitOfOutcome } from './acting.ts';
import { command, option, repeated, toggle } from './command.ts';
import { confirm } from './confirm.ts';
import type { Context } from './context.ts';
import { callArgument } from './dialling.ts';
import { printFrames } from './dry-run.ts';
import { confirmOptions, connectionOptions, voiceOptions } from './options.ts';
import type { Voice } from './voice.ts';
import { textArgument } from './words.ts';

/** `instruct CALL TEXT`: the least `session.update` that makes the change, confirmed by the session that shows it. */
export const instruct = command({
  name: 'instruct',
  arguments: '<call> [text...]',
  options: {
    append: toggle('--append', 'put TEXT after the present instructions'),
    for: option('--for <duration>', 'put the old values back after this long', duration),
    diff: toggle('--diff', 'show what changes'),
    set: repeated('--set <path=json>', 'change any field: --set audio.output.speed=1.1', assignment),
    timeout: option('--timeout <duration>', 'give up after this long (10s)', duration),
    json: toggle('--json', 'print the outcome as one JSON object'),
    ...confirmOptions,
    ...connectionOptions,
    ...voiceOptions,
  },
  details:
    'Only the given fields are sent. Replacing the instructions asks first (--yes where nobody can answer).\n--append, --diff and --for read the session first, which takes an update that changes nothing.',
  examples: [
    ['rt-sideband instruct rtc_… "Speak French." --append', 'everything else stays'],
    ['rt-sideband instruct rtc_… @calm.md --append --for 60s', 'and back again after a minute'],
    ['rt-sideband instruct rtc_… --set audio.output.speed=1.1', 'any field that can be changed in a call'],
  ],
  run: async ([call = '', ...given], options, context) => {
    const text = given.length === 0 ? undefined : await textArgument(given.join(' '), context);
    const change: Change = {
      ...(text === undefined ? {} : { instructions: text }),
      append: options.append === true,
      set: new Map(options.set ?? []),
    };
    if (text === undefined && change.set.size === 0) {
      throw new SidebandError('usage', 'nothing to change', {
        hint: 'give the new instructions, or --set PATH=JSON',
      });
    }
    const callId = await callArgument(call, context);
    if (options.dryRun === true) {
      if (change.append) {
        context.stderr.write(
          'the present instructions come before this text; they are read from the call when it is done\n',
        );
      }
      printFrames([updateSession(planChange(change, undefined).patch, context.ids)], context);
      return 'ok';
    }
    if (text !== undefined && !change.append) {
      await confirm(context, safe`replace the instructions of ${escapeText(callId)}?`, options.yes);
    }

    const words = [text, ...(options.set ?? []).map(([path, value]) => `${path}=${JSON.stringify(value)}`)];
    const asked = { verb: 'instruct', words: words.filter((word) => word !== undefined).join(' ') };
    return acting(callId, asked, options, context, async ({ operator, voice, leaving, afterwards }) => {
      const limit = options.timeout;
      const plan = await plannedOn(
        operator,
        change,
        options.diff === true || options.for !== undefined,
        context,
        voice,
      );
      if (!('patch' in plan)) return came(plan, finish(plan, options, context, voice));
      if (options.diff === true) for (const line of difference(plan)) context.stdout.write(`${line}\n`);
      const outcome = await applyChange(operator, plan, context.ids, limit);
      const exit = finish(outcome, options, context, voice);
      const first = came(outcome, exit);
      if (outcome.outcome !== 'confirmed' || options.for === undefined) return first;

      voice.status(safe`putting it back in ${options.for / 1000} s; Ctrl-C puts it back now`);
      const pause = options.for;
      return afterwards(first, { verb: 'instruct --for', words: 'put back' }, async (further) => {
        await context.clock.sleep(pause, leaving);
        const reverted = await revertChange(further, plan, context.ids);
        if (reverted.overtaken) {
          const said = 'not put back: somebody else changed it in between';
          voice.always(safe`${escapeText(said)}`);
          return { outcome: 'refused', exit: 'refused', said };
        }
        voice.outcome(reverted.outcome, 'put back');
        return came(reverted.outcome);
      });
    });
  },
});

/** The plan, on the present session where it is needed; else the outcome that kept us from reading it. */
const plannedOn = async (
  operator: Operator,
  change: Change,
  needed: boolean,
  context: Context,
  voice: Voice,
): Promise<Plan | Outcome> => {
  if (!change.append && !needed) return planChange(change, undefined);
  const current = await currentSession(operator, context.ids);
  if (current.config !== undefined) return planChange(change, current.config);
  voice.always(safe`the present session could not be read, and nothing was changed`);
  return current.outcome;
};

const finish = (
  outcome: Outcome,
  options: { json?: boolean | undefined },
  context: Context,
  voice: Voice,
): ExitName => {
  const exit = exitOfOutcome(outcome.outcome);
  if (options.json === true) {
    const { outcome: word } = outcome;
    const more = outcome.outcome === 'confirmed' ? {} : { ...outcome };
    const record = { kind: 'outcome', ...more, outcome: word, exit: exitOf(exit) };
    context.stdout.write(`${escapeJson(JSON.stringify(record))}\n`);
  }
  voice.outcome(outcome, 'the session shows the change');
  return exit;
};

/** What a plan changes, line by line for instructions and value by value for the rest. */
const difference = (plan: Plan): readonly Safe[] =>
  leaves(plan.patch).flatMap((path) => {
    if (path === 'instructions') {
      const lines = lineDiff(
        textOf(plan.before, 'instructions') ?? '',
        textOf(plan.patch, 'instructions') ?? '',
      );
      return [safe`instructions:`, ...lines.map(({ mark, line }) => escapeText(`${mark} ${line}`))];
    }
    const [old, now] = [at(plan.before, path), at(plan.patch, path)].map(
      (value) => JSON.stringify(value) ?? 'not set',
    );
    return [escapeText(`${path}: ${old} -> ${now}`)];
  });
