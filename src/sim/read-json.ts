import { isDeeperThan } from '../core/depth.ts';

/** How many objects and lists may lie within each other: more than any client sends, fewer than can be written again. */
const deepest = 500;

/** The value of a JSON text from outside. Throws a SyntaxError for what is none, or is nested too deeply to be kept. */
export const readJson = (text: string): unknown => {
  const value: unknown = JSON.parse(text);
  if (isDeeperThan(value, deepest)) throw new SyntaxError('nested too deeply');
  return value;
};
