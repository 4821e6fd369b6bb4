import { describe, expect, it } from 'vitest';
import { isPasted, onOneLine, withBreaks } from '../../src/ui/pasted.ts';

describe('onOneLine', () => {
  it('shows each kind of break once, and drops those at the end', () => {
    expect(onOneLine('a\nb\r\nc\rd\u{85}e\u{2028}f\n\n')).toEqual({ line: 'a␤b␤c␤d␤e␤f', lost: 0 });
  });

  it('leaves out what acts on a terminal, and counts it', () => {
    expect(onOneLine('\u{1b}[2Ja\tb\u{0}\u{9b}')).toEqual({ line: '[2Ja b', lost: 3 });
  });

  it('keeps letters of every script', () => {
    expect(onOneLine('漢字 👩‍🚀 עברית').line).toBe('漢字 👩‍🚀 עברית');
  });

  it('is undone for a line that is run', () => {
    expect(withBreaks(onOneLine('a\nb').line)).toBe('a\nb');
  });
});

describe('what comes in one read', () => {
  it('is a paste when nobody types it so', () => {
    for (const text of ['a\rb', '/quit\n/quit\n', 'a\rb\u{1b}[2J', 'x'.repeat(1001), `${'x'.repeat(200)}\r`])
      expect(isPasted(text), JSON.stringify(text)).toBe(true);
  });

  it('is typed when it may be, on a slow connection too', () => {
    for (const text of [
      'a',
      '\r',
      '/say hello\r',
      '\u{1b}[A\r\u{1b}[A\r',
      '\u{1b}OA',
      '漢字',
      'x'.repeat(200),
    ])
      expect(isPasted(text), JSON.stringify(text)).toBe(false);
  });
});
