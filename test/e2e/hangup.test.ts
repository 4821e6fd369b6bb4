import { afterEach, describe, expect, it } from 'vitest';
import { answered, requests, ringing } from '../commands/ringing.ts';
import { closeAll, simulator } from '../sim/client.ts';
import { cleanUp, keys, run, shell } from './program.ts';

afterEach(async () => {
  await cleanUp();
  await closeAll();
});

describe('the program', () => {
  it('ends a call, and a second time finds it over', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const id = sim.calls[0] ?? '';
    const env = keys(sim);
    expect(await run(['hangup', id, '--yes', '--say', 'Goodbye.'], { env })).toMatchObject({
      code: 0,
      stdout: '',
    });
    expect(await run(['hangup', id, '--yes'], { env })).toMatchObject({ code: 0, stdout: '' });
    expect(await run(['tail', id, '--wait-for-call', '1ms'], { env })).toMatchObject({ code: 3 });
    expect(requests(sim, id)).toEqual(['POST /hangup', 'HTTP 200', 'POST /hangup', 'HTTP 404']);
  });

  it('answers a call that a webhook tells of, speaks, and hands it on', async () => {
    const sim = await simulator({ scenario: 'idle', calls: 0 });
    const { id, webhook } = await ringing(sim);
    const line = `
      $RT accept - --model gpt-realtime-2.1 < webhook.json &&
      $RT say "$CALL" "One moment." &&
      $RT refer "$CALL" sip:desk@example.net --yes --json | jq -r .outcome`;
    const env = { ...keys(sim), CALL: id, WEBHOOK: webhook };
    const { code, stdout, stderr } = await shell(`printf %s "$WEBHOOK" > webhook.json; ${line}`, { env });
    expect(stderr).toMatch(/^confirmed: the call is up/m);
    expect(stdout).toBe('One moment.\nconfirmed\n');
    expect(code).toBe(0);
  });

  it('turns a call away', async () => {
    const sim = await simulator({ scenario: 'idle', calls: 0 });
    const { id } = await ringing(sim);
    expect(await run(['reject', id, '--status', '486'], { env: keys(sim) })).toMatchObject({ code: 0 });
    expect(await run(['hangup', await answered(sim)], { env: keys(sim) }), 'nobody to ask').toMatchObject({
      code: 2,
    });
  });
});
