import { RealtimeAgent, RealtimeSession, tool } from '@openai/agents-realtime';
import { OpenAI } from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { afterEach, describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/sim/scenario.ts';
import type { Simulator } from '../../src/sim/simulator.ts';
import { closeAll, simulator } from '../sim/client.ts';

afterEach(closeAll);

const parameters = {
  type: 'object' as const,
  properties: { item: { type: 'string' as const }, quantity: { type: 'integer' as const } },
  required: ['item' as const, 'quantity' as const],
  additionalProperties: false as const,
};

/** A silent caller, and an agent that places an order when somebody types one. */
const bar: Scenario = {
  name: 'bar',
  script: [],
  answers: [
    { when: { tool: 'place_order' }, say: 'One margarita, ready in five minutes.' },
    {
      when: { user: '/margarita/i' },
      call: [{ name: 'place_order', arguments: { item: 'Margarita', quantity: 1 } }],
    },
  ],
};

/** What came from sidebands, by type, and what the session answered with an error. */
const seen = (sim: Simulator): { types: readonly string[]; errors: readonly string[] } => {
  const frames = sim.log(sim.calls[0]).filter(({ kind }) => kind === 'sideband');
  return {
    types: frames.flatMap(({ dir, text }) =>
      dir === 'in' ? [(JSON.parse(text) as { type: string }).type] : [],
    ),
    errors: frames.flatMap(({ dir, text }) =>
      dir === 'out' && text.includes('"type":"error"') ? [text] : [],
    ),
  };
};

describe("the peers' own clients on a call of the simulator", () => {
  it('@openai/agents-realtime attaches by call id, and completes a text turn with a function call', async () => {
    const sim = await simulator({ scenario: bar });
    const orders: unknown[] = [];
    const agent = new RealtimeAgent({
      name: 'Barkeeper',
      instructions: 'You take orders.',
      tools: [
        tool({
          name: 'place_order',
          description: 'Sends an order to the bar.',
          parameters,
          strict: true,
          execute: async (given) => {
            orders.push(given);
            return 'order 17';
          },
        }),
      ],
    });
    const session = new RealtimeSession(agent, {
      transport: 'websocket',
      model: 'gpt-realtime-2.1',
      tracingDisabled: true,
    });
    const troubles: unknown[] = [];
    session.on('error', (trouble) => troubles.push(trouble));
    const spoken = new Promise<string>((resolve) => {
      session.transport.on('*', (event) => {
        if (event.type === 'response.output_audio_transcript.done') resolve(String(event['transcript']));
      });
    });
    const url = `${sim.baseUrl.replace(/^http/, 'ws')}/realtime?call_id=${sim.calls[0]}`;
    await session.connect({ apiKey: sim.apiKey, url });
    try {
      session.sendMessage('A margarita, please.');
      expect(await spoken).toBe('One margarita, ready in five minutes.');
    } finally {
      session.close();
    }
    expect(orders).toEqual([{ item: 'Margarita', quantity: 1 }]);
    expect(troubles).toEqual([]);
    const { types, errors } = seen(sim);
    expect(errors).toEqual([]);
    expect(types).toContain('session.update');
    expect(types.filter((type) => type === 'response.create')).toHaveLength(2);
  });

  it("openai's OpenAIRealtimeWS attaches by call id over TLS, and completes a text turn with a function call", async () => {
    const sim = await simulator({ scenario: bar, tls: true });
    const client = new OpenAI({ apiKey: sim.apiKey, baseURL: sim.baseUrl });
    const socket = new OpenAIRealtimeWS({ callID: sim.calls[0]!, options: { ca: sim.certificate } }, client);
    expect(socket.url.protocol).toBe('wss:');
    const troubles: unknown[] = [];
    socket.on('error', (trouble) => troubles.push(trouble));
    const calls: string[] = [];
    const spoken = new Promise<string>((resolve) => {
      socket.on('response.function_call_arguments.done', (event) => {
        calls.push(event.arguments);
        socket.send({
          type: 'conversation.item.create',
          item: { type: 'function_call_output', call_id: event.call_id, output: 'order 17' },
        });
      });
      socket.on('response.done', (event) => {
        // The answer may only be asked for once the response with the call is over.
        if (event.response.output?.some(({ type }) => type === 'function_call') === true)
          socket.send({ type: 'response.create' });
        else resolve(event.response.status ?? '');
      });
    });
    const text: string[] = [];
    socket.on('response.output_text.done', (event) => text.push(event.text));
    await new Promise<void>((resolve, reject) => {
      socket.socket.once('open', () => resolve());
      socket.socket.once('error', reject);
    });
    socket.send({
      type: 'session.update',
      session: {
        type: 'realtime',
        output_modalities: ['text'],
        tools: [
          { type: 'function', name: 'place_order', description: 'Sends an order to the bar.', parameters },
        ],
      },
    });
    socket.send({
      type: 'conversation.item.create',
      item: {
        type: 'message',
        role: 'user',
        content: [{ type: 'input_text', text: 'A margarita, please.' }],
      },
    });
    socket.send({ type: 'response.create' });
    try {
      expect(await spoken).toBe('completed');
    } finally {
      socket.close();
    }
    expect(calls.map((given) => JSON.parse(given) as unknown)).toEqual([{ item: 'Margarita', quantity: 1 }]);
    expect(text).toEqual(['One margarita, ready in five minutes.']);
    expect(troubles).toEqual([]);
    expect(seen(sim).errors).toEqual([]);
  });
});
