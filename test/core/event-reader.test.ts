import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eventReader } from '../../src/core/event-reader.ts';
import { parseSignal, type Event } from '../../src/core/event.ts';
import { Piece } from '../../src/core/piece.ts';
import { delta, fromWire, wire } from './frames.ts';
import { received, sent } from './script.ts';

const read = (...texts: readonly string[]): readonly Event[] => {
  const reading = eventReader();
  return texts.map((text) => reading(fromWire(text)));
};

/** An event with everything that can be asked of it. */
const whole = (event: Event): unknown =>
  event.kind === 'server'
    ? {
        kind: event.kind,
        type: event.type,
        known: { type: event.known.type, fields: event.known.fields },
        raw: event.raw,
      }
    : event;

const id = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom<unknown>('id_1', 'id_2', 'id_3', 'id_4', '') },
  fc.constantFrom<unknown>('ïd', 'a"b', 'a\\n', '你', null, 7, [], { item_id: 'i' }),
);
const ids = fc.oneof(
  { weight: 6, arbitrary: fc.record({ response_id: id, item_id: id }) },
  fc.record({ response_id: id, item_id: id, call_id: id }, { requiredKeys: [] }),
);
const often = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3 * others.length, arbitrary: fc.constant(usual) }, fc.constantFrom(...others));

/** What is the same in many texts, and what is not. */
const shape = fc.record({
  type: fc.constantFrom(
    'response.output_audio_transcript.delta',
    'response.function_call_arguments.delta',
    'response.text.delta',
    'conversation.item.input_audio_transcription.delta',
    'response.output_audio_transcript.done',
  ),
  place: fc.constantFrom<object>(
    {},
    { output_index: 0 },
    { output_index: 1, item_id: 'old' },
    { part: ['x'] },
  ),
  backwards: fc.boolean(),
  behind: often(
    '',
    ',"item_id":"id_9"',
    ',"item_id":7',
    ',"delta":1',
    ',"event_id":"e"',
    ',"it\\u0065m_id":"id_8"',
    ',',
    ',"__proto__":{"item_id":"id_9"}',
    ',"__proto__":"x"',
    ',"x":1,"x":"2"',
    ' ',
    ',"y":true',
  ),
});

/** Texts of a few pieces each, of few shapes. */
const texts = fc.array(shape, { minLength: 1, maxLength: 3 }).chain((shapes) =>
  fc.array(
    fc
      .record({
        shape: fc.constantFrom(...shapes),
        ids,
        said: fc.array(fc.constantFrom('One', ' señor', '{"', '\n', '\\', '', '你', '\u0001'), {
          maxLength: 4,
        }),
      })
      .map(({ shape: { type, place, backwards, behind }, ids, said }) =>
        said.map((delta, index) => {
          const fields = { type, event_id: `event_${index}`, ...place, ...ids, delta, obfuscation: 'aZ0' };
          const entries = Object.entries(fields);
          const json = JSON.stringify(Object.fromEntries(backwards ? entries.toReversed() : entries));
          return json.replace(/\}$/, `${behind}}`);
        }),
      ),
    { minLength: 4, maxLength: 16 },
  ),
);

