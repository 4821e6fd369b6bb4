import { expect, test } from 'vitest';
import { realSchedule } from '../../src/media/schedule.ts';
import { timeline } from '../../src/sim/timeline.ts';
import { manualSchedule } from '../manual-schedule.ts';

test('things happen in the order of their time, ties in the order they were planned', () => {
  const clock = manualSchedule();
  const time = timeline(clock);
  const seen: string[] = [];
  for (const [name, ms] of [
    ['c', 30],
    ['a', 10],
    ['b', 20],
    ['b2', 20],
  ] as const) {
    time.after(ms, () => seen.push(`${name}@${time.now()}`));
  }
  clock.pass(25);
  expect(seen).toEqual(['a@10', 'b@20', 'b2@20']);
  clock.pass(10);
  expect(seen).toEqual(['a@10', 'b@20', 'b2@20', 'c@30']);
});

test('what is late still sees its own time, and plans from there', () => {
  const clock = manualSchedule();
  const late = { ...clock, after: (ms: number, run: () => void) => clock.after(ms + 500, run) };
  const time = timeline(late);
  const seen: number[] = [];
  time.after(10, () => {
    seen.push(time.now());
    time.after(15, () => seen.push(time.now()));
  });
  clock.pass(2000);
  expect(seen).toEqual([10, 25]);
});

test('what comes from outside sees what was due before it', () => {
  const clock = manualSchedule();
  const time = timeline({ ...clock, after: () => () => {} });
  const seen: string[] = [];
  time.after(10, () => seen.push('due'));
  time.after(30, () => seen.push('later'));
  clock.pass(20);
  time.enter(() => {
    seen.push(`outside@${time.now()}`);
    time.enter(() => seen.push('nested'));
  });
  expect(seen).toEqual(['due', 'outside@20', 'nested']);
});

test('what comes from outside happens on a whole millisecond', () => {
  const clock = manualSchedule();
  const time = timeline(clock);
  clock.pass(10.4);
  let at = 0;
  time.enter(() => {
    at = time.now();
  });
  expect(at).toBe(11);
});

test('a faster timeline needs less of the clock', () => {
  const clock = manualSchedule();
  const time = timeline(clock, 10);
  let done = false;
  time.after(1000, () => {
    done = true;
  });
  clock.pass(98);
  expect(done).toBe(false);
  clock.pass(2);
  expect([done, time.now()]).toEqual([true, 1000]);
});

test('taking back and stopping leave no timer', () => {
  const clock = manualSchedule();
  const time = timeline(clock);
  let ran = 0;
  const count = (): void => {
    ran += 1;
  };
  const cancel = time.after(10, count);
  time.after(20, count);
  cancel();
  clock.pass(15);
  expect(ran).toBe(0);
  time.stop();
  time.after(1, count);
  time.enter(count);
  clock.pass(100);
  expect([ran, clock.armed]).toEqual([0, 0]);
});

test('the real schedule keeps time', async () => {
  const before = realSchedule.now();
  await new Promise<void>((resolve) => {
    realSchedule.after(5, resolve);
  });
  expect(realSchedule.now() - before).toBeGreaterThan(3);
});

test('what is due in more than a month sets a timer that can be', () => {
  const clock = manualSchedule();
  const asked: number[] = [];
  const after = (ms: number, run: () => void): (() => void) => {
    asked.push(ms);
    return clock.after(ms, run);
  };
  const time = timeline({ ...clock, after });
  let happened = false;
  time.after(2 ** 32, () => {
    happened = true;
  });
  clock.pass(2 ** 32 - 1);
  expect(happened).toBe(false);
  clock.pass(10);
  expect(happened).toBe(true);
  expect(Math.max(...asked)).toBeLessThan(2 ** 31);
});
