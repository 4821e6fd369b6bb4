import { Chalk } from 'chalk';
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

// Whether there is colour at all is decided above, stream by stream; chalk's own detection knows one process only.
const ink = new Chalk({ level: 1 });

const styles: Readonly<Record<Look, (text: string) => string>> = {
  agent: ink.cyan,
  user: ink.green,
  system: ink.blue,
  tool: ink.magenta,
  operator: ink.bold.yellow,
  good: ink.green,
  warn: ink.yellow,
  bad: ink.bold.red,
  quiet: ink.dim,
  link: ink.blue,
  dim: ink.dim,
  bold: ink.bold,
  mark: ink.inverse,
};

// A style wraps text in codes of its own and closes them: what was safe stays so.
const painted: Paint = (look, text) => (text === '' ? text : (styles[look](text) as Safe));
const plain: Paint = (_, text) => text;

/** The looks of a stream that is coloured, or of one that is not. */
export const theme = (coloured: boolean): Paint => (coloured ? painted : plain);

const labelStyles = [
  ink.cyan,
  ink.magenta,
  ink.yellow,
  ink.green,
  ink.blue,
  ink.red,
  ink.cyanBright,
  ink.magentaBright,
  ink.yellowBright,
  ink.greenBright,
  ink.blueBright,
  ink.redBright,
];

/** A call's label in a colour that is always the same for the same id. */
export const callLabel = (callId: string, label: Safe, coloured: boolean): Safe => {
  if (!coloured) return label;
  let hash = 0;
  for (let index = 0; index < callId.length; index += 1) hash = (hash * 31 + callId.charCodeAt(index)) >>> 0;
  return (labelStyles[hash % labelStyles.length] ?? ink.cyan)(label) as Safe;
};
