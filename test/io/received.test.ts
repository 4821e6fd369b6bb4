import { expect, test } from 'vitest';
import { ReceivedFrame } from '../../src/io/received.ts';

test('a received frame is what stands between two places of its bytes', () => {
  const at = { wall: 1, mono: 2 };
  const bytes = Buffer.from('....{"a":"né"}{"b":1}..');
  expect(new ReceivedFrame(at, bytes, 4, 15).text).toBe('{"a":"né"}');
  expect(new ReceivedFrame(at, bytes, 15, 22, true).text).toBe('{"b":1}');
});

test('a received frame is its bytes, and the text they are', () => {
  const at = { wall: 1, mono: 2 };
  const bytes = Buffer.from('\ufeff{"a":"né 👩‍👩‍👧"}');
  const frame = new ReceivedFrame(at, bytes);
  expect(frame.bytes).toBe(bytes);
  expect([frame.at, frame.kind, frame.direction]).toEqual([at, 'frame', 'received']);
  expect(frame.text).toBe('\ufeff{"a":"né 👩‍👩‍👧"}');
  expect(JSON.parse(JSON.stringify(frame))).toEqual({
    at,
    kind: 'frame',
    direction: 'received',
    text: frame.text,
  });
});
