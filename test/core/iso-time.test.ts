import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { isoTime, parseIsoTime } from '../../src/core/iso-time.ts';

const wall = fc.oneof(
  fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 }),
  fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 }),
  fc.integer({ min: 1_795_000_000_000, max: 1_795_000_010_000 }),
);

it('writes what Date writes, and reads it back', () => {
  fc.assert(
    fc.property(wall, (ms) => {
      const text = new Date(ms).toISOString();
      expect(isoTime(ms)).toBe(text);
      expect(parseIsoTime(text)).toBe(ms);
    }),
    { numRuns: 5000 },
  );
});

it('drops parts of a millisecond', () => {
  expect(isoTime(1_795_255_200_000.9)).toBe('2026-11-21T10:00:00.000Z');
  expect(parseIsoTime('2026-11-21T10:00:00.1239Z')).toBe(1_795_255_200_123);
  expect(parseIsoTime('2026-11-21T10:00:00Z')).toBe(1_795_255_200_000);
  expect(parseIsoTime('2026-11-21T10:00:00.1Z')).toBe(1_795_255_200_100);
});

it.each([
  '',
  '2026-11-21',
  '2026-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-11-21T24:00:00Z',
  '2026-11-21T10:60:00Z',
  '2026-11-21T10:00:00+01:00',
  '2026-11-21T10:00:00.Z',
  '2026-11-21T10:00:00.12xZ',
  'x2026-11-21T10:00:00Z',
])('%j is no time', (text) => {
  isoTime(1_795_255_200_000);
  expect(parseIsoTime(text)).toBeUndefined();
});
