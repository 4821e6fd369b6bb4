import { existsSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { at, child, isRaw, type Raw } from '../../src/core/raw.ts';
import { closeAll, connect, errorOf, simulator, type Client } from './client.ts';

afterEach(closeAll);

const fixtures = new URL('../../../shared/fixtures/streams/', import.meta.url);

const say = (client: Client, words: string): void => {
  client.send({
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: words }] },
  });
  client.send({ type: 'response.create' });
};

/** The types of a stream with repeated deltas as one, and the fields of each type. */
const profile = (events: readonly Raw[]): { order: string[]; fields: Map<string, string[]> } => {
  const order: string[] = [];
  const fields = new Map<string, string[]>();
  for (const event of events) {
    const type = String(event['type']);
    if (order.at(-1) !== type) order.push(type);
    fields.set(type, Object.keys(event));
  }
  return { order, fields };
};

/** The stream up to the end of its last response: what comes after is a matter of timing. */
const complete = (events: readonly Raw[]): readonly Raw[] =>
  events.slice(0, events.findLastIndex((event) => event['type'] === 'response.done') + 1);

const recorded = (name: string): { server: Raw[]; client: Raw[] } => {
  const rows = readFileSync(new URL(name, fixtures), 'utf8')
    .trim()
    .split('\n')
    .map((row) => JSON.parse(row) as Raw);
  const of = (dir: string): Raw[] =>
    rows.filter((row) => row['dir'] === dir).map((row) => child(row, 'event') ?? {});
  return { server: of('server'), client: of('client') };
};

/** The paths of all fields of an object, lists by their first element. */
const paths = (value: unknown, prefix = ''): string[] => {
  if (Array.isArray(value)) return value.length === 0 ? [prefix] : paths(value[0], `${prefix}[]`);
  if (!isRaw(value)) return [prefix];
  return Object.entries(value).flatMap(([key, one]) => paths(one, prefix === '' ? key : `${prefix}.${key}`));
};

describe('a text turn over a sideband', () => {
  test('goes through the lifecycle of the service', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const client = await connect(sim);
    client.send({ type: 'session.update', session: { type: 'realtime', output_modalities: ['text'] } });
    say(client, 'Say hello.');
    await client.until('rate_limits.updated');
    expect(profile(client.events).order).toEqual([
      'session.updated',
      'conversation.item.added',
      'conversation.item.done',
      'response.created',
      'response.output_item.added',
      'conversation.item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
      'rate_limits.updated',
    ]);
  });

  test('pads every delta to sixteen characters', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const client = await connect(sim);
    say(client, 'Say something with extraordinarily internationalised words.');
    await client.until('response.done');
    const deltas = client.events.filter((event) => String(event['type']).endsWith('.delta'));
    expect(deltas.length).toBeGreaterThan(5);
    for (const { delta, obfuscation } of deltas)
      expect(`${String(delta)}${String(obfuscation)}`).toHaveLength(16);
  });

  describe.skipIf(!existsSync(fixtures))('has the order and the fields of the recording', () => {
    test('text, on a sideband (skipped where the recordings are not there)', async () => {
      const sim = await simulator({
        scenario: 'idle',
        faults: ['item_done_previous_null=always', 'phase=off', 'reasoning_tokens=off'],
      });
      const { server, client: sent } = recorded('ga-openai-sideband-webrtc-text-turn.ndjson');
      const client = await connect(sim);
      for (const event of sent) client.send(event);
      await client.until('response.done');
      const [real, made] = [profile(complete(server)), profile(complete(client.events))];
      expect(made.order).toEqual(real.order);
      for (const [type, fields] of real.fields) expect([type, made.fields.get(type)]).toEqual([type, fields]);
      for (const type of ['response.done', 'conversation.item.done', 'session.updated']) {
        const of = (events: readonly Raw[]): string[] =>
          paths(events.find((event) => event['type'] === type)).filter(
            (path) => !path.startsWith('session.audio.output'),
          );
        expect(of(client.events)).toEqual(of(server));
      }
    });

    test('text, over a plain socket with audio out', async () => {
      const sim = await simulator({
        scenario: 'idle',
        faults: ['item_done_previous_null=never', 'phase=off'],
      });
      const { server, client: sent } = recorded('ga-openai-ws-text-in-audio-out.ndjson');
      const client = await connect(sim, '?model=gpt-realtime');
      for (const event of sent) client.send(event);
      await client.until('rate_limits.updated');
      const [real, made] = [profile(complete(server)), profile(complete(client.events))];
      const firsts = (order: readonly string[]): string[] => [...new Set(order)];
      expect(firsts(made.order)).toEqual(firsts(real.order));
      for (const [type, fields] of real.fields) expect([type, made.fields.get(type)]).toEqual([type, fields]);
    });

    test('a function call and its answer', async () => {
      const sim = await simulator({
        scenario: 'idle',
        faults: ['item_done_previous_null=never', 'phase=off'],
      });
      const { server, client: sent } = recorded('ga-openai-ws-tool-call-round.ndjson');
      const client = await connect(sim, '?model=gpt-realtime');
      for (const event of sent.slice(0, 3)) client.send(event);
      const called = await client.until('response.function_call_arguments.done');
      expect(JSON.parse(String(called['arguments']))).toEqual({ city: 'London' });
      await client.until('rate_limits.updated');
      client.send({
        type: 'conversation.item.create',
        item: {
          type: 'function_call_output',
          call_id: called['call_id'],
          output: 'It is foggy and 12 degrees in London.',
        },
      });
      client.send({ type: 'response.create' });
      await client.until('response.done', (event) => at(event, 'response.output.0.type') === 'message');
      const [real, made] = [profile(complete(server)), profile(complete(client.events))];
      expect(made.order).toEqual(real.order);
      for (const [type, fields] of real.fields) expect([type, made.fields.get(type)]).toEqual([type, fields]);
    });
  });
});

