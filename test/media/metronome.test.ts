import { describe, expect, it } from 'vitest';
import { metronome } from '../../src/media/metronome.ts';
import { manualSchedule } from '../manual-schedule.ts';

const counted = (): { readonly tick: () => void; readonly count: () => number } => {
  let count = 0;
  return { tick: () => (count += 1), count: () => count };
};

describe('a metronome', () => {
  it('ticks every ten milliseconds for all its members with one timer', () => {
    const beat = manualSchedule();
    const pace = metronome(beat);
    const [one, two] = [counted(), counted()];
    pace.join(one.tick);
    pace.join(two.tick);
    expect(beat.armed).toBe(1);
    beat.pass(1000);
    expect([one.count(), two.count()]).toEqual([100, 100]);
    expect(beat.armed).toBe(1);
  });

  it('does not drift when it is served late, and makes up for what it missed', () => {
    const beat = manualSchedule();
    const pace = metronome(beat);
    const one = counted();
    pace.join(one.tick);
    for (let turn = 0; turn < 100; turn += 1) beat.late(13);
    beat.late(7);
    expect(one.count()).toBeGreaterThanOrEqual(130);
    expect(one.count()).toBeLessThanOrEqual(131);
  });

  it('does not play a long standstill at once', () => {
    const beat = manualSchedule();
    const one = counted();
    metronome(beat).join(one.tick);
    beat.pass(100);
    beat.late(60_000);
    expect(one.count()).toBeLessThan(20);
    const before = one.count();
    beat.pass(100);
    expect(one.count() - before).toBeGreaterThanOrEqual(9);
  });

  it('rests while nobody is there, and counts anew for who comes then', () => {
    const beat = manualSchedule();
    const pace = metronome(beat);
    const [one, two] = [counted(), counted()];
    const leave = pace.join(one.tick);
    beat.pass(50);
    leave();
    expect(beat.armed).toBe(0);
    beat.pass(5000);
    pace.join(two.tick);
    beat.pass(50);
    expect([one.count(), two.count()]).toEqual([5, 5]);
  });

  it('ticks no more once it is stopped', () => {
    const beat = manualSchedule();
    const pace = metronome(beat);
    const one = counted();
    pace.join(one.tick);
    pace.stop();
    pace.join(one.tick);
    beat.pass(100);
    expect(one.count()).toBe(0);
    expect(beat.armed).toBe(0);
  });
});
