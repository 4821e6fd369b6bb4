import { bytesPerMs } from './speech.ts';

/** What was in an appended piece of audio: where speech began or ended, in milliseconds of the input clock. */
type Heard = { readonly kind: 'began' | 'ended'; readonly at: number };

/** Input audio that a client sends over its socket. */
export type Microphone = {
  /** Takes PCM16 at 24 kHz; what turn detection finds in it (`silence`: milliseconds of quiet that end a turn). */
  append(pcm: Buffer, silence: number): readonly Heard[];
  /** Milliseconds since the last commit or clear. */
  pending(): number;
  /** Milliseconds in all. */
  clock(): number;
  /** Speech has begun and not ended. */
  speaking(): boolean;
  empty(): void;
};

const stepMs = 20;

const loud = (pcm: Buffer, from: number): boolean => {
  let sum = 0;
  const end = Math.min(pcm.length - 1, from + stepMs * bytesPerMs);
  for (let index = from; index < end; index += 2) sum += Math.abs(pcm.readInt16LE(index));
  return sum / ((end - from) / 2) > 200;
};

/** A microphone with a turn detection by loudness. */
export const microphone = (): Microphone => {
  let clock = 0;
  let pending = 0;
  let quiet = 0;
  let speaking = false;
  return {
    append(pcm, silence) {
      const heard: Heard[] = [];
      for (let from = 0; from + 2 <= pcm.length; from += stepMs * bytesPerMs) {
        const ms = Math.min(stepMs, (pcm.length - from) / bytesPerMs);
        if (loud(pcm, from)) {
          if (!speaking) heard.push({ kind: 'began', at: clock });
          speaking = true;
          quiet = 0;
        } else {
          quiet += ms;
          if (speaking && quiet >= silence) {
            speaking = false;
            heard.push({ kind: 'ended', at: clock + ms });
          }
        }
        clock += ms;
        pending += ms;
      }
      return heard;
    },
    pending: () => pending,
    clock: () => clock,
    speaking: () => speaking,
    empty() {
      pending = 0;
      speaking = false;
      quiet = 0;
    },
  };
};
