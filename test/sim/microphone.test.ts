import { expect, test } from 'vitest';
import { detectionOf } from '../../src/sim/detector.ts';
import { microphone } from '../../src/sim/microphone.ts';

const by = detectionOf({ silence_duration_ms: 300 });

const pcm = (ms: number, loud: boolean): Buffer => {
  const bytes = Buffer.alloc(ms * 48);
  for (let at = 0; at < bytes.length; at += 2) bytes.writeInt16LE(loud ? 4000 : 10, at);
  return bytes;
};

test('speech begins with the first loud audio and ends after the silence', () => {
  const ear = microphone();
  expect(ear.append(pcm(200, false), by)).toEqual([]);
  expect(ear.append(pcm(400, true), by)).toEqual([{ kind: 'began', at: 200 }]);
  expect(ear.append(pcm(200, false), by)).toEqual([]);
  expect(ear.append(pcm(200, false), by)).toEqual([{ kind: 'ended', at: 900 }]);
  expect([ear.pending(), ear.clock()]).toEqual([1000, 1000]);
  ear.empty();
  expect([ear.pending(), ear.clock()]).toEqual([0, 1000]);
});

test('a short silence does not end it', () => {
  const ear = microphone();
  const heard = [true, false, true].flatMap((loud) => ear.append(pcm(200, loud), by));
  expect(heard).toEqual([{ kind: 'began', at: 0 }]);
});

test('odd bytes do no harm', () => {
  expect(microphone().append(Buffer.from([1]), by)).toEqual([]);
  expect(microphone().append(Buffer.from([1, 0, 0]), by)).toEqual([]);
});
