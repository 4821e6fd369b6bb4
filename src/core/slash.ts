import { assignment } from './assignment.ts';
import { duration } from './duration.ts';
import { SidebandError } from './error.ts';
import { lineWords, type LineFlag, type LineWords } from './line-words.ts';
import { closest } from './names.ts';

/** What a line of the operator asks for. Durations in milliseconds. */
export type Action =
  | {
      readonly do: 'say';
      readonly text: string;
      readonly as: 'agent' | 'user';
      readonly interrupt: boolean;
      readonly loosely: boolean;
    }
  | {
      readonly do: 'instruct';
      readonly text: string | undefined;
      readonly append: boolean;
      readonly for: number | undefined;
      /** Replacing the instructions was meant: do not ask. */
      readonly yes: boolean;
      readonly set: ReadonlyMap<string, unknown>;
    }
  | { readonly do: 'show'; readonly seq: number }
  | { readonly do: 'only'; readonly globs: readonly string[] }
  | { readonly do: 'stats' | 'help' | 'quit' };

/** A line command: everything its parsing, help and completion need. */
export type SlashCommand = {
  /** Without its slash. */
  readonly name: string;
  readonly flags: readonly LineFlag[];
  /** What follows the flags, as help shows it. */
  readonly words: string;
  readonly help: string;
  readonly read: (words: LineWords) => Action;
};

const nothingMore = (words: LineWords): void => {
  if (words.text !== '') throw new SidebandError('usage', 'takes no words', { said: words.text });
};

/** Every line command, in the order help shows them. */
export const slashCommands: readonly SlashCommand[] = [
  {
    name: 'say',
    flags: [{ name: '--as', value: 'agent|user' }, { name: '--interrupt' }, { name: '--loosely' }],
    words: 'TEXT',
    help: 'the agent speaks TEXT; --as user puts it in as the caller',
    read: (words) => {
      const as = words.values('--as')[0] ?? 'agent';
      if (as !== 'agent' && as !== 'user') {
        throw new SidebandError('usage', '--as: expected one of agent, user', { said: as });
      }
      if (words.text.trim() === '')
        throw new SidebandError('usage', 'nothing to say', { hint: 'write /say TEXT' });
      return {
        do: 'say',
        text: words.text,
        as,
        interrupt: words.values('--interrupt').length > 0,
        loosely: words.values('--loosely').length > 0,
      };
    },
  },
  {
    name: 'instruct',
    flags: [
      { name: '--append' },
      { name: '--for', value: '60s' },
      { name: '--set', value: 'path=json', many: true },
      { name: '--yes' },
    ],
    words: 'TEXT',
    help: 'new instructions, or any field; --append keeps the present ones',
    read: (words) => {
      const set = new Map(words.values('--set').map(assignment));
      if (words.text === '' && set.size === 0) {
        throw new SidebandError('usage', 'nothing to change', {
          hint: 'write /instruct TEXT, or --set PATH=JSON',
        });
      }
      const [limit] = words.values('--for');
      return {
        do: 'instruct',
        text: words.text === '' ? undefined : words.text,
        append: words.values('--append').length > 0,
        for: limit === undefined ? undefined : duration(limit),
        yes: words.values('--yes').length > 0,
        set,
      };
    },
  },
  {
    name: 'show',
    flags: [],
    words: 'SEQ',
    help: 'the event of that number, as it came',
    read: ({ text }) => {
      if (!/^#?\d{1,15}$/.test(text)) {
        throw new SidebandError('usage', 'expected the number of an event', {
          said: text,
          hint: 'write /show SEQ',
        });
      }
      return { do: 'show', seq: Number(text.replace('#', '')) };
    },
  },
  {
    name: 'only',
    flags: [],
    words: '[GLOB…]',
    help: 'show these event types only; without words all again',
    read: ({ text }) => ({ do: 'only', globs: text === '' ? [] : text.split(/[\s,]+/).filter(Boolean) }),
  },
  ...(
    [
      ['stats', 'turns, tokens and errors so far'],
      ['help', 'these lines'],
      ['quit', 'detach; the call goes on'],
    ] as const
  ).map(([name, help]): SlashCommand => ({
    name,
    flags: [],
    words: '',
    help,
    read: (words) => {
      nothingMore(words);
      return { do: name };
    },
  })),
];

const byName: ReadonlyMap<string, SlashCommand> = new Map(slashCommands.map((one) => [one.name, one]));

/** The command of this name, without its slash. */
export const slashCommand = (name: string): SlashCommand | undefined => byName.get(name);

/** True for what sends something to the call. */
export const sends = (action: Action): boolean => action.do === 'say' || action.do === 'instruct';

/**
 * The action of a line such as `/say --interrupt One moment.` Throws a SidebandError of kind `usage` that says what to
 * write instead; a line without a slash is never sent.
 */
export const parseSlash = (line: string): Action => {
  const [, name, rest = ''] = /^\/(\S*)\s*(.*)$/s.exec(line.trim()) ?? [];
  if (name === undefined) {
    throw new SidebandError('usage', 'nothing was sent: a command begins with a slash', {
      hint: '/say TEXT has the agent speak it; /help lists the commands',
    });
  }
  const found = byName.get(name);
  if (found === undefined) {
    const near = closest(name, [...byName.keys()]);
    throw new SidebandError('usage', 'no such command', {
      said: `/${name}`,
      hint: near === undefined ? '/help lists the commands' : `did you mean /${near}?`,
    });
  }
  return found.read(lineWords(rest, found.flags));
};

/** A command as it is written: `/say [--as agent|user] [--interrupt] TEXT`. */
export const usageOf = ({ name, flags, words }: SlashCommand): string =>
  [
    `/${name}`,
    ...flags.map((flag) => `[${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}]`),
    words,
  ]
    .filter(Boolean)
    .join(' ');
