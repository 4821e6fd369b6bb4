import { SidebandError } from '../../core/error.ts';
import { safe } from '../../core/safe.ts';
import { judgedAs } from '../result.ts';
import { endCall } from '../ending.ts';
import { lineCommand } from './line-command.ts';

/** `/hangup`: ends the call; `--say TEXT` has it said, and heard, first. */
export const hangupLine = lineCommand({
  name: 'hangup',
  flags: [{ name: '--say' }],
  words: '[TEXT]',
  help: 'end the call; --say TEXT is heard first',
  sends: true,
  read: (words) => {
    const speaks = words.values('--say').length > 0;
    if (!speaks && words.text !== '') {
      const hint = `write /hangup --say ${words.text.slice(0, 40)}`;
      throw new SidebandError('usage', 'takes no words without --say', { hint });
    }
    if (speaks && words.text.trim() === '') {
      throw new SidebandError('usage', 'nothing to say', { hint: 'write /hangup --say TEXT' });
    }
    // It would be spoken to the caller.
    if (/\s--yes$/.test(words.text)) {
      const hint = 'write /hangup --yes --say TEXT';
      throw new SidebandError('usage', '--yes goes before --say; nothing was sent', { hint });
    }
    return speaks ? words.text : undefined;
  },
  danger: (text) => ({
    question: text === undefined ? safe`hang up?` : safe`say these ${text.length} characters and hang up?`,
    why: 'this ends the call and there is nobody to ask; nothing was sent',
    hint: '/hangup --yes does it',
  }),
  act: async (text, { callId, operator, http, clock, ids, textOf, meanwhile }) => {
    const words = text === undefined ? undefined : await textOf(text);
    return judgedAs('/hangup', await endCall({ callId, http, operator, clock, ids, tell: meanwhile }, words));
  },
});
