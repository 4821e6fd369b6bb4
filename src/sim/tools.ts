import { child, children, own, text, type Raw } from '../core/raw.ts';

/** A function call a model would make. */
export type Called = { readonly name: string; readonly arguments: string };

const wordsIn = (words: string): readonly string[] => words.toLowerCase().match(/\p{L}{3,}/gu) ?? [];

const common = new Set([
  'the',
  'and',
  'for',
  'get',
  'set',
  'you',
  'what',
  'with',
  'use',
  'tool',
  'call',
  'current',
]);

/** A value for a parameter: a choice that was named, the last proper noun, a number that was said, or the words. */
const argument = (schema: Raw | undefined, said: string): unknown => {
  const options = own(schema ?? {}, 'enum');
  if (Array.isArray(options)) {
    return options.find((one) => said.toLowerCase().includes(String(one).toLowerCase())) ?? options[0];
  }
  const type = text(schema, 'type');
  const digits = /-?\d+(?:\.\d+)?/.exec(said);
  if (type === 'number' || type === 'integer') return digits === null ? 1 : Number(digits[0]);
  if (type === 'boolean') return true;
  if (type === 'array') return [];
  if (type === 'object') return {};
  const names = said.match(/(?<!^)(?<![.!?] )\b\p{Lu}\p{L}+/gu);
  return names?.at(-1) ?? said;
};

/** The function a session's tools offer for what was said: the one whose name or description shares words with it. */
export const fitting = (tools: readonly Raw[], choice: unknown, said: string): Called | undefined => {
  if (choice === 'none') return undefined;
  const functions = tools.filter((tool) => text(tool, 'type') === 'function');
  const forced = typeof choice === 'object' && choice !== null ? text(choice as Raw, 'name') : undefined;
  const spoken = new Set(wordsIn(said).filter((word) => !common.has(word)));
  const fits = (tool: Raw): boolean =>
    wordsIn(`${(text(tool, 'name') ?? '').replaceAll('_', ' ')} ${text(tool, 'description') ?? ''}`).some(
      (word) => spoken.has(word),
    );
  const tool =
    functions.find((one) => text(one, 'name') === forced) ??
    functions.find(fits) ??
    (choice === 'required' ? functions[0] : undefined);
  if (tool === undefined) return undefined;
  const parameters = child(tool, 'parameters');
  const properties = child(parameters, 'properties') ?? {};
  const required = own(parameters ?? {}, 'required');
  const keys = Array.isArray(required) ? required.map(String) : Object.keys(properties);
  const filled = keys.map((key) => [key, argument(child(properties, key), said)] as const);
  return { name: text(tool, 'name') ?? '', arguments: JSON.stringify(Object.fromEntries(filled)) };
};

/** The functions that were called and never answered, oldest first. */
export const unanswered = (items: readonly Raw[]): readonly Raw[] => {
  const outputs = new Set(
    items
      .filter((item) => text(item, 'type') === 'function_call_output')
      .map((item) => text(item, 'call_id')),
  );
  return items.filter(
    (item) => text(item, 'type') === 'function_call' && !outputs.has(text(item, 'call_id')),
  );
};

/** The tools a session has. */
export const toolsOf = (config: Raw): readonly Raw[] => children(config, 'tools');
