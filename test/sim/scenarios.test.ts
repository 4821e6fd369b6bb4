import { afterEach, describe, expect, test } from 'vitest';
import { at, children, child, text, type Raw } from '../../src/core/raw.ts';
import { builtIn } from '../../src/sim/scenarios/index.ts';
import { order } from '../../src/sim/scenarios/order.ts';
import { parseScenario } from '../../src/sim/scenario-file.ts';
import { closeAll, connect, simulator, type Client } from './client.ts';

afterEach(closeAll);

const play = async (
  scenario: string,
  speed = 100,
): Promise<{ client: Client; sim: Awaited<ReturnType<typeof simulator>> }> => {
  const sim = await simulator({ scenario, speed });
  return { sim, client: await connect(sim) };
};

const spoken = (client: Client): string[] =>
  client.events
    .filter((event) => event['type'] === 'response.done')
    .flatMap((event) => children(child(event, 'response'), 'output'))
    .flatMap((item) => children(item, 'content'))
    .map((part) => text(part, 'transcript') ?? '');

const index = (client: Client, type: string, from = 0): number => client.types().indexOf(type, from);

/** The time of the first frame with this type on the simulator's clock. */
const when = (sim: Awaited<ReturnType<typeof simulator>>, type: string, last = false): number => {
  const frames = sim
    .log(sim.calls[0])
    .filter((frame) => frame.kind === 'sideband' && frame.text.startsWith(`{"type":"${type}"`));
  return (last ? frames.at(-1) : frames[0])?.at_ms ?? -1;
};

test('the built-in scenarios have the promised names, and hold to the published schema', () => {
  expect([...builtIn.keys()]).toEqual([
    'order',
    'greeting',
    'interruption',
    'late-transcript',
    'stuck-tool',
    'failing-response',
    'long-talk',
    'idle',
    'idle-timeout',
    'transcription',
    'translation',
  ]);
  for (const [name, scenario] of builtIn) {
    expect(parseScenario(JSON.stringify(scenario), name)).toEqual(JSON.parse(JSON.stringify(scenario)));
    expect(scenario.about).toBeTruthy();
  }
});

describe('order', () => {
  test('greets, takes an order, calls the function, and says goodbye in time', async () => {
    // No faster: what this machine takes for anything counts as many times as long.
    const { client, sim } = await play('order', 10);
    await client.until('response.done', (event) => JSON.stringify(event).includes('see you soon'));
    const from = index(
      client,
      'response.done',
      client.events.findIndex((event) => JSON.stringify(event).includes('see you soon')),
    );
    await client.until('output_audio_buffer.stopped', undefined, from);
    expect(spoken(client)).toEqual([
      'Good evening, this is the Blue Door bar. What can I get you?',
      'One margarita, nine euros, ready in five minutes. Anything else?',
      'Thank you, see you soon!',
    ]);
    expect(
      client.events.find((event) => event['type'] === 'response.function_call_arguments.done'),
    ).toMatchObject({
      name: 'place_order',
      arguments: '{"item":"Margarita","quantity":1}',
    });
    const heard = client.events.filter(
      (event) => event['type'] === 'conversation.item.input_audio_transcription.completed',
    );
    expect(heard.map((event) => event['transcript'])).toEqual([
      'A margarita, please.',
      'No, thank you. That is all.',
    ]);
    expect(when(sim, 'response.done')).toBeLessThan(5000);
    expect(when(sim, 'output_audio_buffer.stopped', true)).toBeLessThan(20_000);
    expect(client.types()).not.toContain('error');
    expect(client.socket.readyState).toBe(1);
  });

  test('goes on in French after an instruction', async () => {
    const { client } = await play('order');
    client.send({ type: 'session.update', session: { type: 'realtime', instructions: 'Speak French.' } });
    await client.until('response.done', (event) => JSON.stringify(event).includes('Merci'));
    expect(spoken(client).join(' ')).toContain('Une margarita');
  });

  test('leaves the function to an operator who is faster', async () => {
    const slow = order.script.map((step) => ('tool_output' in step ? { ...step, after_ms: 10_000 } : step));
    const sim = await simulator({ scenario: { ...order, script: slow }, speed: 40 });
    const client = await connect(sim);
    const called = await client.until('response.function_call_arguments.done');
    const item = { type: 'function_call_output', call_id: called['call_id'], output: 'ours' };
    client.send({ type: 'conversation.item.create', item });
    await client.until(
      'conversation.item.added',
      (event) => at(event, 'item.type') === 'function_call_output',
    );
    await client.until('response.done', (event) => at(event, 'response.output.0.type') === 'function_call');
    client.send({ type: 'response.create' });
    await client.until('response.done', (event) => JSON.stringify(event).includes('see you soon'));
    const outputs = client.events.filter(
      (event) =>
        event['type'] === 'conversation.item.done' && at(event, 'item.type') === 'function_call_output',
    );
    expect(outputs.map((event) => at(event, 'item.output'))).toEqual(['ours']);
  });
});

