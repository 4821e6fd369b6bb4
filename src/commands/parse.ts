import { Command as Parser, CommanderError, Option as Flag } from 'commander';
import { SidebandError, type ExitName } from '../core/error.ts';
import { closest } from '../core/names.ts';
import { keyPlaces } from '../core/secret-shapes.ts';
import type { Command, Listed, Option } from './command.ts';
import type { Context } from './context.ts';
import { helpWidth, wrapped } from './help-lines.ts';
import { remembering } from './remembering.ts';
import { userDefaults } from './user-defaults.ts';

/** A command's definition as a commander parser; used to run it, and to print its help. */
const parser = (listed: Listed, command: Command, width: number): Parser => {
  const made = new Parser(`rt-sideband ${listed.name}`)
    .description(sentence(listed.summary))
    .helpOption('-h, --help', 'show this help')
    .configureHelp({ helpWidth: width, minWidthToWrap: 20 })
    .exitOverride();
  if (command.arguments !== '') made.arguments(command.arguments);
  for (const option of Object.values(command.options)) made.addOption(flag(option));
  const examples = command.examples.map(([line, does]) => `  ${line}\n      ${does}`).join('\n');
  if (command.details !== undefined) made.addHelpText('after', `\n${wrapped(command.details, width)}`);
  if (examples !== '') made.addHelpText('after', `\nExamples:\n${examples}`);
  return made;
};

/** The help of a command as text, as wide as standard output. */
export const helpOf = (listed: Listed, command: Command, context: Context): string => {
  let text = '';
  const made = parser(listed, command, helpWidth(context.stdout.columns));
  made.configureOutput({ writeOut: (piece) => (text += piece) });
  made.outputHelp();
  return text;
};

const sentence = (summary: string): string => `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;

const flag = (option: Option): Flag => {
  const made = new Flag(option.flags, option.help);
  if (option.choices !== undefined) made.choices(option.choices);
  if (!made.required) return made;
  return made.argParser((given: string, before: unknown) => {
    const value = reading(option, given);
    if (!option.many) return value;
    return [...(Array.isArray(before) ? before : []), value];
  });
};

const reading = (option: Option, given: string): unknown => {
  try {
    return option.read(given);
  } catch (error) {
    if (!(error instanceof SidebandError)) throw error;
    const name = /--[a-z-]+/.exec(option.flags)?.[0] ?? option.flags;
    throw new SidebandError(error.kind, `${name}: ${error.message}`, { hint: error.hint, said: error.said });
  }
};

/** Parses the words after the command's name and runs it. Wrong words are a SidebandError of kind `usage`. */
export const parse = async (
  listed: Listed,
  command: Command,
  argv: readonly string[],
  context: Context,
): Promise<ExitName> => {
  const made = parser(listed, command, helpWidth(context.stdout.columns));
  made.configureOutput({ writeOut: (text) => context.stdout.write(text), writeErr: () => undefined });
  let outcome: ExitName = 'ok';
  made.action(async () => {
    await userDefaults(made, command, context, reading);
    refuseEmpty(made, listed.name);
    const flag = made.getOptionValueSource('remember') === 'cli' ? made.opts()['remember'] : undefined;
    const given = remembering(context, flag, made.opts()['remember']);
    outcome = await command.run(made.args, made.opts(), given);
  });
  try {
    await made.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 'ok';
    throw wrongWords(error, made, listed.name);
  }
  return outcome;
};

/** What is empty was a variable that nobody set, and an empty path would be the folder we are in. */
const refuseEmpty = (made: Parser, name: string): void => {
  const [argument] = made.registeredArguments;
  if (argument === undefined || made.args[0] !== '') return;
  throw new SidebandError(
    'usage',
    `the ${argument.name()} is empty: was the variable set that it came from?`,
    {
      hint: `rt-sideband ${name} --help`,
    },
  );
};

const wrongWords = (error: CommanderError, made: Parser, name: string): SidebandError => {
  // Of `--name=value` only the name: the value may be what nobody else is to read.
  const given = /'([^']*)'/.exec(error.message)?.[1]?.replace(/^(-[^=]*)=.*/s, '$1');
  if (/^-+(?:openai[-_])?(?:api[-_]?)?(?:key|token|secret)$/i.test(given ?? '')) {
    return new SidebandError(
      'usage',
      'no flag takes a key: it would be readable by everybody on this machine',
      {
        said: given,
        hint: keyPlaces,
      },
    );
  }
  const flags = made.options.flatMap((option) => option.long ?? []);
  const near =
    error.code === 'commander.unknownOption' && given !== undefined ? closest(given, flags) : undefined;
  const plain = error.message
    .replace(/^error: /, '')
    .split('\n')[0]!
    .replace(
      /\. Expected (\d+) arguments? but got (\d+)/,
      (_, most, got) => `: ${got}, where ${most === '1' ? '1 is' : `${most} are`} expected`,
    )
    .replace(/ '[^']*'/, given === undefined ? '$&' : '')
    .replace(/[.:]$/, '');
  return new SidebandError('usage', plain, {
    said: given,
    hint: near === undefined ? `rt-sideband ${name} --help` : `did you mean ${near}?`,
  });
};
