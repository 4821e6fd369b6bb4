import { SidebandError } from '../../core/error.ts';
import { lineCommand } from './line-command.ts';

/** `/show SEQ`: one event whole. */
export const showLine = lineCommand({
  name: 'show',
  flags: [],
  words: 'SEQ',
  help: 'the event of that number, as it came',
  candidates: ({ numbers }, before, word) =>
    before.length > 0
      ? []
      : numbers(word.replace('#', '')).map((seq) => `${word.startsWith('#') ? '#' : ''}${seq}`),
  sends: false,
  read: ({ text }) => {
    if (!/^#?\d{1,15}$/.test(text)) {
      throw new SidebandError('usage', 'expected the number of an event', {
        said: text,
        hint: 'write /show SEQ',
      });
    }
    return Number(text.replace('#', ''));
  },
  act: (seq, { recall }) => {
    const text = recall.show(seq);
    if (text !== undefined) return { kind: 'text', text, verbatim: true };
    throw new SidebandError('usage', `no event ${seq} here`, {
      hint: 'the last few thousand are remembered',
    });
  },
});
