import { SidebandError } from '../../core/error.ts';
import { readTarget } from '../../core/refer.ts';
import { escapeText, safe } from '../../core/safe.ts';
import { judgedAs } from '../result.ts';
import { transfer, verifying } from '../transferring.ts';
import { lineCommand } from './line-command.ts';

/** `/refer TARGET`: hands the call on. */
export const referLine = lineCommand({
  name: 'refer',
  flags: [{ name: '--verify', value: '10s' }],
  words: 'TARGET',
  help: 'hand the call on to tel:… or sip:…, and see it leave',
  sends: true,
  read: (words) => {
    if (words.text === '')
      throw new SidebandError('usage', 'nowhere to hand it on to', {
        hint: 'write /refer tel:+14155550123',
      });
    const [within] = words.values('--verify');
    return { to: readTarget(words.text), within: within === undefined ? undefined : verifying(within) };
  },
  danger: ({ to }) => ({
    question: safe`transfer it to ${escapeText(to, { max: 200 })}?`,
    why: 'this transfers the call and there is nobody to ask; nothing was sent',
    hint: '/refer --yes TARGET does it',
  }),
  act: async ({ to, within }, { callId, operator, http, clock }) =>
    judgedAs('/refer', await transfer({ callId, http, operator, clock }, to, within)),
});
