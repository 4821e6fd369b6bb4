import { duration } from '../core/duration.ts';
import { SidebandError } from '../core/error.ts';
import { assignment } from '../core/assignment.ts';
import { planChange, type Change } from '../core/instruct.ts';
import { updateSession } from '../core/outgoing.ts';
import { safe } from '../core/safe.ts';
import { undoLog } from '../io/undo.ts';
import { acting } from './acting.ts';
import { command, option, repeated, toggle } from './command.ts';
import { confirm } from './confirm.ts';
import { printFrames } from './dry-run.ts';
import { showPlan, tellMade, tellTaken, type Saying } from './instruct-words.ts';
import {
  makeChange,
  nothingToTakeBack,
  onlyTakesBack,
  takeBack,
  takenBack,
  type Instructing,
} from './instructing.ts';
import { confirmOptions, connectionOptions, voiceOptions } from './options.ts';
import { targetArgument, targetWords } from './target.ts';
import { textArgument } from './words.ts';

/** `instruct CALL TEXT`: the least `session.update` that makes the change, confirmed by the session that shows it. */
export const instruct = command({
  name: 'instruct',
  arguments: '<call> [text...]',
  options: {
    append: toggle('--append', 'put TEXT after the present instructions'),
    for: option('--for <duration>', 'put the old values back after this long', duration),
    diff: toggle('--diff', 'show what changes'),
    revert: toggle('--revert', 'put back what was there before the last change made from this machine'),
    force: toggle('--force', 'put it back also when somebody else changed it in between'),
    set: repeated('--set <path=json>', 'change any field: --set audio.output.speed=1.1', assignment),
    timeout: option('--timeout <duration>', 'give up after this long (10s)', duration),
    json: toggle('--json', 'print the outcome as one JSON object'),
    ...confirmOptions,
    ...connectionOptions,
    ...voiceOptions,
  },
  details:
    'Only the given fields are changed, and a plain change is the only frame sent. Replacing the instructions asks first (--yes\nwhere nobody can answer). --append, --diff and --for read the session first, by an update that changes nothing; such a\nchange can be taken back: after --for, or by --revert, which goes one step further back each time and refuses where it is\nnot known what was there before. What somebody else changed in between stays (exit 8), unless --force is given.',
  examples: [
    ['rt-sideband instruct rtc_… "Speak French." --append', 'everything else stays'],
    ['rt-sideband instruct rtc_… @calm.md --append --for 60s', 'and back again after a minute'],
    ['rt-sideband instruct rtc_… --revert', 'as it was before the last instruct'],
    ['rt-sideband instruct rtc_… --set audio.output.speed=1.1', 'any field that can be changed in a call'],
  ],
  run: async ([call = '', ...given], options, context) => {
    const text = given.length === 0 ? undefined : await textArgument(given.join(' '), context);
    // Whoever means it writes --set: a variable that was not set must not leave a live agent without instructions.
    if (text?.trim() === '') {
      throw new SidebandError('usage', 'the text is empty: was the variable set that it came from?', {
        hint: `to leave the agent without instructions: --set instructions='""'`,
      });
    }
    const change: Change = {
      ...(text === undefined ? {} : { instructions: text }),
      append: options.append === true,
      set: new Map(options.set ?? []),
    };
    const revert = options.revert === true;
    const force = options.force === true;
    const asked = text !== undefined || change.set.size > 0;
    if (revert && (asked || change.append || options.for !== undefined)) throw onlyTakesBack();
    if (!revert && !asked) {
      throw new SidebandError('usage', 'nothing to change', {
        hint: 'give the new instructions, or --set PATH=JSON',
      });
    }
    const target = await targetArgument(call, context);
    const { callId } = target;
    const undos = undoLog(context.state, callId);
    const last = revert ? takenBack(undos.last(), nothingToTakeBack()) : undefined;
    if (options.dryRun === true) {
      if (last !== undefined) {
        printFrames([updateSession(last.undo.before, context.ids, last.undo.kind)], context);
        return 'ok';
      }
      if (change.append) {
        context.stderr.write(
          'the present instructions come before this text; they are read from the call when it is done\n',
        );
      }
      printFrames([updateSession(planChange(change, undefined).patch, context.ids)], context);
      return 'ok';
    }
    if (text !== undefined && !change.append) {
      await confirm(context, safe`replace the instructions of ${targetWords(target)}?`, options.yes);
    }

    const words = [text, ...(options.set ?? []).map(([path, value]) => `${path}=${JSON.stringify(value)}`)];
    const deed = revert
      ? { verb: 'instruct --revert' }
      : { verb: 'instruct', words: words.filter((word) => word !== undefined).join(' ') };
    return acting(callId, deed, options, context, async ({ operator, voice, leaving, afterwards }) => {
      const at: Instructing = { operator, ids: context.ids, undos };
      const within = options.timeout;
      const say: Saying = { options, context, voice };
      if (last !== undefined) return tellTaken(await takeBack(at, last, { force, within }), say);
      const { outcome, read, made } = await makeChange(at, change, {
        needed: change.append || options.diff === true || options.for !== undefined,
        within,
        planned: (plan) => {
          if (options.diff === true) showPlan(plan, say);
        },
      });
      if (!read) voice.always(safe`the present session could not be read, and nothing was changed`);
      const first = tellMade(outcome, say);
      if (outcome.outcome !== 'confirmed' || options.for === undefined) return first;
      if (made === undefined) {
        voice.status(safe`it was so before, so that there is nothing to put back`);
        return first;
      }

      voice.status(safe`putting it back in ${options.for / 1000} s; Ctrl-C puts it back now`);
      const pause = options.for;
      const quiet: Saying = { ...say, options: { ...options, json: undefined } };
      return afterwards(first, { verb: 'instruct --for', words: 'put back' }, async (further) => {
        await context.clock.sleep(pause, leaving);
        return tellTaken(await takeBack({ ...at, operator: further }, made, { force }), quiet);
      });
    });
  },
});
