import { describe, expect, it } from 'vitest';
import { remark } from '../../src/ui/remark.ts';
import { theme } from '../../src/ui/theme.ts';

const paint = theme(false);
const words = 'input 621, input_text 279, input_audio 342, cached_text 64, cached_audio 128';

describe('a remark', () => {
  it('is nothing where nothing is said', () => {
    expect(remark('', 36, { paint, columns: 80 })).toBe('');
  });

  it('stays in one piece where nobody counts the columns', () => {
    expect(remark(words, 36, { paint })).toBe(`  ${words}`);
  });

  it('goes on under itself, broken at a word, and nothing of it is lost', () => {
    const rows = remark(words, 36, { paint, columns: 80 }).split('\n');
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.slice(1).every((row) => row.startsWith(' '.repeat(38)) && row[38] !== ' ')).toBe(true);
    expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(80);
    expect(rows.map((row) => row.trim()).join(' ')).toBe(words);
  });

  it('has rows of its own where there is no room beside the number, unless it is short', () => {
    const rows = remark(words, 76, { paint, columns: 80 }).split('\n');
    expect(rows[0]).toBe('');
    expect(rows[1]).toMatch(/^ {4}input 621/);
    expect(
      rows
        .map((row) => row.trim())
        .join(' ')
        .trim(),
    ).toBe(words);
    expect(remark('completed 4', 36, { paint, columns: 60 })).toBe('  completed 4');
  });

  it('is escaped, and not endless', () => {
    expect(remark('a\u{1b}[2Jb', 36, { paint, columns: 80 })).toBe('  a\\u{1b}[2Jb');
    expect(remark('x'.repeat(1000), 36, { paint })).toContain('… +660 chars');
  });
});
