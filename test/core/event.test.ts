import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSignal } from '../../src/core/event.ts';
import { isRaw, type Raw } from '../../src/core/raw.ts';
import { sample, samples } from './samples.ts';
import { link, received, sent } from './script.ts';

const nested = (depth: number, unit: string, end: string): string =>
  `{"type":"error","error":${unit.repeat(depth)}1${end.repeat(depth)}}`;

describe('parseSignal', () => {
  test.each([
    ['nothing', '', 'empty frame'],
    ['white space', ' \n', 'empty frame'],
    ['half an object', '{"type":"error"', 'not JSON'],
    ['two objects', '{}{}', 'not JSON'],
    ['single quotes', "{'type':'error'}", 'not JSON'],
    ['a trailing comma', '{"type":"error",}', 'not JSON'],
    ['a comment', '{"type":"error"} // no', 'not JSON'],
    ['NaN', '{"type":NaN}', 'not JSON'],
    ['a raw line break in a string', '{"type":"a\nb"}', 'not JSON'],
    ['a NUL', '\0', 'not JSON'],
    ['a byte order mark', '\ufeff{"type":"error"}', 'not JSON'],
    ['bytes that are no text', '\ufffd\ufffd', 'not JSON'],
    ['a string', '"error"', 'not a JSON object'],
    ['a number', '7', 'not a JSON object'],
    ['null', 'null', 'not a JSON object'],
    ['a list', '[{"type":"error"}]', 'not a JSON object'],
    ['no type', '{"event_id":"event_1"}', 'no type'],
    ['a type that is no string', '{"type":7}', 'no type'],
    ['an empty type', '{"type":" "}', 'no type'],
    ['an inherited type', '{"__proto__":{"type":"error"}}', 'no type'],
    ['a deep list', nested(100_000, '[', ']'), 'nested too deep'],
    ['a deep object', nested(100_000, '{"a":', '}'), 'nested too deep'],
  ])('%s is malformed', (_, text, reason) => {
    expect(parseSignal(received(text))).toEqual({ kind: 'malformed', text, reason });
  });

  test('a binary frame is malformed, whatever it holds', () => {
    const signal = { ...received('{"type":"error"}'), binary: true } as const;
    expect(parseSignal(signal)).toMatchObject({ kind: 'malformed', reason: 'binary frame' });
  });

  test('depth is measured in levels, not in length', () => {
    expect(parseSignal(received(nested(190, '[', ']'))).kind).toBe('server');
    expect(parseSignal(received(nested(210, '[', ']'))).kind).toBe('malformed');
    const wide = JSON.stringify({ type: 'error', error: { message: '[{'.repeat(50_000) } });
    expect(parseSignal(received(wide)).kind).toBe('server');
  });

  test('reads a known event and keeps it whole', () => {
    const raw = sample('conversation.item.truncated', { added_later: { a: 1 } });
    expect(parseSignal(received(raw))).toEqual({
      kind: 'server',
      type: 'conversation.item.truncated',
      known: { type: 'conversation.item.truncated', fields: { itemId: 'item_2', heardMs: 1500 } },
      raw,
    });
  });

  test('understands a retired name, keeps it, and gives the present one', () => {
    const event = parseSignal(
      received({ ...sample('response.output_text.done'), type: 'response.text.done' }),
    );
    expect(event).toMatchObject({
      kind: 'server',
      type: 'response.text.done',
      known: { type: 'response.output_text.done', fields: { said: 'One margarita.' } },
    });
  });

  test('forgives white space around a type', () => {
    const event = parseSignal(received({ type: ' input_audio_buffer.dtmf_event_received', event: '#' }));
    expect(event).toMatchObject({ kind: 'server', type: 'input_audio_buffer.dtmf_event_received' });
  });

  test.each(['ping', 'session.started', '__proto__', 'constructor', 'toString'])('%s is unknown', (type) => {
    expect(parseSignal(received(`{"type":"${type}","a":1}`))).toMatchObject({ kind: 'unknown', type });
  });

  test.each([
    { type: 'session.updated', session: 'none' },
    { type: 'conversation.item.added' },
    { type: 'conversation.item.added', item: { type: 'message' } },
    { type: 'response.done', response: {} },
    { type: 'response.output_text.delta', item_id: 7, delta: 'a' },
    { type: 'input_audio_buffer.dtmf_event_received' },
  ])('a known type in a shape that makes no sense is unknown: %o', (raw) => {
    expect(parseSignal(received(raw)).kind).toBe('unknown');
  });

  test('what we sent is a client event, with its verb', () => {
    const raw = { type: 'response.create' };
    expect(parseSignal(sent(raw, 'say'))).toEqual({
      kind: 'client',
      type: 'response.create',
      raw,
      by: 'say',
    });
  });

  test('news of the link is passed on', () => {
    const change = { to: 'open', epoch: 1, took: 12 } as const;
    expect(parseSignal(link(change))).toEqual({ kind: 'link', change });
  });

  test('is total: any text becomes an event and no reason quotes it', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: 'binary' }),
          fc.json(),
          fc.json().map((json) => `{"type":"x","a":${json}}`),
        ),
        (text) => {
          const event = parseSignal(received(text));
          if (event.kind === 'malformed') {
            expect(event.text).toBe(text);
            expect(['empty frame', 'not JSON', 'not a JSON object', 'no type']).toContain(event.reason);
          } else expect(['server', 'unknown']).toContain(event.kind);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('is total: any known event with fields of any kind, or without them', () => {
    const twisted = (value: unknown): fc.Arbitrary<unknown> =>
      fc.oneof(
        { weight: 3, arbitrary: isRaw(value) ? fields(value) : fc.constant(value) },
        { weight: 1, arbitrary: fc.jsonValue() },
      );
    const fields = (raw: Raw): fc.Arbitrary<unknown> =>
      fc.record(Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, twisted(value)])), {
        requiredKeys: [],
      });
    fc.assert(
      fc.property(
        fc.constantFrom(...samples).chain((event) => fields(event).map((twist) => ({ event, twist }))),
        ({ event, twist }) => {
          const signal = received({ ...(twist as Raw), type: event['type'] });
          expect(['server', 'unknown']).toContain(parseSignal(signal).kind);
        },
      ),
      { numRuns: 1500 },
    );
  });
});
