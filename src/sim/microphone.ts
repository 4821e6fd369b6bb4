import { detector, type Detection, type Heard } from './detector.ts';
import { bytesPerMs } from './speech.ts';

/** The input audio of a session: what is in its buffer, and where speech is in it. */
export type Microphone = {
  /** Takes PCM16 at 24 kHz that a client sent; what turn detection finds in it. */
  append(pcm: Buffer, by: Detection): readonly Heard[];
  /** Takes `ms` milliseconds of a media leg, of this mean amplitude. */
  hear(amplitude: number, ms: number, by: Detection): Heard | undefined;
  /** Milliseconds since the last commit or clear. */
  pending(): number;
  /** Milliseconds in all. */
  clock(): number;
  /** Speech has begun and not ended. */
  speaking(): boolean;
  empty(): void;
};

const stepMs = 20;

const amplitude = (pcm: Buffer, from: number): number => {
  let sum = 0;
  const end = Math.min(pcm.length - 1, from + stepMs * bytesPerMs);
  for (let index = from; index < end; index += 2) sum += Math.abs(pcm.readInt16LE(index));
  return sum / ((end - from) / 2);
};

/** A microphone with a turn detection by loudness. */
export const microphone = (): Microphone => {
  const ear = detector();
  let pending = 0;
  const hear = (loudness: number, ms: number, by: Detection): Heard | undefined => {
    pending += ms;
    return ear.hear(loudness, ms, by);
  };
  return {
    append(pcm, by) {
      const heard: Heard[] = [];
      for (let from = 0; from + 2 <= pcm.length; from += stepMs * bytesPerMs) {
        const ms = Math.min(stepMs, (pcm.length - from) / bytesPerMs);
        const found = hear(amplitude(pcm, from), ms, by);
        if (found !== undefined) heard.push(found);
      }
      return heard;
    },
    hear,
    pending: () => pending,
    clock: () => ear.clock(),
    speaking: () => ear.speaking(),
    empty() {
      pending = 0;
      ear.forget();
    },
  };
};
