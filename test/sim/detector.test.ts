import { describe, expect, test } from 'vitest';
import { detectionOf, detector, type Heard } from '../../src/sim/detector.ts';

/** Hears stretches of so many milliseconds of this amplitude, ten milliseconds at a time. */
const hear = (by = detectionOf(undefined), ...sound: readonly [ms: number, amplitude: number][]): Heard[] => {
  const ear = detector();
  return sound.flatMap(([ms, amplitude]) =>
    Array.from({ length: ms / 10 }, () => ear.hear(amplitude, 10, by)).filter((heard) => heard !== undefined),
  );
};

describe('speech', () => {
  test('begins where it became loud, and ends after the silence that the session asks for', () => {
    const by = detectionOf({ silence_duration_ms: 200 });
    expect(hear(by, [300, 5], [500, 3000], [190, 5])).toEqual([{ kind: 'began', at: 300 }]);
    expect(hear(by, [300, 5], [500, 3000], [200, 5])).toEqual([
      { kind: 'began', at: 300 },
      { kind: 'ended', at: 1000 },
    ]);
  });

  test('has pauses shorter than that', () => {
    const by = detectionOf({ silence_duration_ms: 500 });
    const word: readonly [number, number][] = [
      [400, 3000],
      [450, 5],
    ];
    expect(hear(by, ...word, ...word, ...word, [50, 5])).toEqual([
      { kind: 'began', at: 0 },
      { kind: 'ended', at: 2600 },
    ]);
  });

  test('is no click, however often it clicks', () => {
    const click: readonly [number, number][] = [
      [30, 20_000],
      [100, 5],
    ];
    expect(hear(undefined, ...click, ...click, ...click)).toEqual([]);
    expect(hear(undefined, [30, 20_000], [20, 5], [30, 20_000])).toEqual([{ kind: 'began', at: 0 }]);
  });

  test('has to be as loud as the threshold says', () => {
    const begins = (threshold: number, amplitude: number): boolean =>
      hear(detectionOf({ threshold }), [200, amplitude]).length > 0;
    expect([begins(0.5, 190), begins(0.5, 210)]).toEqual([false, true]);
    expect([begins(1, 1900), begins(1, 2100)]).toEqual([false, true]);
    expect([begins(0, 19), begins(0, 21)]).toEqual([false, true]);
    expect(begins(7, 2100)).toBe(true);
  });

  test('can be followed by more, and forgotten', () => {
    const by = detectionOf({ silence_duration_ms: 100 });
    expect(hear(by, [100, 900], [100, 0], [100, 900], [100, 0]).map(({ kind }) => kind)).toEqual([
      'began',
      'ended',
      'began',
      'ended',
    ]);
    const ear = detector();
    for (let ms = 0; ms < 100; ms += 10) ear.hear(900, 10, by);
    expect(ear.speaking()).toBe(true);
    ear.forget();
    expect([ear.speaking(), ear.clock()]).toEqual([false, 100]);
    expect(ear.hear(0, 1000, by)).toBeUndefined();
  });
});

test.each([
  [{ type: 'server_vad', silence_duration_ms: 700 }, 700],
  [{ type: 'server_vad' }, 500],
  [{ type: 'semantic_vad', eagerness: 'low' }, 1200],
  [{ type: 'semantic_vad', eagerness: 'high' }, 300],
  [{ type: 'semantic_vad' }, 600],
  [undefined, 500],
])('%j waits for %i ms', (vad, silence) => {
  expect(detectionOf(vad).silence).toBe(silence);
});
