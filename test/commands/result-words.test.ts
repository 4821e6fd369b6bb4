import { describe, expect, it } from 'vitest';
import { lineCommands } from '../../src/commands/lines/index.ts';
import { helpText, resultText } from '../../src/commands/result-words.ts';

describe('the words for an outcome', () => {
  it('are one of four, and never show an unknown one as anything else', () => {
    const of = (outcome: 'confirmed' | 'refused' | 'not-sent' | 'unknown'): string =>
      resultText({ verb: '/say', outcome, exit: 'ok', said: 'why' });
    expect(['confirmed', 'refused', 'not-sent', 'unknown'].map((word) => of(word as 'confirmed'))).toEqual([
      '/say confirmed: why',
      '/say refused: why',
      '/say not sent: why',
      '/say outcome unknown: why',
    ]);
  });

  it('escape what the server said', () => {
    const shown = resultText({
      verb: '/say',
      outcome: 'refused',
      exit: 'refused',
      said: 'a\u{1b}[2J\nb',
      code: 'x\u{7}',
    });
    expect(shown).toBe('/say refused (x\\u{7}): a\\u{1b}[2J\\u{a}b');
  });
});

describe('help', () => {
  it('fits a screen of 80 columns', () => {
    for (const line of helpText(lineCommands).split('\n')) expect(line.length).toBeLessThan(80);
  });
});
