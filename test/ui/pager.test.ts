import { describe, expect, it } from 'vitest';
import { pager } from '../../src/ui/pager.ts';
import { scrollback } from '../../src/ui/scrollback.ts';

const filled = (count: number, most = 1000) => {
  const lines = scrollback(most);
  for (let index = 0; index < count; index += 1) lines.add(`line ${index}\n`);
  return lines;
};

describe('a window onto what was shown', () => {
  it('begins at the newest line and stands still', () => {
    const lines = filled(50);
    const window = pager(lines);
    expect(window.rows(20, 3)).toEqual(['line 47', 'line 48', 'line 49']);
    lines.add('line 50\n');
    expect(window.rows(20, 3)).toEqual(['line 47', 'line 48', 'line 49']);
  });

  it('ends where the lines end, both ways', () => {
    const window = pager(filled(5));
    window.scroll(-100, 20, 3);
    expect(window.rows(20, 3)).toEqual(['line 0', 'line 1', 'line 2']);
    window.scroll(100, 20, 3);
    expect(window.rows(20, 3)).toEqual(['line 2', 'line 3', 'line 4']);
    expect(pager(filled(2)).rows(20, 3)).toEqual(['line 0', 'line 1']);
    expect(pager(filled(0)).rows(20, 3)).toEqual([]);
  });

  it('moves by rows inside a line that takes several', () => {
    const lines = filled(1);
    lines.add('0123456789abcdefghij\n');
    const window = pager(lines);
    expect(window.rows(5, 2)).toEqual(['abcde', 'fghij']);
    window.scroll(-1, 5, 2);
    expect(window.rows(5, 2)).toEqual(['56789', 'abcde']);
    window.scroll(-3, 5, 2);
    expect(window.rows(5, 2)).toEqual(['line ', '0']);
    window.scroll(1, 5, 2);
    expect(window.rows(5, 2)).toEqual(['0', '01234']);
  });

  it('goes to the oldest line there is when its own is forgotten', () => {
    const lines = filled(10, 10);
    const window = pager(lines);
    window.scroll(-100, 20, 3);
    for (let index = 10; index < 15; index += 1) lines.add(`line ${index}\n`);
    expect(window.rows(20, 3)).toEqual(['line 5', 'line 6', 'line 7']);
    window.scroll(1, 20, 3);
    expect(window.rows(20, 3)).toEqual(['line 6', 'line 7', 'line 8']);
    window.top();
    expect(window.rows(20, 3)).toEqual(['line 5', 'line 6', 'line 7']);
  });
});
