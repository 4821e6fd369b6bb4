import { describe, expect, it } from 'vitest';
import { safe } from '../../src/core/safe.ts';
import { callLabel, theme, wantsColour } from '../../src/ui/theme.ts';

describe('wantsColour', () => {
  it.each([
    ['a terminal', true, {}, undefined, true],
    ['a pipe', false, {}, undefined, false],
    ['a dumb terminal', true, { TERM: 'dumb' }, undefined, false],
    ['NO_COLOR', true, { NO_COLOR: '1' }, undefined, false],
    ['an empty NO_COLOR', true, { NO_COLOR: '' }, undefined, true],
    ['FORCE_COLOR on a pipe', false, { FORCE_COLOR: '1' }, undefined, true],
    ['FORCE_COLOR before NO_COLOR', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, undefined, true],
    ['FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, undefined, false],
    ['an empty FORCE_COLOR', false, { FORCE_COLOR: '' }, undefined, false],
    ['--color always', false, { NO_COLOR: '1', TERM: 'dumb' }, 'always', true],
    ['--color never', true, { FORCE_COLOR: '1' }, 'never', false],
    ['--color auto', true, {}, 'auto', true],
  ])('%s', (_, isTTY, env, flag, expected) => {
    expect(wantsColour({ isTTY, env, flag })).toBe(expected);
  });
});

describe('theme', () => {
  it('ends every styled piece with a reset, and styles no empty one', () => {
    expect(theme(true)('bad', safe`no`)).toBe('\x1b[1m\x1b[31mno\x1b[39m\x1b[22m');
    expect(theme(true)('bad', safe``)).toBe('');
    expect(theme(false)('bad', safe`no`)).toBe('no');
  });
});

describe('callLabel', () => {
  it('gives an id always the same colour, and different ids different ones', () => {
    const colours = ['rtc_1', 'rtc_2', 'rtc_3', 'rtc_4'].map((id) => callLabel(id, safe`x`, true));
    expect(callLabel('rtc_1', safe`x`, true)).toBe(colours[0]);
    expect(new Set(colours).size).toBeGreaterThan(2);
    expect(callLabel('rtc_1', safe`x`, false)).toBe('x');
  });
});
