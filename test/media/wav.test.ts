import { describe, expect, it } from 'vitest';
import { readWav } from '../../src/media/wav.ts';
import { inPieces, wavBytes } from './wav-bytes.ts';

const read = async (bytes: Buffer, size?: number): Promise<{ rate: number; samples: number[] }> => {
  const { rate, samples } = await readWav(inPieces(bytes, size));
  const all: number[] = [];
  for await (const piece of samples) all.push(...piece);
  return { rate, samples: all };
};

const s16 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [nth, value] of values.entries()) bytes.writeInt16LE(value, nth * 2);
  return bytes;
};

const f32 = (...values: number[]): Buffer => Buffer.from(new Float32Array(values).buffer);
const f64 = (...values: number[]): Buffer => Buffer.from(new Float64Array(values).buffer);
const s32 = (...values: number[]): Buffer => Buffer.from(new Int32Array(values).buffer);
const s24 = (...values: number[]): Buffer =>
  Buffer.concat(values.map((value) => Buffer.from(new Int32Array([value]).buffer).subarray(0, 3)));

describe('a WAV file', () => {
  it.each<[string, Buffer, number, number]>([
    ['8-bit integers', Buffer.from([128, 192, 0]), 1, 8],
    ['16-bit integers', s16(0, 16_384, -32_768), 1, 16],
    ['24-bit integers', s24(0, 4_194_304, -8_388_608), 1, 24],
    ['32-bit integers', s32(0, 1_073_741_824, -2_147_483_648), 1, 32],
    ['32-bit floats', f32(0, 0.5, -1), 3, 32],
    ['64-bit floats', f64(0, 0.5, -1), 3, 64],
  ])('of %s', async (_name, sound, tag, bits) => {
    for (const extensible of [false, true]) {
      const { rate, samples } = await read(wavBytes(sound, { tag, bits, rate: 16_000, extensible }));
      expect(rate).toBe(16_000);
      expect(samples).toEqual([0, 0.5, -1]);
    }
  });

  it('mixes its channels into one', async () => {
    expect((await read(wavBytes(s16(0, 16_384, -16_384, -16_384), { channels: 2 }))).samples).toEqual([
      0.25, -0.5,
    ]);
  });

  it('is the same in whatever pieces it comes', async () => {
    const sound = s16(...Array.from({ length: 50_000 }, (_, at) => (at * 7919) % 30_000));
    const bytes = wavBytes(sound, { before: [['LIST', Buffer.from('odd')]] });
    const whole = await read(bytes);
    expect(whole.samples).toHaveLength(50_000);
    expect(await read(bytes, 13)).toEqual(whole);
  });

  it('passes over other chunks, those of odd length too', async () => {
    const before = [
      ['LIST', Buffer.from('abc')],
      ['JUNK', Buffer.alloc(100_000)],
    ] as const;
    expect((await read(wavBytes(s16(16_384), { before }))).samples).toEqual([0.5]);
  });

  it.each([0, 0x7fff_f000, 0xffff_ffff])('whose length was not known when it began (%i)', async (says) => {
    expect((await read(wavBytes(s16(16_384, 0), { says }))).samples).toEqual([0.5, 0]);
  });

  it('ends where its sound ends, and where the file does', async () => {
    expect((await read(wavBytes(s16(16_384, 0, 16_384), { says: 4 }))).samples).toEqual([0.5, 0]);
    const torn = wavBytes(s16(16_384, 16_384, 16_384)).subarray(0, -3);
    expect((await read(torn)).samples).toEqual([0.5]);
  });

  it('takes a float that is no number for silence', async () => {
    expect((await read(wavBytes(f32(Number.NaN, Infinity, 0.5), { tag: 3, bits: 32 }))).samples).toEqual([
      0, 0, 0.5,
    ]);
  });
});

describe('what is no WAV file', () => {
  it.each<[string, Buffer]>([
    ['empty', Buffer.alloc(0)],
    ['an MP3 file', Buffer.from('ID3\x04 and some more')],
    ['an Ogg file', Buffer.from('OggS and some more')],
    ['something else', Buffer.from('I would like a margarita')],
    ['a RIFF file of another kind', Buffer.from('RIFF\0\0\0\0AVI and more')],
    ['a WAV file without sound', wavBytes(s16(1)).subarray(0, 36)],
    ['a WAV file with µ-law of 8 bits', wavBytes(Buffer.alloc(8), { tag: 7, bits: 8 })],
    ['a WAV file with encoding 49 of 16 bits', wavBytes(s16(1), { tag: 49 })],
    ['a WAV file with a broken format chunk', wavBytes(s16(1), { channels: 0 })],
    ['a WAV file of 4 samples a second', wavBytes(s16(1), { rate: 4 })],
  ])('is said to be %s', async (what, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({
      kind: 'usage',
      message: `this is no WAV file that can be played: it is ${what}`,
    });
  });

  it('is refused before its sound is read when its format comes too late', async () => {
    const whole = wavBytes(s16(1));
    const late = Buffer.concat([whole.subarray(0, 12), whole.subarray(36), whole.subarray(12, 36)]);
    await expect(read(late)).rejects.toMatchObject({ message: /does not say how its sound is written/ });
  });
});
