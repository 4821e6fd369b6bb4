import { expect, test } from 'vitest';
import { microphone } from '../../src/sim/microphone.ts';

const pcm = (ms: number, loud: boolean): Buffer => {
  const bytes = Buffer.alloc(ms * 48);
  for (let at = 0; at < bytes.length; at += 2) bytes.writeInt16LE(loud ? 4000 : 10, at);
  return bytes;
};

test('speech begins with the first loud audio and ends after the silence', () => {
  const ear = microphone();
  expect(ear.append(pcm(200, false), 300)).toEqual([]);
  expect(ear.append(pcm(400, true), 300)).toEqual([{ kind: 'began', at: 200 }]);
  expect(ear.append(pcm(200, false), 300)).toEqual([]);
  expect(ear.append(pcm(200, false), 300)).toEqual([{ kind: 'ended', at: 900 }]);
  expect([ear.pending(), ear.clock()]).toEqual([1000, 1000]);
  ear.empty();
  expect([ear.pending(), ear.clock()]).toEqual([0, 1000]);
});

test('a short silence does not end it', () => {
  const ear = microphone();
  const heard = [true, false, true].flatMap((loud) => ear.append(pcm(200, loud), 300));
  expect(heard).toEqual([{ kind: 'began', at: 0 }]);
});

test('odd bytes do no harm', () => {
  expect(microphone().append(Buffer.from([1]), 300)).toEqual([]);
  expect(microphone().append(Buffer.from([1, 0, 0]), 300)).toEqual([]);
});
