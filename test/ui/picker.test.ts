import { describe, expect, it } from 'vitest';
import { safe } from '../../src/core/safe.ts';
import { systemClock } from '../../src/io/system.ts';
import { pick } from '../../src/ui/picker.ts';
import { theme } from '../../src/ui/theme.ts';
import { fakeTerminal } from './fake-terminal.ts';

const names = ['apple', 'pear', 'plum', 'fig'];

const setUp = (columns = 60, rows = 24, choices = names) => {
  const terminal = fakeTerminal(columns, rows);
  const leaving = new AbortController();
  const picked = pick(
    safe`which fruit?`,
    choices.map((name) => safe`${name as never}`),
    {
      input: terminal.input,
      output: terminal.output,
      clock: systemClock(),
      signal: leaving.signal,
      paint: theme(false),
    },
  );
  const screen = async (): Promise<readonly string[]> =>
    (await terminal.screen()).map((row) => row.trimEnd()).filter((row) => row !== '');
  return { ...terminal, leaving, picked, rowsNow: screen };
};

describe('a picker', () => {
  it('shows what there is and takes what Enter is pressed on', async () => {
    const { rowsNow, type, picked, raw } = setUp();
    expect(await rowsNow()).toEqual([
      'which fruit?',
      '> 1  apple',
      '  2  pear',
      '  3  plum',
      '  4  fig',
      'arrows and Enter, or a digit; Esc leaves',
    ]);
    type('\u{1b}[B');
    type('j');
    expect(await rowsNow()).toContain('> 3  plum');
    type('k');
    type('\r');
    expect(await picked).toBe(1);
    expect(raw).toEqual([true, false]);
    expect(await rowsNow()).toEqual([]);
  });

  it('goes round at the ends, and takes a digit at once', async () => {
    const up = setUp();
    up.type('\u{1b}[A');
    up.type('\r');
    expect(await up.picked).toBe(3);
    const digit = setUp();
    digit.type('9');
    digit.type('2');
    expect(await digit.picked).toBe(1);
  });

  it.each([
    ['q', 'escape'],
    ['\u{4}', 'escape'],
    ['\u{3}', 'interrupt'],
  ] as const)('is left with %j: %s', async (keys, how) => {
    const { type, picked, raw } = setUp();
    type(keys);
    expect(await picked).toBe(how);
    expect(raw).toEqual([true, false]);
  });

  it('is left by Esc, by a signal from outside, and by a terminal that goes away', async () => {
    const escaped = setUp();
    escaped.type('\u{1b}');
    expect(await escaped.picked).toBe('escape');
    const told = setUp();
    told.leaving.abort();
    expect(await told.picked).toBe('interrupt');
    expect(told.raw).toEqual([true, false]);
    const shut = setUp();
    shut.hangUp();
    expect(await shut.picked).toBe('gone');
  });

  it('keeps what is picked in sight on a small screen, however it is resized, and no row ever wraps', async () => {
    const many = Array.from({ length: 30 }, (_, nth) => `${nth} ${'long '.repeat(20)}`);
    const { type, rowsNow, resize, picked } = setUp(30, 8, many);
    for (let n = 0; n < 20; n += 1) type('\u{1b}[B');
    const rows = await rowsNow();
    expect(rows).toHaveLength(7);
    expect(rows.find((row) => row.startsWith('>'))).toMatch(/^> {4}20 long/);
    resize(24, 6);
    expect((await rowsNow()).some((row) => row.startsWith('>'))).toBe(true);
    type('\r');
    expect(await picked).toBe(20);
  });

  it('picks nothing by a paste', async () => {
    const { type, rowsNow, picked } = setUp();
    type('\u{1b}[200~2\r\u{1b}[201~');
    type('j');
    expect(await rowsNow()).toContain('> 2  pear');
    type('q');
    expect(await picked).toBe('escape');
  });
});
