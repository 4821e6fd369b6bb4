import { expect, test } from 'vitest';
import { play, type Routine } from '../../src/sim/routine.ts';
import { timeline } from '../../src/sim/timeline.ts';
import { manualSchedule } from '../manual-schedule.ts';

test('a routine waits for milliseconds and for somebody who resumes it', () => {
  const clock = manualSchedule();
  const time = timeline(clock);
  const seen: string[] = [];
  let resume = (): void => {};
  let watching = 0;
  function* routine(): Routine {
    seen.push(`start@${time.now()}`);
    yield 10;
    seen.push(`slept@${time.now()}`);
    yield (wake) => {
      watching += 1;
      resume = wake;
      return () => {
        watching -= 1;
      };
    };
    seen.push('woken');
  }
  play(time, routine(), () => seen.push('done'));
  expect(seen).toEqual([]);
  clock.pass(50);
  expect([...seen, watching]).toEqual(['start@0', 'slept@10', 1]);
  resume();
  resume();
  clock.pass(1);
  expect([...seen.slice(2), watching]).toEqual(['woken', 'done', 0]);
});

test('a stopped routine goes no further and does not say it is done', () => {
  const clock = manualSchedule();
  const time = timeline(clock);
  const seen: string[] = [];
  function* routine(): Routine {
    seen.push('one');
    yield 10;
    seen.push('two');
  }
  const stop = play(time, routine(), () => seen.push('done'));
  clock.pass(5);
  stop();
  clock.pass(50);
  expect(seen).toEqual(['one']);
});
