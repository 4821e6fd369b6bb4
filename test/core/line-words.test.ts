import { describe, expect, it } from 'vitest';
import { lineWords } from '../../src/core/line-words.ts';

const flags = [{ name: '--now' }, { name: '--set', value: 'path=json', many: true }] as const;

describe('lineWords', () => {
  it('takes flags from the front and leaves the text as it is', () => {
    const words = lineWords('--now --set a={"b": [1, 2]} --set c="d e"  some --now text ', flags);
    expect(words.values('--now')).toEqual(['']);
    expect(words.values('--set')).toEqual(['a={"b": [1, 2]}', 'c="d e"']);
    expect(words.text).toBe('some --now text');
  });

  it('knows a quote inside a JSON string', () => {
    expect(lineWords(String.raw`--set a="x \" y" rest`, flags).values('--set')).toEqual([
      String.raw`a="x \" y"`,
    ]);
  });

  it('takes what follows a lone -- as text', () => {
    expect(lineWords('--now -- --set', flags).text).toBe('--set');
  });

  it('gives an empty list for a flag that was not given', () => {
    expect(lineWords('', flags).values('--now')).toEqual([]);
  });
});
