import { expect, test } from 'vitest';
import { readPrices } from '../../src/core/price.ts';
import prices from '../../src/prices.json' with { type: 'json' };

test('the list that is shipped is dated and knows the current models', () => {
  const list = readPrices(prices);
  expect(list.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
  for (const model of ['gpt-realtime-2.1', 'gpt-realtime-2.1-mini', 'gpt-realtime'])
    expect(list.models.get(model)?.audio?.output, model).toBeGreaterThan(0);
});

test.each([
  [[], 'no JSON object'],
  [{ per: 1 }, 'as_of'],
  [{ as_of: '2026-01-01', per: 0 }, 'per'],
  [{ as_of: '2026-01-01', per: 1, models: [{ match: ['a'] }] }, 'text'],
  [{ as_of: '2026-01-01', per: 1, models: [{ text: { input: 1, cached: 1 } }] }, 'match'],
])('a list that is none says what is wrong: %#', (list, what) => {
  expect(() => readPrices(list)).toThrow(what);
});
