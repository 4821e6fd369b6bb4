import { describe, expect, it } from 'vitest';
import { SidebandError } from '../../src/core/error.ts';
import { clockColumn, stampColumn, zoneOffset } from '../../src/ui/time-column.ts';

const at = (iso: string, mono = 0) => ({ wall: Date.parse(iso), mono });
const startedAt = at('2026-11-21T10:00:00.000Z', 500);

describe('clockColumn', () => {
  it.each([
    ['UTC', '2026-11-21T10:00:03.214Z', '10:00:03.214'],
    ['Europe/Paris', '2026-11-21T10:00:03.214Z', '11:00:03.214'],
    ['Asia/Kolkata', '2026-11-21T20:00:03.214Z', '01:30:03.214'],
    // The night the clocks went back: the hour comes twice.
    ['Europe/Paris', '2026-10-25T00:59:59.999Z', '02:59:59.999'],
    ['Europe/Paris', '2026-10-25T01:00:00.000Z', '02:00:00.000'],
  ])('in %s %s is %s', (zone, moment, expected) => {
    expect(clockColumn({ kind: 'abs', zone, startedAt })(at(moment))).toBe(expected);
  });

  it('counts from the start, or from the line before, on the clock that never steps', () => {
    const rel = clockColumn({ kind: 'rel', startedAt });
    const delta = clockColumn({ kind: 'delta', startedAt });
    const moments = [512.34, 1500, 61_500, 400].map((mono) => ({ wall: 0, mono }));
    expect(moments.map(rel)).toEqual(['  +0.012s', '  +1.000s', ' +61.000s', '  -0.100s']);
    expect(moments.map(delta)).toEqual(['  +0.012s', '  +0.988s', ' +60.000s', ' -61.100s']);
    expect(clockColumn({ kind: 'none', startedAt })(startedAt)).toBe('');
  });
});

describe('stampColumn', () => {
  it.each([
    [undefined, '2026-11-21T10:00:03.214Z'],
    ['UTC', '2026-11-21T10:00:03.214Z'],
    ['Europe/Paris', '2026-11-21T11:00:03.214+01:00'],
    ['America/New_York', '2026-11-21T05:00:03.214-05:00'],
    ['local', '2026-11-21T10:00:03.214+00:00'],
  ])('in %s is the whole moment', (zone, expected) => {
    expect(stampColumn({ kind: 'abs', zone, startedAt })(at('2026-11-21T10:00:03.214Z'))).toBe(expected);
  });

  it('has no padding', () => {
    expect(stampColumn({ kind: 'rel', startedAt })({ wall: 0, mono: 512 })).toBe('+0.012s');
  });
});

it.each([
  ['clockColumn', clockColumn, ['10:00:00.001', '10:00:00.002']],
  ['stampColumn', stampColumn, ['2026-11-21T10:00:00.001Z', '2026-11-21T10:00:00.002Z']],
] as const)('%s tells moments apart, also those that come again', (_, column, [first, second]) => {
  const moments = [at('2026-11-21T10:00:00.001Z'), at('2026-11-21T10:00:00.002Z')] as const;
  const asked = [moments[0], moments[0], moments[1], moments[1], moments[0]];
  expect(asked.map(column({ kind: 'abs', zone: 'UTC', startedAt }))).toEqual([
    first,
    first,
    second,
    second,
    first,
  ]);
});

it('time since the line before is none within a moment', () => {
  const delta = stampColumn({ kind: 'delta', startedAt });
  const moment = { wall: 0, mono: 512 };
  expect([moment, moment].map(delta)).toEqual(['+0.012s', '+0.000s']);
});

describe('zoneOffset', () => {
  it('changes with the clocks of its zone', () => {
    const offset = zoneOffset('Europe/Paris');
    const hours = ['2026-10-25T00:59:59Z', '2026-10-25T01:00:00Z', '2026-10-25T00:59:59Z'].map(
      (moment) => offset(Date.parse(moment)) / 3_600_000,
    );
    expect(hours).toEqual([2, 1, 2]);
  });

  it('refuses a zone nobody knows, without quoting it in its own words', () => {
    const ask = (): unknown => zoneOffset('Mars/Olympus');
    expect(ask).toThrow(SidebandError);
    expect(ask).toThrow(/no such time zone$/);
  });

  it('is right before 1970 and for odd offsets', () => {
    expect(zoneOffset('Asia/Kathmandu')(Date.parse('2026-01-01T00:00:00Z'))).toBe(345 * 60_000);
    expect(zoneOffset('Europe/Paris')(Date.parse('1969-07-20T20:17:40Z'))).toBe(3_600_000);
  });
});
