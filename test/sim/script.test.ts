import { afterEach, expect, test } from 'vitest';
import type { Step } from '../../src/sim/scenario.ts';
import { closeAll, connect, simulator, type Client } from './client.ts';

afterEach(closeAll);

const played = async (script: readonly Step[]): Promise<Client> => {
  const sim = await simulator({ scenario: { name: 'x', script, answers: [] }, speed: 50 });
  return connect(sim);
};

test('any event can be emitted, with ids put in', async () => {
  const client = await played([
    { types: 'Hello.' },
    { wait_for: 'response.done' },
    { emit: { type: 'conversation.item.created', item: { id: '$last_item' }, list: ['$last_tool_call'] } },
    { dtmf: '5' },
  ]);
  const added = await client.until('response.output_item.done');
  const emitted = await client.until('conversation.item.created');
  expect(emitted).toMatchObject({
    item: { id: (added['item'] as { id: string }).id },
    list: [null],
    event_id: expect.any(String),
  });
  const key = await client.until('input_audio_buffer.dtmf_event_received');
  expect(Object.keys(key)).toEqual(['type', 'event', 'received_at']);
  expect(Number(key['received_at'])).toBeGreaterThan(1_700_000_000);
});

test('events can come in a burst, or at a pace', async () => {
  const client = await played([
    { emit: { type: 'burst', event_id: null }, times: 2000 },
    { emit: { type: 'paced' }, times: 3, every_ms: 100 },
    { emit: { type: 'end' } },
  ]);
  await client.until('end');
  const count = (type: string): number => client.types().filter((one) => one === type).length;
  expect([count('burst'), count('paced')]).toEqual([2000, 3]);
});

test('the app changes the session and sends what it likes', async () => {
  const client = await played([
    { wait: 100 },
    { update: { instructions: 'New.' } },
    { send: { type: 'conversation.item.delete', item_id: 'nothing' } },
    { wait_for: 'never.comes', within_ms: 200 },
    { agent: 'After all.' },
  ]);
  expect(await client.until('session.updated')).toMatchObject({ session: { instructions: 'New.' } });
  expect(JSON.stringify(await client.until('response.done'))).toContain('After all.');
  // The error is for the one who asked.
  expect(client.types()).not.toContain('error');
});

test('switches are set on the way', async () => {
  const client = await played([
    { agent: 'One.' },
    { wait_for: 'quiet' },
    { fault: 'obfuscation=off' },
    { agent: 'Two.' },
  ]);
  await client.until('response.done', (event) => JSON.stringify(event).includes('Two.'));
  const deltas = client.events.filter((event) => event['type'] === 'response.output_audio_transcript.delta');
  expect(deltas.map((event) => 'obfuscation' in event)).toEqual([true, true, false, false]);
});

test('the caller hangs up, is gone, or loses the sideband', async () => {
  const left = await played([{ agent: 'Bye.' }, { hangup: true }]);
  expect((await left.closed).code).toBe(1000);
  expect(left.types().at(-1)).toBe('output_audio_buffer.stopped');
  const gone = await played([
    { agent: 'Bye.' },
    { wait_for: 'quiet' },
    { vanish: true },
    { agent: 'Never.' },
  ]);
  await gone.until('output_audio_buffer.stopped');
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect([gone.types().at(-1), gone.socket.readyState]).toEqual(['output_audio_buffer.stopped', 1]);
  const cut = await played([{ wait: 50 }, { drop: true }]);
  expect((await cut.closed).code).toBe(1006);
});

test('a tool is answered with any JSON, with or without asking for a response', async () => {
  const answers = [{ when: { user: 'go' }, call: [{ name: 'f' }] }];
  const script: Step[] = [
    { types: 'go' },
    { tool_output: { n: 1 }, respond: false },
    { types: 'go' },
    { tool_output: 'plain' },
  ];
  const sim = await simulator({ scenario: { name: 'x', script, answers }, speed: 50 });
  const client = await connect(sim);
  await client.until('response.done', (event) => JSON.stringify(event).includes('plain'));
  const outputs = client.events
    .filter((event) => event['type'] === 'conversation.item.added')
    .map((event) => event['item'] as { type: string; output: string })
    .filter((item) => item.type === 'function_call_output');
  expect(outputs.map((item) => item.output)).toEqual(['{"n":1}', 'plain']);
  expect(client.types().filter((type) => type === 'response.done')).toHaveLength(3);
});
