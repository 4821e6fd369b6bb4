import { expect, test } from 'vitest';
import { hex, letters, random } from '../../src/sim/random.ts';

const draws = (seed: number, ...labels: string[]): number[] => {
  const next = random(seed, ...labels);
  return Array.from({ length: 2000 }, next);
};

test('the same seed and label give the same stream, others another', () => {
  expect(draws(1, 'a')).toEqual(draws(1, 'a'));
  expect(draws(1, 'a')).not.toEqual(draws(1, 'b'));
  expect(draws(1, 'a')).not.toEqual(draws(2, 'a'));
});

test('the numbers are spread over [0, 1)', () => {
  const numbers = draws(9, 'x');
  expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...numbers)).toBeLessThan(1);
  const mean = numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  expect(mean).toBeGreaterThan(0.47);
  expect(mean).toBeLessThan(0.53);
});

test('texts of letters and of hex digits', () => {
  expect(letters(40, random(1))).toMatch(/^[0-9A-Za-z]{40}$/);
  expect(hex(40, random(1))).toMatch(/^[0-9a-f]{40}$/);
});
