import { describe, expect, test } from 'vitest';
import { readPrices } from '../../../src/core/price.ts';
import { report, type ReportOptions } from '../../../src/core/report/report.ts';
import type { Signal } from '../../../src/core/signal.ts';
import prices from '../../../src/prices.json' with { type: 'json' };
import { longCall } from '../../long-call.ts';
import { after, entriesOf, header, link, received, sent } from '../../ui/scripts.ts';

const pageOf = (signals: readonly Signal[], options: Partial<ReportOptions> = {}) => {
  const page = report({
    prices: readPrices(prices),
    title: undefined,
    withoutEvents: false,
    madeWith: 'rt-sideband/test',
    ...options,
  });
  for (const entry of entriesOf(signals)) page.write(entry);
  return page.page(header, 0);
};

describe('the data of a page', () => {
  test('hold a call with its turns, usage and metrics', () => {
    const { data } = pageOf(longCall(2, 400));
    expect(data).toMatchObject({
      title: 'Call rtc_script0001',
      model: 'gpt-realtime-2.1',
      ended: 'ended',
      durationMs: 120_000,
    });
    expect(data.turns.length).toBeGreaterThan(8);
    for (const { item, caller, at } of data.turns.filter(
      (turn) => turn.item !== undefined && turn.caller !== undefined,
    )) {
      expect(data.items[item ?? -1]).toMatchObject({ kind: 'caller', text: caller });
      // Counted from the end of what the caller said.
      expect(at).toBeCloseTo(data.items[item ?? -1]?.to ?? 0, 0);
    }
    expect(data.usage.every(({ input, output, cost }) => input > 0 && output > 0 && (cost ?? 0) > 0)).toBe(
      true,
    );
    expect(data.metrics.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['turn_latency', 'tokens', 'cost']),
    );
  });

  test('leave out what an operator had said, and the raw events, when asked to', () => {
    const signals = [
      link(0, { to: 'open', epoch: 1, took: 1 }),
      sent(10, 'say', 'response.create', { response: { metadata: { source: 'rt-sideband' } } }),
      received(20, 'response.created', { response: { id: 'r', metadata: { source: 'rt-sideband' } } }),
      received(30, 'output_audio_buffer.started', { response_id: 'r' }),
      received(40, 'response.output_audio_transcript.done', {
        response_id: 'r',
        item_id: 'i',
        transcript: 'Hello',
      }),
      received(60, 'response.done', {
        response: { id: 'r', status: 'completed', output: [], usage: { input_tokens: 1, output_tokens: 1 } },
      }),
      received(900, 'output_audio_buffer.stopped', { response_id: 'r' }),
    ];
    expect(pageOf(signals).data.items.map(({ kind }) => kind)).toEqual(['operator', 'agent']);
    expect(pageOf(signals).events).toHaveLength(7);
    const { data, events } = pageOf(signals, { withoutOperator: true, withoutEvents: true });
    expect(data).toMatchObject({ items: [], turns: [], usage: [], events: undefined, withoutOperator: true });
    expect(events).toEqual([]);
  });

  test('list what went wrong in order: troubles, errors, gaps and frames that are none', () => {
    const { data } = pageOf([
      link(0, { to: 'open', epoch: 1, took: 1 }),
      received(100, 'response.created', { response: { id: 'r' } }),
      received(300, 'response.done', {
        response: {
          id: 'r',
          status: 'failed',
          output: [],
          status_details: { error: { code: 'server_error', message: 'Sorry.' } },
        },
      }),
      received(500, 'error', { error: { code: 'invalid_value', message: 'The value is wrong.' } }),
      { at: after(600), kind: 'frame', direction: 'received', text: 'no JSON' },
      link(2000, {
        to: 'gap',
        gap: { from: after(1000), noticed: after(1200), to: after(2000), cause: 'no pong for 20 s' },
      }),
    ]);
    expect(data.problems.map(({ at, severity, text }) => [at, severity, text])).toEqual([
      [300, 'bad', expect.stringMatching(/failed.*server_error/)],
      [500, 'bad', 'the server reported an error: invalid_value: The value is wrong.'],
      [600, 'warn', 'a frame could not be read: not JSON'],
      [1000, 'bad', expect.stringMatching(/^1\.0 s in which no connection was open \(no pong for 20 s\)/)],
    ]);
    expect(data.problems[0]?.advice.length).toBeGreaterThan(0);
    // Each is on the timeline, and once.
    expect(data.items.map(({ kind, from }) => [kind, from])).toEqual([
      ['trouble', 300],
      ['error', 500],
      ['trouble', 600],
      ['gap', 1000],
    ]);
  });
});

describe('raw events', () => {
  test('are what crossed the socket, sound as its size', () => {
    const { events, data } = pageOf([
      link(0, { to: 'open', epoch: 1, took: 1 }),
      received(1, 'response.output_audio.delta', { delta: 'AAAA'.repeat(400) }),
      sent(2, 'send', 'response.cancel'),
    ]);
    expect(events).toEqual([
      [1, 0, 'link', 'open', '{"to":"open","epoch":1,"took":1}'],
      [
        2,
        1,
        'in',
        'response.output_audio.delta',
        '{"type":"response.output_audio.delta","delta":"[1200 bytes]"}',
      ],
      [3, 2, 'out', 'response.cancel', '{"type":"response.cancel"}'],
    ]);
    expect(data.events).toEqual({ kept: 3, of: 3 });
  });

  test('keep every piece of a text to the letter, but for a secret that lies across them', () => {
    const key = ['sk', 'proj', 'abcdefghijklmnop1234'].join('-');
    const pieces = (id: string, deltas: readonly string[]): readonly Signal[] =>
      deltas.map((delta, index) =>
        received(index, 'response.output_audio_transcript.delta', {
          response_id: 'r',
          item_id: id,
          output_index: 0,
          content_index: 0,
          delta,
        }),
      );
    const { events } = pageOf([
      ...pieces('a', ['Hel', 'lo the', 're.']),
      ...pieces('b', ['It is ', key.slice(0, 9), key.slice(9, 18), key.slice(18), ' there.']),
    ]);
    const said = events.map(([, , , , text]) => (JSON.parse(text) as { delta: string }).delta);
    expect(said.slice(0, 3)).toEqual(['Hel', 'lo the', 're.']);
    expect(said.slice(3).join('')).toBe('It is [secret 1] there.');
  });

  test('are bounded, and what is left out is counted', () => {
    const many = Array.from({ length: 900 }, (_, index) =>
      received(index, 'x', { text: 'x'.repeat(60_000) }),
    );
    const { events, data } = pageOf(many);
    expect(events.length).toBeLessThan(900);
    expect(data.events).toEqual({ kept: events.length, of: 900 });
  });
});
