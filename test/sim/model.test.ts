import { afterEach, describe, expect, test } from 'vitest';
import { at, child, children, text, type Raw } from '../../src/core/raw.ts';
import type { Scenario } from '../../src/sim/scenario.ts';
import { closeAll, connect, simulator, type Client } from './client.ts';

afterEach(closeAll);

const on = async (more: Partial<Scenario> = {}): Promise<Client> => {
  const sim = await simulator({ scenario: { name: 'x', script: [], answers: [], ...more }, speed: 50 });
  return connect(sim);
};

const outputs = (done: Raw): unknown[] =>
  children(child(done, 'response'), 'output').map(
    (item) =>
      text(children(item, 'content')[0], 'transcript') ?? [item['type'], item['name'], item['arguments']],
  );

const ask = async (client: Client, words: string, response?: Raw): Promise<unknown[]> => {
  const from = client.events.length;
  if (words !== '') {
    const content = [{ type: 'input_text', text: words }];
    client.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
  }
  client.send({ type: 'response.create', ...(response === undefined ? {} : { response }) });
  return outputs(await client.until('response.done', undefined, from));
};

describe('what the model says', () => {
  test('exactly the words it is told, with nothing added', async () => {
    const client = await on();
    const words = 'The "manager" joins\nin two minutes. – Bientôt !';
    expect(
      await ask(client, '', { instructions: `Say exactly the words between the marks.\n<<<\n${words}\n>>>` }),
    ).toEqual([words]);
    expect(await ask(client, '', { instructions: 'Say exactly "Hello."' })).toEqual(['Hello.']);
    expect(await ask(client, '', { instructions: 'Be sorry.' })).toEqual(['Let me tell you this: Be sorry.']);
  });

  test('a function that has to be called is called, whatever was said before', async () => {
    const client = await on();
    const lookUp = { type: 'function', name: 'look_up', parameters: { type: 'object', properties: {} } };
    const other = { ...lookUp, name: 'other' };
    const call = [['function_call', 'look_up', '{}']];
    expect(await ask(client, '', { tools: [lookUp], tool_choice: 'required' })).toEqual(call);
    const named = { type: 'function', name: 'look_up' };
    expect(await ask(client, '', { tools: [other, lookUp], tool_choice: named })).toEqual(call);
    expect(await ask(client, '', { tools: [lookUp], tool_choice: 'auto' })).not.toEqual(call);
  });

  test('a greeting, an echo, and the language of the session', async () => {
    const client = await on();
    expect(await ask(client, '')).toEqual(['Hello, how can I help you?']);
    expect(await ask(client, 'Hi.')).toEqual(['You said: Hi. What else can I do for you?']);
    client.send({ type: 'session.update', session: { type: 'realtime', instructions: 'Speak French' } });
    expect(await ask(client, 'Hi.')).toEqual([expect.stringContaining('Vous avez dit : Hi.')]);
  });

  test('a function of a client that fits, and what it answered', async () => {
    const client = await on();
    const tools = [
      {
        type: 'function',
        name: 'get_weather',
        parameters: { type: 'object', properties: { city: { type: 'string' } } },
      },
    ];
    client.send({ type: 'session.update', session: { type: 'realtime', tools } });
    expect(await ask(client, 'What is the weather in Paris?')).toEqual([
      ['function_call', 'get_weather', '{"city":"Paris"}'],
    ]);
    const called = await client.until('response.function_call_arguments.done');
    const item = { type: 'function_call_output', call_id: called['call_id'], output: 'sunny' };
    client.send({ type: 'conversation.item.create', item });
    expect(await ask(client, '')).toEqual(['Here is what I found: sunny']);
    expect(await ask(client, 'What is the weather in Rome?', { tool_choice: 'none' })).toEqual([
      expect.stringContaining('You said'),
    ]);
  });

  test('the first answer that fits, some of them once', async () => {
    const client = await on({
      answers: [
        { when: { user: 'hello' }, say: 'First.', once: true },
        { when: { user: 'hello' }, say: 'Again.', call: [{ name: 'f', arguments: { a: 1 } }, { name: 'g' }] },
      ],
    });
    expect(await ask(client, 'Hello')).toEqual(['First.']);
    expect(await ask(client, 'Hello')).toEqual([
      'Again.',
      ['function_call', 'f', '{"a":1}'],
      ['function_call', 'g', '{}'],
    ]);
    expect(await ask(client, 'Hello', { tool_choice: 'none' })).toEqual([
      expect.stringContaining('You said'),
    ]);
    expect(await ask(client, 'Hello', { instructions: 'Say exactly "Told."' })).toEqual(['Told.']);
  });

  test('only what the input of a response holds', async () => {
    const client = await on();
    expect(await ask(client, 'A secret.', { input: [] })).toEqual(['Hello, how can I help you?']);
    const input = [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Another.' }] }];
    expect(await ask(client, '', { input })).toEqual([expect.stringContaining('Another.')]);
  });

  test('calls of remote tools, done and failed', async () => {
    const call = { server: 'docs', name: 'search', arguments: { q: 'x' } };
    const client = await on({
      answers: [
        { when: { user: 'find' }, mcp: [{ ...call, output: 'found' }], say: 'Here.' },
        { when: { user: 'fail' }, mcp: [{ ...call, error: 'unreachable' }] },
      ],
    });
    await ask(client, 'find it');
    const types = client.types();
    const from = types.indexOf('response.created');
    const lane = types
      .slice(from, types.indexOf('response.content_part.added'))
      .filter((type) => !type.endsWith('arguments.delta'));
    expect(lane).toEqual([
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.mcp_call_arguments.done',
      'response.mcp_call.in_progress',
      'response.mcp_call.completed',
      'conversation.item.done',
      'response.output_item.done',
      'response.output_item.added',
      'conversation.item.added',
    ]);
    expect(await client.until('response.output_item.done')).toMatchObject({
      item: {
        type: 'mcp_call',
        server_label: 'docs',
        name: 'search',
        arguments: '{"q":"x"}',
        output: 'found',
      },
    });
    const { length } = client.events;
    await ask(client, 'fail now');
    expect(await client.until('response.mcp_call.failed', undefined, length)).not.toHaveProperty(
      'response_id',
    );
    const item = await client.until('response.output_item.done', undefined, length);
    expect(at(item, 'item.error')).toEqual({ type: 'tool_execution_error', message: 'unreachable' });
  });
});
