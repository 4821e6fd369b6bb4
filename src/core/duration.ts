import { SidebandError } from './error.ts';

const units: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** `250ms`, `10s`, `5m`, `1h` in milliseconds. */
export const duration = (text: string): number => {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? [];
  const factor = units.get(unit ?? '');
  if (amount === undefined || factor === undefined) {
    throw new SidebandError('usage', 'not a duration; write 250ms, 10s, 5m or 1h', { said: text });
  }
  return Number(amount) * factor;
};
