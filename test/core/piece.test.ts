import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSignal, type Event } from '../../src/core/event.ts';
import { eventReader, joinedText, Piece } from '../../src/core/piece.ts';
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

describe('the reader of events', () => {
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

test('pieces say together what each says', () => {
  const pieces = read(delta(1, 'One'), delta(2, ' señor'), delta(3, ''), delta(4, ', two')).flatMap((event) =>
    event instanceof Piece ? [event] : [],
  );
  expect(pieces.map(({ delta }) => delta)).toEqual([' señor', '', ', two']);
  expect(joinedText(pieces)).toBe(' señor, two');
  expect(joinedText([])).toBe('');
});
