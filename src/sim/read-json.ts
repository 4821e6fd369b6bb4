/** How many objects and lists may lie within each other: more than any client sends, fewer than can be written again. */
const deepest = 500;

const isDeeper = (value: unknown, than: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (than === 0 || Object.values(value).some((one) => isDeeper(one, than - 1)));

/** The value of a JSON text from outside. Throws a SyntaxError for what is none, or is nested too deeply to be kept. */
export const readJson = (text: string): unknown => {
  const value: unknown = JSON.parse(text);
  if (isDeeper(value, deepest)) throw new SyntaxError('nested too deeply');
  return value;
};
