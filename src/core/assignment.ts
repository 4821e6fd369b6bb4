import { SidebandError } from './error.ts';

/** `audio.output.speed=1.1`: a dotted path and a JSON value. Throws a SidebandError of kind `usage` for anything else. */
export const assignment = (given: string): readonly [path: string, value: unknown] => {
  const [, path, json] = /^([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*)=(.*)$/s.exec(given) ?? [];
  if (path === undefined || json === undefined) {
    throw new SidebandError('usage', 'write PATH=JSON, such as audio.output.speed=1.1', { said: given });
  }
  try {
    return [path, JSON.parse(json) as unknown];
  } catch {
    throw new SidebandError('usage', 'the value is not JSON', {
      said: path,
      hint: `quote words: ${path}='"word"'`,
    });
  }
};
