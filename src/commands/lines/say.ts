import { SidebandError } from '../../core/error.ts';
import { say } from '../../core/say.ts';
import { told } from '../result.ts';
import { lineCommand } from './line-command.ts';

/** `/say TEXT`: the agent speaks it, or answers it as the caller's. */
export const sayLine = lineCommand({
  name: 'say',
  flags: [{ name: '--as', value: 'agent|user' }, { name: '--interrupt' }, { name: '--loosely' }],
  words: 'TEXT',
  help: 'the agent speaks TEXT; --as user puts it in as the caller',
  sends: true,
  read: (words) => {
    const as = words.values('--as')[0] ?? 'agent';
    if (as !== 'agent' && as !== 'user') {
      throw new SidebandError('usage', '--as: expected one of agent, user', { said: as });
    }
    if (words.text.trim() === '')
      throw new SidebandError('usage', 'nothing to say', { hint: 'write /say TEXT' });
    return {
      text: words.text,
      as,
      interrupt: words.values('--interrupt').length > 0,
      loosely: words.values('--loosely').length > 0,
    } as const;
  },
  act: async ({ text, as, loosely, interrupt }, { operator, ids, clock, textOf, queued }) => {
    const said = await say(
      operator,
      {
        text: await textOf(text),
        as,
        loosely,
        collision: interrupt ? 'interrupt' : 'queue',
        wait: true,
        timeout: 30_000,
        queued,
      },
      ids,
      clock,
    );
    const result = told('/say', said);
    const exit = 'timeout' in said && said.timeout ? 'timeout' : result.exit;
    if (said.outcome !== 'confirmed') return { ...result, exit };
    return { ...result, note: as === 'user' ? 'answered:' : 'said:', said: `"${said.spoken}"` };
  },
});
