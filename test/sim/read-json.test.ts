import { afterEach, expect, test } from 'vitest';
import { readJson } from '../../src/sim/read-json.ts';
import { closeAll, connect, errorOf, request, simulator } from './client.ts';

afterEach(closeAll);

const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

test('reads what is not nested too deeply', () => {
  expect(JSON.stringify(readJson(nested(300)))).toBe(nested(300));
  expect(() => readJson(nested(600))).toThrow(SyntaxError);
  expect(() => readJson('[1,')).toThrow(SyntaxError);
});

test('what could not be written again is refused, and the simulator stays', async () => {
  const sim = await simulator({ scenario: 'idle' });
  const client = await connect(sim);
  const tool = `{"type":"function","name":"f","parameters":${nested(20_000)}}`;
  const session = `{"type":"realtime","tools":[${tool}]}`;
  client.sendText(`{"type":"session.update","session":${session}}`);
  expect(errorOf(await client.until('error'))).toMatchObject({ code: 'invalid_json' });
  const { status } = await request(sim, 'POST', '/realtime/client_secrets', `{"session":${session}}`);
  expect(status).toBe(400);
  client.send({ type: 'session.update', session: { type: 'realtime' } });
  await client.until('session.updated');
});
