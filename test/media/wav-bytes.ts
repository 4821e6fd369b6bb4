/** What a WAV file of a test is made of. */
export type WavShape = {
  readonly tag?: number;
  readonly bits?: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly extensible?: boolean;
  /** Chunks before the sound. */
  readonly before?: readonly (readonly [name: string, bytes: Buffer])[];
  /** What the data chunk says its length is, where that is not the truth. */
  readonly says?: number;
};

/** A WAV file whose sound is these bytes. */
export const wavBytes = (sound: Buffer, shape: WavShape = {}): Buffer => {
  const { tag = 1, bits = 16, channels = 1, rate = 48_000, extensible = false, before = [], says } = shape;
  const format = Buffer.alloc(extensible ? 40 : 16);
  format.writeUInt16LE(extensible ? 0xfffe : tag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE((rate * channels * bits) / 8, 8);
  format.writeUInt16LE((channels * bits) / 8, 12);
  format.writeUInt16LE(bits, 14);
  if (extensible) {
    format.writeUInt16LE(22, 16);
    format.writeUInt16LE(bits, 18);
    format.writeUInt16LE(tag, 24);
    Buffer.from('000000001000800000aa00389b71', 'hex').copy(format, 26);
  }
  const chunk = (name: string, bytes: Buffer, length = bytes.length): Buffer => {
    const head = Buffer.alloc(8);
    head.write(name);
    head.writeUInt32LE(length, 4);
    return Buffer.concat([head, bytes, Buffer.alloc(bytes.length % 2)]);
  };
  const body = Buffer.concat([
    ...before.map(([name, bytes]) => chunk(name, bytes)),
    chunk('fmt ', format),
    chunk('data', sound, says),
  ]);
  const head = Buffer.from('RIFF\0\0\0\0WAVE', 'latin1');
  head.writeUInt32LE(4 + body.length, 4);
  return Buffer.concat([head, body]);
};

/** A stream of bytes in pieces of `size`. */
export async function* inPieces(bytes: Uint8Array, size = bytes.length): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
