import { assignment } from '../../core/assignment.ts';
import { duration } from '../../core/duration.ts';
import { SidebandError } from '../../core/error.ts';
import { safe } from '../../core/safe.ts';
import { told } from '../result.ts';
import { makeChange, nothingToTakeBackHere, onlyTakesBack, takeBack, takenBack } from '../instructing.ts';
import { lineCommand } from './line-command.ts';

/** `/instruct TEXT`: new instructions, or any other field of the session. */
export const instructLine = lineCommand({
  name: 'instruct',
  flags: [
    { name: '--append' },
    { name: '--for', value: '60s' },
    { name: '--set', value: 'path=json', many: true },
    { name: '--revert' },
    { name: '--force' },
  ],
  words: 'TEXT',
  help: 'new instructions, or any field; --append keeps the old ones',
  details: [
    '--append and --for read the session first where it is not known yet; a plain change sends nothing but itself.',
    '--revert goes one step back, where it was known what was there before.',
  ],
  sends: true,
  read: (words) => {
    const set = new Map(words.values('--set').map(assignment));
    const given = (flag: string): boolean => words.values(flag).length > 0;
    const revert = given('--revert');
    if (revert && (words.text !== '' || set.size > 0 || given('--for') || given('--append'))) {
      throw onlyTakesBack();
    }
    if (!revert && words.text === '' && set.size === 0) {
      throw new SidebandError('usage', 'nothing to change', {
        hint: 'write /instruct TEXT, or --set PATH=JSON',
      });
    }
    const [limit] = words.values('--for');
    return {
      text: words.text === '' ? undefined : words.text,
      append: given('--append'),
      revert,
      force: given('--force'),
      for: limit === undefined ? undefined : duration(limit),
      set,
    };
  },
  danger: ({ text, append }) =>
    text === undefined || append
      ? undefined
      : {
          question: safe`replace its instructions with these ${text.length} characters?`,
          why: 'this replaces the instructions and there is nobody to ask; nothing was sent',
          hint: '/instruct --yes TEXT does it, /instruct --append TEXT keeps the present ones',
        },
  act: async ({ revert, force, text, append, set, for: limit }, desk) => {
    if (revert) {
      const last = takenBack(desk.undos.lastHere(), nothingToTakeBackHere());
      return { verb: '/instruct --revert', ...(await takeBack(desk, last, { force })) };
    }
    const change = {
      ...(text === undefined ? {} : { instructions: await desk.textOf(text) }),
      append,
      set,
    };
    const { outcome, read, made } = await makeChange(desk, change, { needed: append || limit !== undefined });
    const result = told('/instruct', outcome);
    if (!read) return { ...result, note: 'the session could not be read, nothing was changed' };
    if (outcome.outcome !== 'confirmed') return result;
    if (limit === undefined || made === undefined) return { ...result, note: 'the session shows the change' };
    desk.later(limit, { verb: '/instruct --for', words: 'put back' }, async (then) => ({
      verb: '/instruct --for',
      ...(await takeBack(then, made, { force })),
    }));
    return { ...result, note: `the session shows the change; put back in ${limit / 1000} s` };
  },
});
