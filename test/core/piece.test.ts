import { expect, test } from 'vitest';
import { eventReader } from '../../src/core/event-reader.ts';
import { parseSignal } from '../../src/core/event.ts';
import { joinedText, Piece } from '../../src/core/piece.ts';
import { delta, fromWire } from './frames.ts';

const piecesOf = (...texts: readonly string[]): readonly Piece[] => {
  const reading = eventReader();
  reading(fromWire(delta(0, 'One')));
  return texts.flatMap((text) => {
    const event = reading(fromWire(text));
    return event instanceof Piece ? [event] : [];
  });
};

test('pieces say together what each says', () => {
  const pieces = piecesOf(delta(2, ' señor'), delta(3, ''), delta(4, ', "two"\n'));
  expect(pieces.map(({ delta }) => delta)).toEqual([' señor', '', ', "two"\n']);
  expect(joinedText(pieces)).toBe(' señor, "two"\n');
  expect(joinedText([])).toBe('');
});

test('a piece is as JSON what any other event is', () => {
  const frame = delta(2, 'a\\"b');
  expect(JSON.parse(JSON.stringify(piecesOf(frame)))).toEqual(
    JSON.parse(JSON.stringify([parseSignal(fromWire(frame))])),
  );
});
