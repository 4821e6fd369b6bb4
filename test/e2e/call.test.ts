import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '../../src/sim/simulator.ts';
import { describeWithPeers } from '../media/native-here.ts';
import { cleanUp, folder, keys, records, root, run, shell, start } from './program.ts';

afterEach(cleanUp);

describeWithPeers('call, built', () => {
  let sim: Simulator;
  beforeAll(async () => {
    sim = await startSimulator({ scenario: 'order', calls: 0, seed: 1 });
  });
  afterAll(() => sim.close());

  const [line = ''] = /^CALL=.*$/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];

  it(
    'is, as the README has it, a smoke test that needs nothing but a shell',
    { timeout: 60_000 },
    async () => {
      const place = folder();
      const script = `${line} && echo "CALL=$CALL"`;
      const { code, stdout, stderr } = await shell(script.replaceAll('rt-sideband', '$RT'), {
        env: { ...keys(sim), HOME: place },
        cwd: place,
      });
      expect(stderr).toContain('the call is over; this is its recording');
      expect(stdout).toMatch(/^✓ agent ~ \/margarita\/i .*\nCALL=rtc_\w+\n$/);
      expect(code).toBe(0);
    },
  );

  it('fails in the shell when the agent says something else', { timeout: 60_000 }, async () => {
    const place = folder();
    const script = 'CALL=$($RT call --say "Hello") && $RT expect $CALL agent ~ /elephant/';
    expect((await shell(script, { env: { ...keys(sim), HOME: place }, cwd: place })).code).toBe(1);
  });

  it(
    'cuts in: heard, cleared, truncated, in that order, and one interruption counted',
    { timeout: 60_000 },
    async () => {
      const place = folder();
      const around = { env: { ...keys(sim), HOME: place }, cwd: place };
      const argv = ['call', '--say', 'Tell me a story.', '--say', 'Stop!', '--interrupt-after', '800ms'];
      const { code, stderr } = await run(
        [...argv, '--record', 'call.ndjson', '--save-audio', 'agent.wav'],
        around,
      );
      expect({ code, stderr }).toMatchObject({
        code: 0,
        stderr: expect.stringContaining('speaking over the agent'),
      });
      const frames = readFileSync(join(place, 'call.ndjson'), 'utf8');
      const types = [...frames.matchAll(/"event":\{"type":"([\w.]+)"/g)].map(([, type]) => type ?? '');
      const cut = types.filter((type) =>
        [
          'input_audio_buffer.speech_started',
          'output_audio_buffer.cleared',
          'conversation.item.truncated',
        ].includes(type),
      );
      expect(cut).toEqual([
        'input_audio_buffer.speech_started',
        'input_audio_buffer.speech_started',
        'output_audio_buffer.cleared',
        'conversation.item.truncated',
      ]);
      const stats = await run(['stats', 'call.ndjson', '--json'], around);
      expect(JSON.parse(stats.stdout)).toMatchObject({ metrics: { interruptions_by_caller: { value: 1 } } });
      expect(readFileSync(join(place, 'agent.wav')).length).toBeGreaterThan(48_000);
    },
  );

  it('hangs up on Ctrl-C, and the server knows it', { timeout: 60_000 }, async () => {
    const program = start(['call', '--json'], { env: keys(sim) });
    await program.shows(/"to":"open"/, 'stdout');
    program.kill('SIGINT');
    const { code, stdout } = await program.ended;
    expect(code).toBe(130);
    const all = records(stdout);
    expect(all.at(-1)).toMatchObject({ kind: 'end', reason: 'ended', exit: { code: 130 } });
    const id = String(all[0]?.call_id);
    const gone = await run(['tail', id, '--wait-for-call', '0s'], { env: keys(sim) });
    expect(gone.code).toBe(3);
  });

  it(
    'notices that the other side is gone without a word, and does not claim that it is over',
    { timeout: 90_000 },
    async () => {
      const server = start(['sim', '--json'], { tellsKeys: true });
      await server.shows(/"kind":"ready"/, 'stdout');
      const ready = JSON.parse(server.stdout()) as { base_url: string; api_key: string };
      const env = { OPENAI_BASE_URL: ready.base_url, OPENAI_API_KEY: ready.api_key };
      const program = start(['call', '--json'], { env });
      await program.shows(/"to":"open"/, 'stdout');
      server.kill('SIGKILL');
      const { code, stdout, stderr } = await program.ended;
      expect(code).toBe(6);
      expect(stderr).toContain('the media connection was lost');
      expect(records(stdout).at(-1)).toMatchObject({ kind: 'end', reason: 'dropped', exit: { code: 6 } });
    },
  );
});