describe('the reader of events', () => {
  test('gives for texts that differ in their ids, or in more, what parsing gives', () => {
    let begun = 0;
    let pieces = 0;
    fc.assert(
      fc.property(texts, (texts) => {
        const reading = eventReader();
        for (const pieceTexts of texts)
          for (const [index, json] of pieceTexts.entries()) {
            const frame = fromWire(json);
            const event = reading(frame);
            if (event instanceof Piece) pieces += 1;
            if (event instanceof Piece && index === 0) begun += 1;
            expect(whole(event), json).toEqual(whole(parseSignal(frame)));
          }
      }),
      { numRuns: 400, seed: 7 },
    );
    // Else nothing was tested.

    expect(begun).toBeGreaterThan(300);
    expect(pieces).toBeGreaterThan(1000);
  });

  test('gives for any frames what parsing each of them gives', () => {
    let pieces = 0;
    fc.assert(
      fc.property(wire, (frames) => {
        const reading = eventReader();
        for (const frame of frames) {
          const event = reading(frame);
          if (event instanceof Piece) pieces += 1;
          expect(whole(event)).toEqual(whole(parseSignal(frame)));
        }
      }),
      { numRuns: 400 },
    );
    // Else nothing was tested.
    expect(pieces).toBeGreaterThan(300);
  });

  test('knows the first piece of a text by its bytes when there was one like it', () => {
    const events = read(delta(1, 'a'), delta(2, 'b', 'item_2'), delta(3, 'c', 'item_2'), delta(4, 'd'));
    expect(events.map((event) => event instanceof Piece)).toEqual([false, true, true, true]);
    expect(events.map((event) => event.kind === 'server' && event.known.fields)).toEqual([
      { itemId: 'item_1', responseId: 'resp_1', delta: 'a' },
      { itemId: 'item_2', responseId: 'resp_1', delta: 'b' },
      { itemId: 'item_2', responseId: 'resp_1', delta: 'c' },
      { itemId: 'item_1', responseId: 'resp_1', delta: 'd' },
    ]);
    const [, two, three] = events;
    // What is asked of a text is asked of its pieces together.
    expect(two instanceof Piece && three instanceof Piece && two.like === three.like).toBe(true);
  });

  test('knows pieces with quotes in them, as arguments of functions have', () => {
    const events = read(
      delta(1, '{"'),
      delta(2, 'item'),
      delta(3, '":"'),
      delta(4, '\\n'),
      delta(5, '\u0001'),
    );
    expect(events.map((event) => event instanceof Piece)).toEqual([false, true, true, true, false]);
    expect(events.map((event) => event.kind === 'server' && event.raw['delta'])).toEqual([
      '{"',
      'item',
      '":"',
      '\\n',
      '\u0001',
    ]);
  });

  test.each([
    ['without an id', { item_id: undefined }],
    ['with an id that is none', { item_id: null }],
    ['with an id that is not plain', { item_id: 'ïd"' }],
    ['with more fields', { content_index: 0 }],
  ])('parses the first piece of a text %s', (_, other) => {
    const like = { type: 'response.text.delta', response_id: 'r', item_id: 'i', delta: 'a' };
    const events = read(JSON.stringify(like), JSON.stringify(like), JSON.stringify({ ...like, ...other }));
    expect(events.map((event) => event instanceof Piece)).toEqual([false, true, false]);
  });

  test('knows the second piece of a text by its bytes, also under a retired name and after another text', () => {
    const old = (words: string): string =>
      `{"type":"response.audio_transcript.delta","item_id":"i","delta":"${words}"}`;
    const events = read(delta(1, 'a'), delta(2, 'b'), old('x'), delta(3, 'c'), old('y'));
    expect(events.map((event) => event instanceof Piece)).toEqual([false, true, false, true, true]);
    const last = events.at(-1);
    expect(last?.kind === 'server' && [last.type, last.known.type]).toEqual([
      'response.audio_transcript.delta',
      'response.output_audio_transcript.delta',
    ]);
  });

  test('parses what has no bytes, and what we sent', () => {
    const reading = eventReader();
    const text = delta(1, 'a');
    expect(reading(received(text))).not.toBeInstanceOf(Piece);
    reading(fromWire(text));
    expect(reading(received(text))).not.toBeInstanceOf(Piece);
    expect(reading({ ...fromWire(text), direction: 'sent' }).kind).toBe('client');
    expect(reading({ ...fromWire(text), binary: true }).kind).toBe('malformed');
    expect(reading(sent({ type: 'response.create' })).kind).toBe('client');
  });

  test('reads a sound as what it is: how long it is stands in the delta', () => {
    const sound = (base64: string): string =>
      `{"type":"response.output_audio.delta","item_id":"i","delta":"${base64}"}`;
    const events = read(sound('AAAA'), sound('AAAAAAAA'));
    expect(events.map((event) => event.kind === 'server' && event.known.fields)).toEqual([
      expect.objectContaining({ bytes: 3 }),
      expect.objectContaining({ bytes: 6 }),
    ]);
  });
});