describe('responses', () => {
  test('a second one in the conversation is refused with the id of the first', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const client = await connect(sim);
    client.send({ type: 'response.create' });
    client.send({ type: 'response.create', event_id: 'mine' });
    const created = await client.until('response.created');
    const error = errorOf(await client.until('error'));
    expect(error).toMatchObject({
      type: 'invalid_request_error',
      code: 'conversation_already_has_active_response',
      message: `Conversation already has an active response in progress: ${String(at(created, 'response.id'))}. Wait until the response is finished before creating a new one.`,
      param: null,
      event_id: 'mine',
    });
  });

  test('one beside the conversation runs in parallel and puts nothing into it', async () => {
    const sim = await simulator({ scenario: 'long-talk' });
    const client = await connect(sim);
    await client.until('response.created');
    client.send({
      type: 'response.create',
      response: {
        conversation: 'none',
        output_modalities: ['text'],
        metadata: { purpose: 'guard' },
        instructions: 'Say exactly "all is well"',
      },
    });
    const done = await client.until(
      'response.done',
      (event) => at(event, 'response.metadata.purpose') === 'guard',
    );
    expect(done).toMatchObject({ response: { status: 'completed', conversation_id: null } });
    expect(at(done, 'response.output.0.content.0.text')).toBe('all is well');
    const id = at(done, 'response.output.0.id');
    expect(
      client.events.filter(
        (e) => String(e['type']).startsWith('conversation.item') && at(e, 'item.id') === id,
      ),
    ).toEqual([]);
    expect(client.types()).not.toContain('error');
  });

  test('cancelling ends the item as incomplete and the response as cancelled', async () => {
    const sim = await simulator({ scenario: 'long-talk', speed: 5 });
    const client = await connect(sim);
    await client.until('output_audio_buffer.started');
    client.send({ type: 'response.cancel' });
    client.send({ type: 'output_audio_buffer.clear' });
    const done = await client.until('response.done');
    expect(done).toMatchObject({
      response: {
        status: 'cancelled',
        status_details: { type: 'cancelled', reason: 'client_cancelled' },
        output: [{ status: 'incomplete' }],
      },
    });
    await client.until('conversation.item.truncated');
    const order = profile(client.events).order;
    const from = order.indexOf('response.output_audio.done');
    expect(order.slice(from).filter((type) => type !== 'rate_limits.updated')).toEqual([
      'response.output_audio.done',
      'response.output_audio_transcript.done',
      'response.content_part.done',
      'conversation.item.done',
      'response.output_item.done',
      'response.done',
      'output_audio_buffer.cleared',
      'conversation.item.truncated',
    ]);
  });

  test('cancelled before its first output it used nothing', async () => {
    const sim = await simulator({ scenario: 'idle', speed: 2, faults: ['latency_ms=1'] });
    const client = await connect(sim);
    client.send({ type: 'response.create' });
    await client.until('response.created');
    client.send({ type: 'response.cancel' });
    const done = await client.until('response.done');
    expect(done).toMatchObject({ response: { status: 'cancelled', output: [], usage: { total_tokens: 0 } } });
  });

  test('cancelling nothing is an error that does no harm', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const client = await connect(sim);
    client.send({ type: 'response.cancel', event_id: 'rt-17' });
    expect(errorOf(await client.until('error'))).toEqual({
      type: 'invalid_request_error',
      code: 'response_cancel_not_active',
      message: 'Cancellation failed: no active response found',
      param: null,
      event_id: 'rt-17',
    });
  });

  test('the token limit cuts it off as incomplete', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const client = await connect(sim);
    const response = {
      output_modalities: ['text'],
      max_output_tokens: 5,
      instructions: 'Say exactly "one two three four five six seven eight nine ten eleven"',
    };
    client.send({ type: 'response.create', response });
    const done = await client.until('response.done');
    expect(done).toMatchObject({
      response: {
        status: 'incomplete',
        status_details: { type: 'incomplete', reason: 'max_output_tokens' },
        output: [{ status: 'incomplete' }],
      },
    });
  });

  test('usage grows with the context, and what is cached is a part of the input', async () => {
    const sim = await simulator({ scenario: 'idle', speed: 50 });
    const client = await connect(sim);
    let last = 0;
    for (let turn = 0; turn < 4; turn += 1) {
      const from = client.events.length;
      say(client, 'Tell me something about the weather in the mountains today, please. '.repeat(3));
      const done = await client.until('response.done', undefined, from);
      const input = Number(at(done, 'response.usage.input_tokens'));
      const cached = Number(at(done, 'response.usage.input_token_details.cached_tokens'));
      expect(input).toBeGreaterThan(last);
      expect(cached).toBeLessThanOrEqual(input);
      expect(cached % 64).toBe(0);
      if (turn > 1) expect(cached).toBeGreaterThan(0);
      last = input;
    }
  });

  test('the item before an item of the agent is told by added, and by done as the switch says', async () => {
    const told = async (mode: string): Promise<unknown[]> => {
      const sim = await simulator({
        scenario: 'idle',
        speed: 50,
        faults: [`item_done_previous_null=${mode}`],
      });
      const client = await connect(sim);
      for (let turn = 0; turn < 6; turn += 1) {
        const from = client.events.length;
        say(client, 'Hello.');
        await client.until('response.done', undefined, from);
      }
      const agent = client.events.filter((event) => at(event, 'item.role') === 'assistant');
      const previous = (type: string): unknown[] =>
        agent.filter((event) => event['type'] === type).map((event) => event['previous_item_id']);
      expect(previous('conversation.item.added')).not.toContain(null);
      return previous('conversation.item.done').map((id) => id === null);
    };
    expect(new Set(await told('always'))).toEqual(new Set([true]));
    expect(new Set(await told('never'))).toEqual(new Set([false]));
    expect(new Set(await told('sometimes'))).toEqual(new Set([true, false]));
  });

  test('the audio of a word comes later than its text', async () => {
    const sim = await simulator({ scenario: 'greeting' });
    const client = await connect(sim);
    const started = await client.until('output_audio_buffer.started');
    expect(started['event_id']).toMatch(/^event_[0-9a-f]{16}$/);
    const frames = sim.log(sim.calls[0]).filter((frame) => frame.kind === 'peer' && frame.dir === 'out');
    const first = (type: string): number =>
      frames.find((frame) => frame.text.includes(`"${type}"`))?.at_ms ?? 0;
    const lag = first('output_audio_buffer.started') - first('response.output_audio_transcript.delta');
    expect(lag).toBeGreaterThanOrEqual(110);
    expect(lag).toBeLessThan(160);
  });

  test('audio is still playing when the response is done', async () => {
    const sim = await simulator({ scenario: 'greeting' });
    const client = await connect(sim);
    await client.until('output_audio_buffer.stopped');
    const types = client.types();
    expect(types.indexOf('output_audio_buffer.started')).toBeLessThan(
      types.indexOf('response.output_audio.done'),
    );
    expect(types.indexOf('output_audio_buffer.stopped')).toBeGreaterThan(
      types.indexOf('rate_limits.updated'),
    );
    const frames = sim.log(sim.calls[0]).filter((frame) => frame.kind === 'sideband');
    const at = (type: string): number => frames.find((frame) => frame.text.includes(`"${type}"`))?.at_ms ?? 0;
    const played = at('output_audio_buffer.stopped') - at('output_audio_buffer.started');
    expect(played).toBeGreaterThan(1500);
    expect(played).toBeLessThan(2500);
  });
});
