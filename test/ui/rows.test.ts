import { describe, expect, it } from 'vitest';
import { escapeText } from '../../src/core/safe.ts';
import { rows } from '../../src/ui/rows.ts';
import { theme } from '../../src/ui/theme.ts';

const visible = (text: string): string => text.replaceAll(/\x1b\[([\d;]*)m/g, '‹$1›');
const piece = (look: 'dim' | 'bad' | undefined, text: string) => ({ look, text: escapeText(text) });

describe('rows', () => {
  it('puts pieces one behind the other when they fit, or when there is no width', () => {
    const layout = rows(theme(false));
    const pieces = [piece('bad', 'error'), piece(undefined, ' it broke')];
    expect(layout(pieces, 10, 80)).toBe('error it broke');
    expect(layout([piece(undefined, 'x '.repeat(200))], 10, undefined)).not.toContain('\n');
  });

  it('hangs further rows under the first, each row with looks of its own', () => {
    const layout = rows(theme(true));
    const text = layout([piece('bad', 'one two three four'), piece('dim', ' five six')], 4, 24 + 4);
    expect(visible(text)).toBe('‹1›‹31›one two three four‹39›‹22›‹2› five‹22›\n    ‹2›six‹22›');
  });

  it('leaves a terminal that is too narrow to its own wrapping', () => {
    expect(rows(theme(false))([piece(undefined, 'x '.repeat(40))], 30, 40)).not.toContain('\n');
  });

  it('dims what the escaper wrote, and marks what is looked for', () => {
    expect(visible(rows(theme(true))([piece('bad', 'a\x1bb')], 0, undefined))).toBe(
      '‹1›‹31›a‹39›‹22›‹2›\\u{1b}‹22›‹1›‹31›b‹39›‹22›',
    );
    const marked = rows(theme(true), /margarita/iu)(
      [piece(undefined, 'a Margarita, a margarita')],
      0,
      undefined,
    );
    expect(visible(marked)).toBe('a ‹7›Margarita‹27›, a ‹7›margarita‹27›');
  });

  it('survives a pattern that matches nothing everywhere', () => {
    expect(rows(theme(true), /x*/)([piece(undefined, 'axb')], 0, undefined)).toBe('a\x1b[7mx\x1b[27mb');
    expect(visible(rows(theme(true), /x*/)([piece('bad', 'ab')], 0, undefined))).toBe('‹1›‹31›ab‹39›‹22›');
  });
});
