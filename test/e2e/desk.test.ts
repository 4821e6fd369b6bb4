import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { came, cleanUp } from './program.ts';
import { attached, closeWindows, missing } from './tmux.ts';

afterEach(async () => {
  await closeWindows();
  await cleanUp();
});

/** A screen without what is never the same twice: times, the numbers of events, and ids made from chance. */
const masked = (screen: string): string =>
  screen
    .replaceAll(/\d\d:\d\d:\d\d\.\d{3}/g, 'HH:MM:SS.mmm')
    .replaceAll(/^#\d+ +/gm, '#n    ')
    .replaceAll(/#\d+/g, '#n')
    .replaceAll(/\b\d+:\d\d\b/g, 'M:SS')
    .replaceAll(/\b\d+\.\d s\b/g, 'N.N s')
    .replaceAll(/\bin \d+ ms\b/g, 'in N ms')
    .replaceAll(/rts_[a-z0-9]+_/g, 'rts_xxxxxx_')
    // Told by the server before or after the outcome is known: looked for, and not compared.
    .replaceAll(/^#n .*was cut off after.*\n/gm, '');

describe.skipIf(missing !== undefined)(
  `the rescue of a stuck call${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  // A wait alone may take fifteen seconds on a slow machine.
  { timeout: 90_000 },
  () => {
    it.each([
      { columns: 80, rows: 24 },
      { columns: 140, rows: 40 },
    ])('at $columns×$rows, screen by screen', async ({ columns, rows }) => {
      const { sees, text, keys, sim, alternate } = await attached(
        { columns, rows },
        { scenario: 'stuck-tool', speed: 3 },
        '--stuck-after 2s',
      );
      const screens: string[] = [];
      // What must be there is said, and waited for until nothing moves any more; everything else is compared.
      const step = async (name: string, until: RegExp): Promise<void> => {
        let shown = '';
        for (let last = ' '; shown !== last;) {
          last = shown;
          shown = masked(await sees(until));
          await new Promise((resolve) => setTimeout(resolve, 400));
        }
        screens.push(`══ ${name}`, shown, '');
      };
      const enter = (line: string): void => {
        text(line);
        keys('Enter');
      };

      await step(
        'the call is stuck, and the desk says how to go on',
        /or give up: \/tool fail[^●]*● attached/,
      );
      keys('C-s');
      await expect.poll(alternate).toBe(true);
      await step('the stream is held', /⏸ paused/);
      keys('End');
      await expect.poll(alternate).toBe(false);
      text('/tool answer ');
      keys('Tab');
      text('{"booking":17}');
      await step('the answer is typed, the id completed', /› \/tool answer call_\w+ \{"booking":17\}/);
      keys('Enter');
      await step(
        'the agent goes on',
        /Welcome, Ann!”(?:\n.*)*agent +stopped speaking[^●]*● attached.*nobody/,
      );
      enter('/whisper The guest is a regular. Be warm.');
      await step('a word behind the scenes', /\/whisper confirmed[^●]*● attached/);
      enter(`/say ${'Please hold the line while I look for the manager. '.repeat(6).trim()}`);
      await sees(/\/say confirmed/);
      enter('/interrupt');
      await step('cut off', /^(?=[^]*was cut off after)[^]*\/interrupt confirmed[^●]*● attached.*nobody/);
      enter('/hangup --say Goodbye.');
      await step('the question before the end', /hang up\? \[y\/N\][^›]*\[y\/N\] ›/);
      enter('y');
      await step('the end', /exit 0/);

      expect(came(sim)).toEqual([
        'conversation.item.create',
        'response.create',
        'conversation.item.create',
        'response.create',
        'response.cancel',
        'output_audio_buffer.clear',
        'response.create',
      ]);
      await expect(screens.join('\n')).toMatchFileSnapshot(
        join(import.meta.dirname, `../golden/desk/${columns}x${rows}.txt`),
      );
    });
  },
);
