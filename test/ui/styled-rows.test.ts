import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safe } from '../../src/core/safe.ts';
import { cells } from '../../src/ui/prompt-layout.ts';
import { styledRows } from '../../src/ui/styled-rows.ts';
import { theme } from '../../src/ui/theme.ts';

const paint = theme(true);

describe('a coloured line in rows', () => {
  it('is one row where it fits, the empty line too', () => {
    expect(styledRows('', 10)).toEqual(['']);
    expect(styledRows('0123456789', 10)).toEqual(['0123456789']);
  });

  it('goes on in its colours on the next row, and ends each', () => {
    const line = `ab${paint('good', safe`cdefgh`)}ij`;
    expect(styledRows(line, 4)).toEqual(['ab\u{1b}[32mcd\u{1b}[0m', '\u{1b}[32mefgh\u{1b}[39m', 'ij']);
    expect(styledRows(paint('bad', safe`abcd`), 2)).toEqual([
      '\u{1b}[1m\u{1b}[31mab\u{1b}[0m',
      '\u{1b}[1m\u{1b}[31mcd\u{1b}[39m\u{1b}[22m',
    ]);
  });

  it('never parts what a reader takes for one character', () => {
    expect(styledRows('ab漢字👩‍👩‍👧‍👦x', 3)).toEqual(['ab', '漢', '字', '👩‍👩‍👧‍👦x']);
  });

  it('keeps every character, in rows that fit, whatever is said', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.constantFrom('bad', 'dim', 'mark', undefined))),
        fc.integer({ min: 4, max: 30 }),
        (parts, columns) => {
          const line = parts
            .map(([text, look]) => {
              const shown = safe`${stripVTControlCharacters(text).replaceAll(/\p{C}/gu, '') as never}`;
              return look === undefined ? shown : paint(look, shown);
            })
            .join('');
          const rows = styledRows(line, columns);
          expect(stripVTControlCharacters(rows.join(''))).toBe(stripVTControlCharacters(line));
          for (const row of rows) expect(cells(row)).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });
});
