import { expect, test } from 'vitest';
import { numberRows } from '../../src/ui/diff-numbers.ts';
import { theme } from '../../src/ui/theme.ts';

test.each([
  [100, 150, true, '~ tokens                           100         150     +50 %'],
  [1000, 600, false, '  tokens                         1,000         600     −40 %'],
  // Less than half a percent is nothing that could be said.
  [1000, 1001, false, '  tokens                         1,000       1,001'],
  [1001, 1000, false, '  tokens                         1,001       1,000'],
  [0, 2, true, '~ tokens                             0           2'],
  [undefined, 5, false, '  tokens                             –           5'],
])('%s beside %s', (a, b, beyond, row) => {
  const rows = numberRows([{ aspect: 'tokens', name: 'tokens', unit: 'tokens', a, b, beyond }], theme(false));
  expect(rows).toEqual([expect.stringMatching(/^ {37}a {11}b$/), row]);
});
