import { SidebandError, type ExitName } from '../core/error.ts';
import type { Context } from './context.ts';

/** A flag: how it is written, what it does, and how its text becomes a value. */
export type Option<T = unknown> = {
  /** As help shows it: `-t, --time <column>`; a flag without `<value>` is a switch. */
  readonly flags: string;
  readonly help: string;
  /** Reads the value; throws a SidebandError of kind `usage` when it is not one. */
  readonly read: (text: string) => T;
  readonly many: boolean;
  readonly choices?: readonly string[];
};

/** The flags of a command, by the name under which `run` gets their values. */
export type Options = Readonly<Record<string, Option>>;

/** What `run` gets for each flag: undefined when it was not given. */
export type Values<O extends Options> = {
  readonly [K in keyof O]: O[K] extends Option<infer T> ? T | undefined : never;
};

/** One subcommand: everything help, completion and the README say of it, and what it does. */
export type Command<O extends Options = Options> = {
  readonly name: string;
  /** As help shows them: `<call...>`, `<call> [text...]`. */
  readonly arguments: string;
  /** Whole sentences below the options. */
  readonly details?: string;
  readonly options: O;
  /** Command lines with what they do. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  readonly run: (words: readonly string[], options: Values<O>, context: Context) => Promise<ExitName>;
};

/** A command with the types of its flags checked against its `run`. */
export const command = <const O extends Options>(definition: Command<O>): Command =>
  // The flags' values are made by the same definitions that type them, so the general type is honest.
  definition as unknown as Command;

/** A flag with a value. */
export const option = <T>(flags: string, help: string, read: (text: string) => T): Option<T> => ({
  flags,
  help,
  read,
  many: false,
});

/** A flag with a value that may be given several times. */
export const repeated = <T>(
  flags: string,
  help: string,
  read: (text: string) => T,
): Option<readonly T[]> => ({
  flags,
  help,
  // Read one by one in parse.ts, which collects them.
  read: read as unknown as (text: string) => readonly T[],
  many: true,
});

/** A switch. */
export const toggle = (flags: string, help: string): Option<boolean> => ({
  flags,
  help,
  read: () => true,
  many: false,
});

/** A flag whose value is one of a few words. */
export const choice = <const T extends string>(
  flags: string,
  help: string,
  choices: readonly T[],
): Option<T> => ({
  flags,
  help,
  many: false,
  choices,
  read: (text) => {
    const found = choices.find((word) => word === text);
    if (found === undefined)
      throw new SidebandError('usage', `expected one of ${choices.join(', ')}`, { said: text });
    return found;
  },
});

/** Any text. */
export const words = (text: string): string => text;

/** A whole number within bounds. */
export const whole =
  (least: number, most = Number.MAX_SAFE_INTEGER) =>
  (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) {
      const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
      throw new SidebandError('usage', `expected a whole number ${range}`, { said: text });
    }
    return value;
  };

/** The families of commands, in the order help shows them. */
export const groups = ['watch', 'control', 'check', 'keep', 'start', 'offline', 'about'] as const;

/** A command as the list in index.ts names it: what help needs without loading it. */
export type Listed = {
  readonly name: string;
  readonly group: (typeof groups)[number];
  /** One sentence, no full stop. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
};
