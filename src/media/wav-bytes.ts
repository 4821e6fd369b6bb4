/** The length of the head of a WAV file, in bytes. */
export const wavHeadLength = 44;

/** The head of a WAV file of one channel of 16-bit samples, `length` bytes of them. */
export const wavHead = (rate: number, length: number): Buffer => {
  const head = Buffer.alloc(wavHeadLength);
  head.write('RIFF', 0);
  head.writeUInt32LE(wavHeadLength - 8 + length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(length, 40);
  return head;
};

/** Samples as the bytes of a WAV file. */
export const pcmBytes = (pcm: Int16Array): Buffer => {
  const bytes = Buffer.alloc(pcm.length * 2);
  for (let at = 0; at < pcm.length; at += 1) bytes.writeInt16LE(pcm[at] ?? 0, at * 2);
  return bytes;
};
