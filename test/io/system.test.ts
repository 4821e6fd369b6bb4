import { describe, expect, it } from 'vitest';
import { runIds, systemClock } from '../../src/io/system.ts';

describe('the system clock', () => {
  const clock = systemClock();
  it('tells the time on both clocks', () => {
    const { wall, mono } = clock.now();
    expect(Math.abs(wall - Date.now())).toBeLessThan(1000);
    expect(clock.now().mono).toBeGreaterThanOrEqual(mono);
  });

  it('sleeps no less than asked', async () => {
    for (const ms of [0, 1, 20.5]) {
      const before = clock.now().mono;
      await clock.sleep(ms);
      expect(clock.now().mono - before).toBeGreaterThanOrEqual(ms - 1);
    }
  });

  it('wakes at once when aborted, before or during, and does not reject', async () => {
    const before = clock.now().mono;
    await clock.sleep(60_000, AbortSignal.abort());
    const leaving = new AbortController();
    const sleeping = clock.sleep(60_000, leaving.signal);
    leaving.abort();
    await sleeping;
    expect(clock.now().mono - before).toBeLessThan(30_000);
  });

  it('does not take a month for a moment', async () => {
    const leaving = new AbortController();
    let woke = false;
    const sleeping = clock.sleep(2 ** 31 * 2, leaving.signal).then(() => {
      woke = true;
    });
    await clock.sleep(30);
    expect(woke).toBe(false);
    leaving.abort();
    await sleeping;
  });

  it('wakes from any number of months when aborted', async () => {
    const leaving = new AbortController();
    const sleeping = clock.sleep(2 ** 31 * 1e8, leaving.signal);
    const before = clock.now().mono;
    leaving.abort();
    await sleeping;
    expect(clock.now().mono - before).toBeLessThan(5000);
  });
});

describe('ids', () => {
  it('are unique, short, and of the allowed characters', () => {
    const ids = runIds();
    const made = Array.from({ length: 3000 }, (_, n) =>
      ids((['event', 'item', 'response'] as const)[n % 3] ?? 'event'),
    );
    expect(new Set(made).size).toBe(3000);
    for (const id of made) expect(id).toMatch(/^rts_[a-z2-7]{6}_[eir]\d+$/);
    expect(Math.max(...made.map(({ length }) => length))).toBeLessThanOrEqual(32);
  });

  it('follow the chance that is handed in', () => {
    expect(runIds(() => 0)('event')).toBe('rts_aaaaaa_e1');
    expect(runIds(() => 0.999)('item')).toBe('rts_777777_i1');
  });
});
