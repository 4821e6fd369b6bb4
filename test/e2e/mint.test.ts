import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, connect, simulator } from '../sim/client.ts';
import { cleanUp, keys, run, shell } from './program.ts';

afterEach(async () => {
  await cleanUp();
  await closeAll();
});

describe('mint', () => {
  it('prints a secret that opens a session: alone, as an assignment, or with everything', async () => {
    const sim = await simulator();
    const env = keys(sim);
    const value = await run(['mint'], { env });
    expect(value.code).toBe(0);
    expect(value.stdout).toMatch(/^ek_\w+\n$/);
    const socket = await connect(sim, '?model=gpt-realtime-2.1', { key: value.stdout.trim() });
    await socket.until('session.created');

    const assigned = await shell('eval "$($RT mint --format env)"; echo "$OPENAI_REALTIME_CLIENT_SECRET"', {
      env,
    });
    expect(assigned.stdout).toMatch(/^ek_\w+\n$/);

    const args = ['--format', 'json', '--voice', 'cedar', '--instructions', 'Be brief.', '--ttl', '2h'];
    const whole = JSON.parse((await run(['mint', ...args], { env })).stdout) as Record<string, unknown>;
    expect(Object.keys(whole)).toEqual(['value', 'expires_at', 'session']);
    expect(whole).toMatchObject({
      value: expect.stringMatching(/^ek_/),
      session: { instructions: 'Be brief.', audio: { output: { voice: 'cedar' } } },
    });
    expect(Number(whole['expires_at']) - Date.now() / 1000).toBeGreaterThan(7000);
  });

  it.each([['transcription'], ['translation']])('makes one for %s', async (type) => {
    const sim = await simulator();
    const { code, stdout } = await run(['mint', '--type', type], { env: keys(sim) });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ek_\w+\n$/);
  });

  it.each(['9s', '3h', '10', 'soon', '-1s'])('refuses to ask for %s', async (ttl) => {
    const sim = await simulator({ faults: ['rest_status=500x99'] });
    const { code, stdout, stderr } = await run(['mint', `--ttl=${ttl}`], { env: keys(sim) });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/--ttl/);
  });

  it('exits 4 for a wrong key, 5 for a broken server, 8 for a session that is refused', async () => {
    const sim = await simulator();
    const wrong = await run(['mint'], {
      env: { ...keys(sim), OPENAI_API_KEY: ['sk', 'wrong', 'a1B2c3D4e5'].join('-') },
    });
    expect(wrong.code).toBe(4);
    const refused = await run(['mint', '--session', '{"audio":{"output":{"voice":7}}}'], { env: keys(sim) });
    expect(refused.code).toBe(8);
    const broken = await simulator({ faults: ['rest_status=500x99'] });
    const { code, stdout } = await run(['mint'], { env: keys(broken) });
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
  });
});
