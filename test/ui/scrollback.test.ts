import { describe, expect, it } from 'vitest';
import { scrollback } from '../../src/ui/scrollback.ts';

const all = (lines: ReturnType<typeof scrollback>): readonly string[] =>
  Array.from({ length: lines.next - lines.first }, (_, index) => lines.line(lines.first + index));

describe('the scrollback', () => {
  it('numbers lines from 0, empty ones too', () => {
    const lines = scrollback();
    lines.add('one\n\ntwo\n');
    lines.add('three\n');
    expect([lines.first, lines.next]).toEqual([0, 4]);
    expect(all(lines)).toEqual(['one', '', 'two', 'three']);
    expect(lines.line(99)).toBe('');
  });

  it('forgets the oldest, which leaves the others their numbers', () => {
    const lines = scrollback(10_000);
    for (let index = 0; index < 35_000; index += 1) lines.add(`${index}\n`);
    expect([lines.first, lines.next]).toEqual([25_000, 35_000]);
    expect(all(lines)).toEqual(Array.from({ length: 10_000 }, (_, index) => String(25_000 + index)));
    expect(lines.line(24_999)).toBe('');
  });

  it('is bounded in size, but keeps the newest line whatever it is', () => {
    const lines = scrollback(1000, 100);
    for (let index = 0; index < 50; index += 1) lines.add(`${'x'.repeat(9)}${index % 10}\n`);
    expect(lines.next - lines.first).toBe(10);
    lines.add(`${'y'.repeat(5000)}\n`);
    expect(all(lines)).toEqual(['y'.repeat(5000)]);
    lines.add('z\n');
    expect(all(lines)).toEqual(['z']);
  });
});
