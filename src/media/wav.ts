import { SidebandError } from '../core/error.ts';
import { byteReader, type ByteReader } from './byte-reader.ts';

/** Sound from a WAV file: its channels mixed into one, samples between -1 and 1, a piece at a time. */
export type Wav = { readonly rate: number; readonly samples: AsyncIterable<Float32Array> };

/** How the samples of a file are written. */
type Layout = {
  readonly rate: number;
  readonly channels: number;
  /** Bytes of one sample of one channel. */
  readonly width: number;
  readonly read: (view: DataView, at: number) => number;
};

/** Bytes of a `fmt ` chunk above which it is none. */
const longestFormat = 1024;

/** Bytes that are turned into samples at a time. */
const pieceSize = 1 << 16;

/** Lengths that writers to a pipe put where they cannot know it: the sound goes on to the end. */
const isOpenEnded = (length: number): boolean => length === 0 || length >= 0x7fff_0000;

/**
 * Reads a WAV file from a stream of bytes: integers of 8, 16, 24 or 32 bits or floats of 32 or 64, any rate, any number
 * of channels. Rejects with a SidebandError (`usage`) that says what it is instead.
 */
export const readWav = async (source: AsyncIterable<Uint8Array>): Promise<Wav> => {
  const bytes = byteReader(source);
  const head = await bytes.take(12);
  const kind = ascii(head.subarray(0, 4));
  if (kind === 'RIFX' || kind === 'RF64') throw notWav(`a ${kind} file`);
  if (head.length < 12 || kind !== 'RIFF' || ascii(head.subarray(8)) !== 'WAVE') throw notWav(guess(head));
  let layout: Layout | undefined;
  for (;;) {
    const chunk = await bytes.take(8);
    if (chunk.length < 8) throw notWav('a WAV file without sound');
    const name = ascii(chunk.subarray(0, 4));
    const length = viewOf(chunk).getUint32(4, true);
    if (name === 'data') {
      if (layout === undefined) throw notWav('a WAV file that does not say how its sound is written');
      return {
        rate: layout.rate,
        samples: samplesOf(bytes, layout, isOpenEnded(length) ? Infinity : length),
      };
    }
    // A chunk of odd length is followed by one byte more.
    const padding = length % 2;
    if (name === 'fmt ') {
      if (length < 16 || length > longestFormat) throw notWav('a WAV file with a broken format chunk');
      layout = layoutOf(await bytes.take(length));
      await bytes.skip(padding);
    } else if (!(await bytes.skip(length + padding))) throw notWav('a WAV file that ends before its sound');
  }
};

const layoutOf = (format: Uint8Array): Layout => {
  if (format.length < 16) throw notWav('a WAV file that ends before its sound');
  const view = viewOf(format);
  // WAVE_FORMAT_EXTENSIBLE keeps the real format at the head of its GUID.
  const extensible = view.getUint16(0, true) === 0xfffe && format.length >= 26;
  const tag = extensible ? view.getUint16(24, true) : view.getUint16(0, true);
  const [channels, rate] = [view.getUint16(2, true), view.getUint32(4, true)];
  const [align, bits] = [view.getUint16(12, true), view.getUint16(14, true)];
  const read = readers.get(`${tag}/${bits}`);
  if (read === undefined) {
    throw notWav(`a WAV file with ${encodings.get(tag) ?? `encoding ${tag}`} of ${bits} bits`, {
      hint: 'convert it: ffmpeg -i FILE -c:a pcm_s16le OUT.wav',
    });
  }
  const width = bits / 8;
  if (channels < 1 || channels > 64 || align !== width * channels)
    throw notWav('a WAV file with a broken format chunk');
  if (rate < 1000 || rate > 768_000) throw notWav(`a WAV file of ${rate} samples a second`);
  return { rate, channels, width, read };
};

/** By format tag and bits: a sample between -1 and 1. */
const readers: ReadonlyMap<string, Layout['read']> = new Map([
  ['1/8', (view, at) => (view.getUint8(at) - 128) / 128],
  ['1/16', (view, at) => view.getInt16(at, true) / 32_768],
  ['1/24', (view, at) => (view.getUint8(at) + (view.getInt16(at + 1, true) << 8)) / 8_388_608],
  ['1/32', (view, at) => view.getInt32(at, true) / 2_147_483_648],
  ['3/32', (view, at) => finite(view.getFloat32(at, true))],
  ['3/64', (view, at) => finite(view.getFloat64(at, true))],
]);

const encodings: ReadonlyMap<number, string> = new Map([
  [1, 'integers'],
  [2, 'MS ADPCM'],
  [3, 'floats'],
  [6, 'A-law'],
  [7, 'µ-law'],
  [0x11, 'IMA ADPCM'],
  [0x55, 'MP3'],
]);

const finite = (value: number): number => (Number.isFinite(value) ? value : 0);

async function* samplesOf(bytes: ByteReader, layout: Layout, length: number): AsyncGenerator<Float32Array> {
  const { channels, width, read } = layout;
  const frame = width * channels;
  const most = Math.max(frame, pieceSize - (pieceSize % frame));
  for (let left = length; left >= frame;) {
    const piece = await bytes.take(Math.min(most, left - (left % frame || 0)));
    const frames = Math.floor(piece.length / frame);
    // The end of the file: a torn last sample is no sound.
    if (frames === 0) return;
    left -= piece.length;
    const view = viewOf(piece);
    const mixed = new Float32Array(frames);
    for (let nth = 0; nth < frames; nth += 1) {
      let sum = 0;
      for (let channel = 0; channel < channels; channel += 1)
        sum += read(view, nth * frame + channel * width);
      mixed[nth] = sum / channels;
    }
    yield mixed;
  }
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const ascii = (bytes: Uint8Array): string => String.fromCharCode(...bytes);

/** What the first bytes of a file look like. */
const guess = (head: Uint8Array): string => {
  if (head.length === 0) return 'empty';
  const text = ascii(head);
  if (text.startsWith('ID3') || (head[0] === 0xff && ((head[1] ?? 0) & 0xe0) === 0xe0)) return 'an MP3 file';
  const known = [...signatures].find(([start]) => text.startsWith(start));
  return known?.[1] ?? 'something else';
};

const signatures: ReadonlyMap<string, string> = new Map([
  ['OggS', 'an Ogg file'],
  ['fLaC', 'a FLAC file'],
  ['FORM', 'an AIFF file'],
  ['RIFF', 'a RIFF file of another kind'],
  ['\x1aE\xdf\xa3', 'a WebM or Matroska file'],
  ['caff', 'a CAF file'],
]);

const notWav = (what: string, more: { hint?: string } = {}): SidebandError =>
  new SidebandError('usage', `this is no WAV file that can be played: it is ${what}`, {
    hint: 'convert it: ffmpeg -i FILE OUT.wav',
    reason: 'not-wav',
    ...more,
  });
