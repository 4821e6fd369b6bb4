import { assignment } from '../../core/assignment.ts';
import { duration } from '../../core/duration.ts';
import { SidebandError } from '../../core/error.ts';
import { applyChange, currentSession, planChange, revertChange, type Plan } from '../../core/instruct.ts';
import { safe } from '../../core/safe.ts';
import { told, type Desk, type Result } from '../desk.ts';
import { lineCommand } from './line-command.ts';

/** `/instruct TEXT`: new instructions, or any other field of the session. */
export const instructLine = lineCommand({
  name: 'instruct',
  flags: [
    { name: '--append' },
    { name: '--for', value: '60s' },
    { name: '--set', value: 'path=json', many: true },
  ],
  words: 'TEXT',
  help: 'new instructions, or any field; --append keeps the old ones',
  sends: true,
  read: (words) => {
    const set = new Map(words.values('--set').map(assignment));
    if (words.text === '' && set.size === 0) {
      throw new SidebandError('usage', 'nothing to change', {
        hint: 'write /instruct TEXT, or --set PATH=JSON',
      });
    }
    const [limit] = words.values('--for');
    return {
      text: words.text === '' ? undefined : words.text,
      append: words.values('--append').length > 0,
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
  act: async ({ text, append, set, for: limit }, desk) => {
    const { operator, ids } = desk;
    const change = {
      ...(text === undefined ? {} : { instructions: await desk.textOf(text) }),
      append,
      set,
    };
    let before;
    if (append || limit !== undefined) {
      const current = await currentSession(operator, ids);
      if (current.config === undefined) {
        return {
          ...told('/instruct', current.outcome),
          note: 'the session could not be read, nothing was changed',
        };
      }
      before = current.config;
    }
    const plan = planChange(change, before);
    const outcome = await applyChange(operator, plan, ids);
    const result = told('/instruct', outcome);
    if (outcome.outcome !== 'confirmed') return result;
    if (limit === undefined) return { ...result, note: 'the session shows the change' };
    desk.later(limit, { verb: '/instruct --for', words: 'put back' }, (then) => putBack(plan, then));
    return { ...result, note: `the session shows the change; put back in ${limit / 1000} s` };
  },
});

const putBack = async (plan: Plan, { operator, ids }: Desk): Promise<Result> => {
  const reverted = await revertChange(operator, plan, ids);
  if (reverted.overtaken) {
    return {
      verb: '/instruct --for',
      outcome: 'refused',
      exit: 'refused',
      said: 'not put back: somebody else changed it in between',
    };
  }
  const result = told('/instruct --for', reverted.outcome);
  return result.outcome === 'confirmed' ? { ...result, note: 'put back' } : result;
};
