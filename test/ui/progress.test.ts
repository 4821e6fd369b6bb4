import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { safe } from '../../src/core/safe.ts';
import { progress } from '../../src/ui/progress.ts';
import { manualClock } from '../manual-clock.ts';

const screen = (isTTY: boolean) => {
  let text = '';
  const stderr = Object.assign(new PassThrough(), {
    isTTY,
    columns: 80,
    cursorTo: () => true,
    clearLine: () => true,
    moveCursor: () => true,
  });
  stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return { stderr, text: () => text };
};

/** Until it is true, or for some seconds: loading the spinner takes what it takes. */
const eventually = async (true_: () => boolean): Promise<boolean> => {
  for (let turn = 0; turn < 500 && !true_(); turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
  return true_();
};

describe('progress', () => {
  it('says something when it takes long, and stops', async () => {
    const clock = manualClock();
    const { stderr, text } = screen(true);
    const turning = progress(safe`dialling`, { stderr, env: {}, clock });
    await clock.advance(299);
    expect(text()).toBe('');
    await clock.advance(2);
    expect(await eventually(() => text().includes('dialling'))).toBe(true);
    turning.stop();
    turning.stop();
    const after = text();
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(text()).toBe(after);
    // The cursor is never hidden, so that no way out can leave it hidden.
    expect(text()).not.toContain('\x1b[?25l');
  });

  it('says nothing when it was quick', async () => {
    const clock = manualClock();
    const { stderr, text } = screen(true);
    const turning = progress(safe`dialling`, { stderr, env: {}, clock });
    await clock.advance(100);
    turning.stop();
    await clock.advance(1000);
    expect(text()).toBe('');
    expect(clock.sleeping).toBe(0);
  });

  it.each([
    ['off a terminal', false, {}, undefined],
    ['when quiet', true, {}, true],
    ['on a dumb terminal', true, { TERM: 'dumb' }, undefined],
  ])('%s not even a timer runs', (_, isTTY, env, quiet) => {
    const clock = manualClock();
    progress(safe`dialling`, { stderr: screen(isTTY).stderr, env, quiet, clock });
    expect(clock.sleeping).toBe(0);
  });
});
