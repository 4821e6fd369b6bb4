import type { Tone } from '../core/definition.ts';
import type { Safe } from '../core/ports.ts';

/** What decides whether a stream is coloured. */
export type ColourWish = {
  readonly isTTY: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The value of --color. */
  readonly flag?: string | undefined;
};

/**
 * Whether one stream is coloured: --color, then FORCE_COLOR, then NO_COLOR (no-color.org: any value but the empty one),
 * then TERM=dumb, then whether it is a terminal. Ask for stdout and stderr apart.
 */
export const wantsColour = ({ isTTY, env, flag = 'auto' }: ColourWish): boolean => {
  if (flag !== 'auto') return flag === 'always';
  const force = env['FORCE_COLOR'] ?? '';
  if (force !== '') return force !== '0' && force !== 'false';
  return isTTY && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
};

/** A look: by meaning, or one of the three that mark rather than mean. */
export type Look = Tone | 'dim' | 'bold' | 'mark';

/** Gives safe text its look; every styled piece ends with a reset of its own. */
export type Paint = (look: Look, text: Safe) => Safe;

// Literal codes: a table of sixteen colours, which every terminal shows in its user's own palette, needs no library,
// and loading one costs more than half of a bare start of Node.
const codes: Readonly<Record<Look, string>> = {
  agent: '36',
  user: '32',
  system: '34',
  tool: '35',
  operator: '1;33',
  good: '32',
  warn: '33',
  bad: '1;31',
  quiet: '2',
  link: '34',
  dim: '2',
  bold: '1',
  mark: '7',
};

const styled = (code: string, text: string): Safe => `\x1b[${code}m${text}\x1b[0m` as Safe;

const painted: Paint = (look, text) => (text === '' ? text : styled(codes[look], text));
const plain: Paint = (_, text) => text;

/** The looks of a stream that is coloured, or of one that is not. */
export const theme = (coloured: boolean): Paint => (coloured ? painted : plain);

const labelCodes = ['36', '35', '33', '32', '34', '31', '96', '95', '93', '92', '94', '91'];

/** A call's label in a colour that is always the same for the same id. */
export const callLabel = (callId: string, label: Safe, coloured: boolean): Safe => {
  if (!coloured) return label;
  let hash = 0;
  for (let index = 0; index < callId.length; index += 1) hash = (hash * 31 + callId.charCodeAt(index)) >>> 0;
  return styled(labelCodes[hash % labelCodes.length] ?? '36', label);
};
