import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Safe } from '../../src/core/ports.ts';
import { escapeText, safe, unescapeText } from '../../src/core/safe.ts';
import { cells, fit, layoutInput } from '../../src/ui/prompt-layout.ts';

describe('layoutInput', () => {
  it('puts a short line on one row, the cursor behind what is before it', () => {
    expect(layoutInput('', 0, 80, 5)).toEqual({ rows: ['› '], cursor: { row: 0, column: 2 } });
    expect(layoutInput('abc', 1, 80, 5)).toEqual({ rows: ['› abc'], cursor: { row: 0, column: 3 } });
    expect(layoutInput('漢字', 1, 80, 5)).toEqual({ rows: ['› 漢字'], cursor: { row: 0, column: 4 } });
  });

  it('never cuts a wide character or an emoji family in two', () => {
    const family = '👩‍👩‍👧‍👦';
    const { rows } = layoutInput(`abcde${family}${family}x`, 0, 12, 5);
    expect(rows).toEqual([`› abcde${family}${family}`, '  x']);
    expect(layoutInput('abcdefgh漢', 0, 12, 5).rows).toEqual(['› abcdefgh', '  漢']);
  });

  it('shows what acts or hides as an escape, and knows how wide that is', () => {
    const { rows, cursor } = layoutInput('a\u{1b}[2J', 2, 80, 5);
    expect(rows).toEqual(['› a\\u{1b}[2J']);
    expect(cursor).toEqual({ row: 0, column: 9 });
  });

  it('keeps every row narrower than the screen, and the cursor on it, whatever is typed', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.nat(),
        fc.integer({ min: 10, max: 60 }),
        fc.integer({ min: 1, max: 6 }),
        (line, place, columns, most) => {
          const { rows, cursor } = layoutInput(line, place % (line.length + 1), columns, most);
          expect(rows.length).toBeLessThanOrEqual(most);
          for (const row of rows) expect(cells(row)).toBeLessThan(columns);
          expect(cursor.row).toBeLessThan(rows.length);
          expect(cursor.column).toBeLessThan(columns);
        },
      ),
    );
  });

  it('shows all of it when there is room', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (line) => {
        const { rows } = layoutInput(line, line.length, 40, 1000);
        expect(unescapeText(rows.map((row) => row.slice(2)).join(''))).toBe(unescapeText(escapeText(line)));
      }),
    );
  });
});

describe('fit', () => {
  it('leaves what fits, and marks where something is missing', () => {
    expect(fit(safe`short`, 5)).toBe('short');
    expect(fit(safe`longer`, 5)).toBe('long…');
    expect(cells(fit(safe`漢字漢字`, 5))).toBeLessThanOrEqual(5);
    expect(fit('\u{1b}[31mcoloured\u{1b}[0m' as Safe, 5)).toBe('colo…');
    expect(fit('\u{1b}[31mred\u{1b}[0m' as Safe, 5)).toBe('\u{1b}[31mred\u{1b}[0m');
  });
});
