import type { SidebandError } from '../core/error.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import { theme, wantsColour } from './theme.ts';

/** What stderr looks like. */
export type Where = {
  readonly stderr: { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The value of --color. */
  readonly color?: string | undefined;
  /** Breaks a text between words behind so many cells; without, it is left to the terminal. */
  readonly broken?: ((text: Safe, indent: number) => Safe) | undefined;
};

const name = safe`rt-sideband`;

const longestSaid = 400;

const looks = ({ stderr, env, color }: Where) =>
  theme(wantsColour({ isTTY: stderr.isTTY === true, env, flag: color }));

const said = (text: string | undefined): Safe =>
  text === undefined || text === '' ? safe`` : safe`: ${escapeText(text, { max: longestSaid })}`;

/** An error in words, with what to do next, ending in a newline. What others said about it is escaped. */
export const failure = (error: SidebandError, where: Where): Safe => {
  const paint = looks(where);
  const { broken = (text) => text } = where;
  const words = safe`${escapeText(error.message)}${said(error.said)}`;
  const first = safe`${paint('bad', safe`${name}:`)} ${broken(words, name.length + 2)}\n`;
  if (error.hint === undefined) return first;
  const [head = '', ...rest] = error.hint.split('\n');
  const lines = rest.map((line) => safe`        ${broken(escapeText(line), 8)}\n`);
  return safe`${first}  ${paint('dim', safe`hint:`)} ${broken(escapeText(head), 8)}\n${lines.join('') as Safe}`;
};