test('interruption: once while generating, once while only playing', async () => {
  const { client } = await play('interruption');
  await client.until('response.done', (event) => JSON.stringify(event).includes('You are welcome.'));
  const cleared = index(client, 'output_audio_buffer.cleared');
  const order = client.types().filter((type) => type !== 'rate_limits.updated');
  const first = order.indexOf(
    'input_audio_buffer.speech_started',
    order.indexOf('output_audio_buffer.cleared') - 2,
  );
  expect(order.slice(first, first + 9)).toEqual([
    'input_audio_buffer.speech_started',
    'output_audio_buffer.cleared',
    'response.output_audio.done',
    'response.output_audio_transcript.done',
    'response.content_part.done',
    'conversation.item.done',
    'response.output_item.done',
    'response.done',
    'conversation.item.truncated',
  ]);
  const cancelled = client.events.filter((event) => at(event, 'response.status') === 'cancelled');
  expect(cancelled.map((event) => at(event, 'response.status_details.reason'))).toEqual(['turn_detected']);
  const second = order.lastIndexOf('output_audio_buffer.cleared');
  expect(order.slice(second - 1, second + 2)).toEqual([
    'input_audio_buffer.speech_started',
    'output_audio_buffer.cleared',
    'conversation.item.truncated',
  ]);
  expect(second).toBeGreaterThan(cleared);
  const cuts = client.events.filter((event) => event['type'] === 'conversation.item.truncated');
  expect(cuts.map((event) => event['audio_end_ms'])).toEqual([1500, 2500]);
});

test('late-transcript: the first words are known only after the answer', async () => {
  const { client } = await play('late-transcript');
  const completed = 'conversation.item.input_audio_transcription.completed';
  await client.until(completed, (event) => event['transcript'] === 'When do you open tomorrow?');
  await client.until('response.done', (event) => JSON.stringify(event).includes('You are welcome.'));
  const answered = client.events.findIndex(
    (event) => event['type'] === 'response.done' && JSON.stringify(event).includes('nine'),
  );
  expect(index(client, completed)).toBeGreaterThan(answered);
});

test('stuck-tool: message and call in one response, and nobody answers', async () => {
  const { client, sim } = await play('stuck-tool');
  const done = await client.until(
    'response.done',
    (event) => children(child(event, 'response'), 'output').length === 2,
  );
  expect(children(child(done, 'response'), 'output').map((item) => item['type'])).toEqual([
    'message',
    'function_call',
  ]);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(sim.log(sim.calls[0]).some((frame) => frame.text.includes('function_call_output'))).toBe(false);
  const callId = at(done, 'response.output.1.call_id');
  client.send({
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: callId, output: '{}' },
  });
  client.send({ type: 'response.create' });
  await client.until('response.done', (event) => JSON.stringify(event).includes('Welcome, Ann!'));
});

test('failing-response: failed, incomplete, completed', async () => {
  const { client } = await play('failing-response');
  await client.until('response.done', (event) => JSON.stringify(event).includes('sunny'));
  const dones = client.events.filter((event) => event['type'] === 'response.done');
  expect(dones.map((event) => at(event, 'response.status'))).toEqual([
    'completed',
    'failed',
    'incomplete',
    'completed',
  ]);
  expect(at(dones[1], 'response.status_details')).toMatchObject({
    type: 'failed',
    error: { code: 'server_error' },
  });
});

test('greeting, long-talk and idle', async () => {
  const greeting = await play('greeting');
  await greeting.client.until('output_audio_buffer.stopped');
  expect(spoken(greeting.client)).toEqual(['Hello, how can I help you?']);
  const long = await play('long-talk');
  await long.client.until('output_audio_buffer.stopped');
  expect(
    when(long.sim, 'output_audio_buffer.stopped') - when(long.sim, 'output_audio_buffer.started'),
  ).toBeGreaterThan(25_000);
  expect(when(long.sim, 'response.done') - when(long.sim, 'response.created')).toBeGreaterThan(4000);
  const idle = await play('idle');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(idle.client.frames).toEqual([]);
});

test('idle-timeout: the server speaks up', async () => {
  const { client, sim } = await play('idle-timeout');
  await client.until('response.done', (event) => JSON.stringify(event).includes('Are you still there?'));
  const types = client.types();
  const from = types.indexOf('input_audio_buffer.timeout_triggered');
  expect(types.slice(from, from + 7)).toEqual([
    'input_audio_buffer.timeout_triggered',
    'conversation.item.added',
    'conversation.item.done',
    'input_audio_buffer.committed',
    'conversation.item.added',
    'conversation.item.done',
    'response.created',
  ]);
  const silence =
    when(sim, 'input_audio_buffer.timeout_triggered') - when(sim, 'output_audio_buffer.stopped');
  expect(silence).toBeCloseTo(5000, 0);
  const completed: Raw = await client.until('conversation.item.input_audio_transcription.completed');
  expect(completed).toMatchObject({ transcript: '', usage: { type: 'duration', seconds: 0 } });
});

test('idle-timeout: somebody who speaks is not asked', async () => {
  const turn_detection = { type: 'server_vad', idle_timeout_ms: 5000, create_response: false };
  const script = [{ agent: 'Hello.' }, { caller: 'Yes.' }, { wait: 8000 }, { emit: { type: 'end' } }];
  const scenario = { name: 'x', script, answers: [], session: { audio: { input: { turn_detection } } } };
  const client = await connect(await simulator({ scenario, speed: 100 }));
  await client.until('end');
  expect(client.types()).not.toContain('input_audio_buffer.timeout_triggered');
});
