import { SidebandError } from '../core/error.ts';
import { closest } from '../core/names.ts';
import { command } from './command.ts';
import { fitted } from './help-lines.ts';
import { overview } from './overview.ts';
import { helpOf } from './parse.ts';
import { topic, topicNames } from './topics.ts';

/** `help [COMMAND|TOPIC]`. */
export const help = command({
  name: 'help',
  arguments: '[word]',
  options: {},
  details: `Topics: ${topicNames.join(', ')}.`,
  examples: [
    ['rt-sideband help exit-codes', 'what a script can rely on'],
    ['rt-sideband help tail', 'the same as rt-sideband tail --help'],
  ],
  run: async ([word], _options, context) => {
    const listed = context.commands.find(({ name }) => name === word);
    const text =
      word === undefined
        ? overview(context.commands)
        : listed === undefined
          ? topic(word)
          : helpOf(listed, await listed.load(), context);
    if (text === undefined) {
      const near = closest(word ?? '', [...topicNames, ...context.commands.map(({ name }) => name)]);
      throw new SidebandError('usage', 'no such command or topic', {
        said: word,
        hint: near === undefined ? `topics are ${topicNames.join(', ')}` : `did you mean ${near}?`,
      });
    }
    context.stdout.write(fitted(text, context.stdout.columns));
    return 'ok';
  },
});
