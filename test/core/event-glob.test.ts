import { describe, expect, it } from 'vitest';
import { eventGlob } from '../../src/core/event-glob.ts';
import { run } from '../context.ts';

describe('eventGlob', () => {
  it.each([
    'response.done',
    'response.audio.delta',
    'session.output_transcript.delta',
    'session.update',
    'link',
    'malformed',
    'response.*',
    'respons.don*',
    'something.entirely.new',
  ])('takes %s as it is', (given) => {
    expect(eventGlob(given)).toBe(given);
  });

  it.each([
    ['response.don', 'response.done'],
    ['respnse.create', 'response.create'],
    ['malfomed', 'malformed'],
  ])('takes %s for a slip', (given, meant) => {
    expect(() => eventGlob(given)).toThrow(
      expect.objectContaining({
        kind: 'usage',
        message: 'no such event',
        said: given,
        hint: expect.stringContaining(`did you mean ${meant}?`) as string,
      }),
    );
  });

  it.each(['--only', '--not', '--until'])('%s waits for nothing that never comes', async (flag) => {
    const { code, stderr } = await run(['tail', 'rtc_a', flag, 'response.don']);
    expect(code).toBe(2);
    expect(stderr).toContain(
      `rt-sideband: ${flag}: no such event: response.don\n  hint: did you mean response.done?`,
    );
  });
});
