import { sampleRate, toPcm } from './pcm.ts';

/** Milliseconds of a syllable, of the pause after a word, after a comma and after a sentence: those of calm speech. */
const lasting = { syllable: 170, word: 60, comma: 180, sentence: 320 };

/** No tone is longer, in milliseconds. */
const longest = 120_000;

/** Milliseconds in which a syllable swells and fades. */
const edge = 25;

/** What is to be heard, one after the other: a syllable of this colour, or silence. */
type Sound = { readonly ms: number; readonly letter?: number };

/**
 * A tone shaped like speech: one hum per syllable of the text, pauses between its words and sentences. The same text
 * gives the same sound. For machines that have no voice.
 */
export const tone = (text: string): Int16Array => {
  const sounds: Sound[] = [];
  let total = 0;
  for (const sound of soundsOf(text)) {
    if (total + sound.ms > longest) break;
    total += sound.ms;
    sounds.push(sound);
  }
  const samples = new Float32Array(Math.round((total * sampleRate) / 1000));
  let at = 0;
  for (const [nth, { ms, letter }] of sounds.entries()) {
    const length = Math.round((ms * sampleRate) / 1000);
    if (letter !== undefined) hum(samples.subarray(at, at + length), letter, nth);
    at += length;
  }
  return toPcm(samples);
};

function* soundsOf(text: string): Generator<Sound> {
  for (const [, word = '', mark = ''] of text.matchAll(/([\p{L}\p{N}\p{M}'’-]+)|(\S)/gu)) {
    if (word !== '') {
      for (const syllable of syllablesOf(word))
        yield { ms: lasting.syllable, letter: syllable.codePointAt(0) ?? 0 };
      yield { ms: lasting.word };
    } else if (/[.!?…。！？]/u.test(mark)) yield { ms: lasting.sentence };
    else if (/[,;:–—、，]/u.test(mark)) yield { ms: lasting.comma };
  }
}

/** By groups of vowels; a script without those of Latin has a syllable for every two or three signs. */
const syllablesOf = (word: string): readonly string[] => {
  const plain = word.normalize('NFD').toLowerCase();
  return plain.match(/[aeiouyæøœ]+/gu) ?? plain.match(/.{1,3}/gu) ?? [];
};

/** A voice at some 120 Hz whose overtones depend on the letter, falling a little towards the end. */
const hum = (samples: Float32Array, letter: number, nth: number): void => {
  const pitch = 108 + ((letter * 7 + nth * 13) % 32);
  const formant = 400 + ((letter * 37) % 500);
  const swell = (edge * sampleRate) / 1000;
  let phase = 0;
  const overtones = [1, 2, 3, 4, 5, 6, 8].map((n) => ({
    n,
    loud: 1 / n / (1 + ((pitch * n - formant) / 400) ** 2) + 0.15 / n,
  }));
  const together = overtones.reduce((sum, { loud }) => sum + loud, 0);
  for (let at = 0; at < samples.length; at += 1) {
    phase += (2 * Math.PI * pitch * (1 - (0.08 * at) / samples.length)) / sampleRate;
    const shape = Math.min(1, at / swell, (samples.length - at) / swell);
    let value = 0;
    for (const { n, loud } of overtones) value += loud * Math.sin(phase * n);
    samples[at] = (0.5 * shape * value) / together;
  }
};
