import { expect, it } from 'vitest';
import { parseExpectation } from '../../src/core/expect/parse.ts';
import type { Judged } from '../../src/core/expect/judge.ts';
import { theme } from '../../src/ui/theme.ts';
import { verdictRows } from '../../src/ui/verdicts.ts';

const expectation = parseExpectation('agent ~ /a bottle of the house wine/');
const judged: readonly Judged[] = [
  {
    expectation,
    verdict: {
      state: 'unmet',
      why: 'the agent said other things',
      seen: ['#83 agent: One margarita, nine euros, \u{1b}[2J ready in five minutes. Anything else?'],
    },
  },
  { expectation, verdict: { state: 'met', by: { seq: 9, ms: 7500, what: 'A bottle of the house wine.' } } },
];

it('verdicts are rows of any length, or broken at words where columns are told', () => {
  expect(verdictRows(judged, theme(false)).split('\n')).toEqual([
    '✗ agent ~ /a bottle of the house wine/  the agent said other things',
    '    seen  #83 agent: One margarita, nine euros, \\u{1b}[2J ready in five minutes. Anything else?',
    '✓ agent ~ /a bottle of the house wine/  #9 at 7.5 s: A bottle of the house wine.',
  ]);
  expect(verdictRows(judged, theme(false), 60).split('\n')).toEqual([
    '✗ agent ~ /a bottle of the house wine/  the agent said',
    '    other things',
    '    seen  #83 agent: One margarita, nine euros, \\u{1b}[2J',
    '          ready in five minutes. Anything else?',
    '✓ agent ~ /a bottle of the house wine/  #9 at 7.5 s: A',
    '    bottle of the house wine.',
  ]);
});
