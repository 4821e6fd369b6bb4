import { describe, expect, it } from 'vitest';
import { hideKeys, hideLogins, holdsLogin, looksLikeKey } from '../../src/core/secret-shapes.ts';

const tail = 'canaryCanary0123';
const keys = [
  ['sk', 'proj', tail].join('-'),
  ['sk', tail].join('-'),
  ['ek', tail].join('_'),
  ['whsec', `${tail}+/=`].join('_'),
];

describe('looksLikeKey', () => {
  it.each(keys.flatMap((key) => [key, `--api-key=${key}`, `x ${key} y`, `"${key}"`]))('finds %s', (text) => {
    expect(looksLikeKey(text)).toBe(true);
  });

  it.each([
    'task-forceforce',
    'rtc_u1_sk-abcdefgh',
    'rtc_ek_abcdefghij',
    'sk-',
    'sk-short',
    'a risk-benefit note',
    'ek_1',
    '--key',
  ])('lets %s pass', (text) => {
    expect(looksLikeKey(text)).toBe(false);
  });
});

describe('hideKeys', () => {
  it.each(keys)('takes out %s', (key) => {
    expect(hideKeys(`Incorrect API key provided: ${key}. Look, ${key}`)).not.toContain(tail);
  });

  it('takes out credentials of an Authorization header', () => {
    expect(hideKeys(`Bearer ${tail} and Basic ${tail}`)).not.toContain(tail);
  });

  it('leaves other text alone', () => {
    expect(hideKeys('the task-force said Basic')).toBe('the task-force said Basic');
  });

  it('is linear: ten megabytes of near misses take a moment', () => {
    const text = 'sk- Bearer '.repeat(1_000_000);
    expect(hideKeys(text)).toBe(text);
  }, 5000);
});

describe('what remote tools log in with', () => {
  it.each([
    `{"authorization":"${tail}","x":1}`,
    `tools=[{"Authorization" : "a\\"${tail}"}]`,
    `{"headers":{"X-Key":"}${tail}","y":"${tail}"},"z":2}`,
  ])('is taken out of %s', (text) => {
    expect(holdsLogin(text)).toBe(true);
    const hidden = hideLogins(text);
    expect(hidden).not.toContain(tail);
    expect(hidden).toMatch(/:"\[secret\]"[,}]/);
  });

  it('is not what other words say', () => {
    for (const text of ['mind the headers', '{"header":"x"}', '{"headers":7}']) {
      expect(holdsLogin(text)).toBe(false);
      expect(hideLogins(text)).toBe(text);
    }
  });
});
