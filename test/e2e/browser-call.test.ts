import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { text, type Raw } from '../../src/core/raw.ts';
import { executable } from '../chromium.ts';
import { nativeHere, withoutNative } from '../media/native-here.ts';
import { pageThatCalls, type Caller } from './page-that-calls.ts';
import { cleanUp, folder, records } from './program.ts';
import { attachedTo, closeWindows, missing, simulated } from './tmux.ts';

afterEach(async () => {
  await closeWindows();
  await cleanUp();
});

const why =
  missing ??
  (nativeHere() === undefined ? withoutNative : undefined) ??
  (executable === undefined ? 'Chromium is not installed' : undefined);
if (why !== undefined) it.skip(`a page that calls the simulator: ${why}`);

/** How often the agent could be heard. */
const audible = async (caller: Caller): Promise<number> =>
  (await caller.events()).filter(({ type }) => type === 'output_audio_buffer.started').length;

const idOf = (event: Raw): string => text(event, 'event_id') ?? '';

describe.skipIf(why !== undefined)('a page that calls, with an operator beside it', () => {
  it.each([
    ['what a browser has', 'plain'],
    ["OpenAI's helper for browsers", 'openai'],
    ['the Agents SDK', 'agents'],
  ])(
    '%s: is heard, spoken to, instructed, interrupted and hung up',
    async (_, client) => {
      const sim = await simulated({ calls: 0 });
      const caller = await pageThatCalls(client, sim);
      expect(caller.id).toMatch(/^rtc_/);
      await expect.poll(caller.state, { timeout: 10_000 }).toBe('connected');
      await expect.poll(async () => (await caller.events()).length, { timeout: 10_000 }).toBeGreaterThan(0);
      expect((await caller.events())[0]).toMatchObject({ type: 'session.created' });

      const kept = join(folder(), 'call.ndjson');
      const desk = await attachedTo(
        { ...sim, calls: [caller.id] },
        { columns: 140, rows: 40 },
        `--record ${kept}`,
      );
      const types = async (line: string, sign: string | RegExp): Promise<void> => {
        desk.text(line);
        desk.keys('Enter');
        await desk.sees(sign);
      };

      const silence = await caller.energy();
      await types('/say The manager joins in two minutes.', /said: "The manager joins in two minutes\."/);
      // What is said is written down before it is all heard.
      await expect.poll(caller.energy, { timeout: 20_000 }).toBeGreaterThan(silence + 0.01);
      await types('/instruct --append Be brief.', /\/instruct confirmed/);

      desk.text(`/say ${'This sentence is far too long for anybody to listen to. '.repeat(8)}`);
      desk.keys('Enter');
      await expect.poll(() => audible(caller), { timeout: 20_000 }).toBe(2);
      await types('/interrupt', /\/interrupt confirmed/);
      await types('/hangup --yes', /\/hangup confirmed/);
      await desk.sees('exit 0');
      await expect.poll(caller.state, { timeout: 10_000 }).not.toBe('connected');

      const heard = (await caller.events()).filter(({ type }) => type !== 'error');
      const seen = records(readFileSync(kept, 'utf8'))
        .filter(({ kind, dir }) => kind === 'frame' && dir === 'in')
        .map(({ event }) => event as Raw)
        // What was refused is told to who asked for it alone.
        .filter(({ type }) => type !== 'error');
      expect(seen.length).toBeGreaterThan(20);
      // From the moment the operator was there, both were told the same, in the same order, to the letter.
      const first = heard.findIndex((event) => idOf(event) === idOf(seen[0] ?? {}));
      expect(heard.slice(first, first + seen.length)).toEqual(seen);
      expect(heard.map(({ type }) => type)).toContain('output_audio_buffer.cleared');
    },
    90_000,
  );
});
