import { access } from 'node:fs/promises';
import type { Command as Parser } from 'commander';
import { SidebandError } from '../core/error.ts';
import { isRaw, own } from '../core/raw.ts';
import { readUserConfig, userConfigPath, type UserConfig } from '../io/config.ts';
import type { Command } from './command.ts';
import type { Context } from './context.ts';

/** Settings that the environment stands above of: io/credentials.ts weighs them, not the parser. */
const weighedElsewhere: ReadonlySet<string> = new Set(['base-url', 'api-key-file']);

/** Flags of which a command takes one: on the command line it stands above another that the user's file gives. */
const insteadOfEachOther: readonly (readonly string[])[] = [
  ['format', 'json'],
  ['interrupt', 'queue', 'fail-if-busy'],
  ['side-by-side', 'unified'],
  ['api-key-file', 'api-key-stdin'],
];

/** The long name of a flag, without its dashes: `--wait-for-call <duration>` is `wait-for-call`. */
export const flagName = (flags: string): string | undefined => /--([a-z][a-z-]*)/.exec(flags)?.[1];

/** The user's own settings, if there is such a file. Its names are checked against the flags of all commands. */
export const userConfig = async (context: Context): Promise<UserConfig | undefined> => {
  const path = userConfigPath(context.env);
  const there =
    path !== undefined &&
    (await access(path).then(
      () => true,
      () => false,
    ));
  if (!there) return undefined;
  const all = await Promise.all(context.commands.map(({ load }) => load()));
  const known = all.flatMap(({ options }) =>
    Object.values(options).flatMap(({ flags }) => flagName(flags) ?? []),
  );
  return readUserConfig(context.env, [...new Set(known)]);
};

/** True when the value is a word that a flag of this name takes in one command or another: `--format line`, `env`. */
const takenElsewhere = async (name: string, value: string, context: Context): Promise<boolean> => {
  const all = await Promise.all(context.commands.map(({ load }) => load()));
  return all
    .flatMap(({ options }) => Object.values(options))
    .some(({ flags, choices }) => flagName(flags) === name && choices?.includes(value) === true);
};

/** Gives flags that were not on the command line the value from the user's settings, where it is one of theirs. */
export const userDefaults = async (
  parser: Parser,
  command: Command,
  context: Context,
  read: (option: Command['options'][string], given: string) => unknown,
): Promise<void> => {
  const config = await userConfig(context);
  if (config === undefined) return;
  const typed = new Set(
    parser.options
      .filter((flag) => parser.getOptionValueSource(flag.attributeName()) === 'cli')
      .flatMap(({ flags }) => flagName(flags) ?? []),
  );
  const settled = (name: string): boolean =>
    typed.has(name) ||
    insteadOfEachOther.some((group) => group.includes(name) && group.some((other) => typed.has(other)));
  for (const option of Object.values(command.options)) {
    const name = flagName(option.flags);
    const flag = parser.options.find(({ long }) => long === `--${name}`);
    const value = name === undefined ? undefined : own(config.values, name);
    if (flag === undefined || name === undefined || value === undefined || weighedElsewhere.has(name))
      continue;
    if (settled(name)) continue;
    const foreign =
      option.choices !== undefined && typeof value === 'string' && !option.choices.includes(value);
    if (foreign && (await takenElsewhere(name, value, context))) continue;
    const given = Array.isArray(value) ? value : [value];
    if (!flag.required && typeof value !== 'boolean') throw notA('switch', name, config.path);
    if (flag.required && (typeof value === 'boolean' || isRaw(value))) throw notA('value', name, config.path);
    // The value of `--no-wait` is that of what it switches off.
    const values = flag.required
      ? given.map((one) => read(option, String(one)))
      : [flag.negate ? value !== true : value];
    parser.setOptionValueWithSource(flag.attributeName(), option.many ? values : values[0], 'config');
  }
};

const notA = (what: string, name: string, path: string): SidebandError =>
  new SidebandError('usage', `${name} in the config file is not a ${what}`, { said: path });
