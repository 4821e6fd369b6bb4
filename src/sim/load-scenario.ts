import { SidebandError } from '../core/error.ts';
import type { Scenario } from './scenario.ts';
import { builtIn } from './scenarios/index.ts';

/** A built-in scenario. Throws a SidebandError (usage) when there is none of that name. */
export const named = (name: string): Scenario => {
  const scenario = builtIn.get(name);
  if (scenario !== undefined) return scenario;
  throw new SidebandError('usage', 'there is no such scenario', {
    said: name,
    hint: `the built-in scenarios are: ${[...builtIn.keys()].join(', ')}; a path with a dot or a slash is read as a file`,
  });
};

/** A scenario by name, by file, or as it is. Throws a SidebandError (usage). */
export const loadScenario = async (given: unknown): Promise<Scenario> => {
  if (given === undefined) return named('order');
  if (typeof given !== 'string') {
    const { parseScenario } = await import('./scenario-file.ts');
    return parseScenario(JSON.stringify(given), 'given');
  }
  if (!/[./\\]/.test(given)) return named(given);
  const { readScenario } = await import('./scenario-file.ts');
  return readScenario(given);
};
