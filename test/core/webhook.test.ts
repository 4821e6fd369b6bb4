import { describe, expect, it, test } from 'vitest';
import { judgeDelivery, signedPrefix, type WebhookHeaders } from '../../src/core/webhook.ts';

const now = 1_790_000_000_000;
const body = new TextEncoder().encode('{}');
const good = { 'webhook-id': 'wh_1', 'webhook-timestamp': '1790000000', 'webhook-signature': 'v1,right' };

/** Judges with a signature that is right when it is the word `right`; keeps what it was shown. */
const judge = (headers: WebhookHeaders, tolerance = 300_000) => {
  const shown: string[][] = [];
  const texts: string[] = [];
  const verdict = judgeDelivery(headers, body, {
    now,
    tolerance,
    signedBy: (prefix, _body, signatures) => {
      texts.push(prefix);
      shown.push([...signatures]);
      return signatures.includes('right');
    },
  });
  return { verdict, shown, texts };
};
const because = (headers: WebhookHeaders): string => {
  const { verdict } = judge(headers);
  return verdict.genuine ? 'genuine' : verdict.because;
};
const at = (seconds: number): WebhookHeaders => ({
  ...good,
  'webhook-timestamp': String(1_790_000_000 + seconds),
});

test('is genuine when one of the signatures is right, and gives the id', () => {
  expect(judge(good)).toEqual({
    verdict: { genuine: true, id: 'wh_1' },
    shown: [['right']],
    texts: ['wh_1.1790000000.'],
  });
  expect(because({ ...good, 'webhook-signature': 'v1,wrong v1a,right v1,right' })).toBe('genuine');
  expect(signedPrefix({ id: 'a', timestamp: 7 })).toBe('a.7.');
});

test('is not believed when its time is too far off, to either side', () => {
  expect([at(-300), at(300)].map(because)).toEqual(['genuine', 'genuine']);
  expect([at(-301), at(301)].map(because)).toEqual(['stale', 'future']);
});

describe('is not believed', () => {
  it.each<[string, WebhookHeaders, string]>([
    ['with another signature', { ...good, 'webhook-signature': 'v1,wrong' }, 'signature'],
    ['with a signature of another version', { ...good, 'webhook-signature': 'v2,right' }, 'signature'],
    ['with none', { ...good, 'webhook-signature': '' }, 'signature'],
    ['without an id', { ...good, 'webhook-id': undefined }, 'unsigned'],
    ['with two ids', { ...good, 'webhook-id': ['wh_1', 'wh_2'] }, 'unsigned'],
    ['with an endless id', { ...good, 'webhook-id': 'w'.repeat(257) }, 'unsigned'],
    ['with an id that is no word', { ...good, 'webhook-id': 'a b' }, 'unsigned'],
    ['without a time', { ...good, 'webhook-timestamp': undefined }, 'unsigned'],
    ['with a time that is none', { ...good, 'webhook-timestamp': '179e7' }, 'unsigned'],
    ['with a time that is written another way', { ...good, 'webhook-timestamp': '01790000000' }, 'unsigned'],
    ['with nothing', {}, 'unsigned'],
  ])('%s', (_name, headers, why) => expect(because(headers)).toBe(why));
});

test('looks at 32 signatures and no more, however many there are', () => {
  const many = (before: number): string => `${'v1,wrong '.repeat(before)}v1,right`;
  expect(because({ ...good, 'webhook-signature': many(31) })).toBe('genuine');
  expect(because({ ...good, 'webhook-signature': many(32) })).toBe('signature');
  const { shown } = judge({ ...good, 'webhook-signature': many(100_000) });
  expect(shown[0]).toHaveLength(32);
});
