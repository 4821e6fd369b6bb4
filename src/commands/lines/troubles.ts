import type { Safe } from '../../core/ports.ts';
import { joinSafe, safe } from '../../core/safe.ts';
import { lineCommand as typed } from '../../core/troubles/advice.ts';
import type { Trouble } from '../../core/troubles/trouble.ts';
import { lineCommand, noWords } from './line-command.ts';

const troubleText = ({ text, seq, advice }: Trouble): Safe => {
  const rows = advice.map((one) => {
    const command = typed(one);
    return command === undefined ? safe`\n  ${one.words}` : safe`\n  ${one.words}: ${command}`;
  });
  return safe`${text} (#${seq})${joinSafe(rows)}`;
};

/** `/troubles`: what was pointed out and is not over, the most urgent first. */
export const troublesLine = lineCommand({
  name: 'troubles',
  flags: [],
  words: '',
  help: 'what is stuck or wrong now, and what to do',
  sends: false,
  read: noWords,
  act: (_asked, { troubles }) => {
    const open = troubles();
    const text =
      open.length === 0 ? safe`nothing is known to be wrong` : joinSafe(open.map(troubleText), '\n');
    return { kind: 'text', text };
  },
});
