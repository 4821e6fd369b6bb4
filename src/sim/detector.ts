import { number, text, type Raw } from '../core/raw.ts';

/** Where speech began or ended, in milliseconds of the input clock. */
export type Heard = { readonly kind: 'began' | 'ended'; readonly at: number };

/** What a turn detection goes by. */
export type Detection = {
  /** The mean amplitude (of 32,767) from which sound may be speech. */
  readonly loudness: number;
  /** Milliseconds of quiet that end a turn. */
  readonly silence: number;
};

/** How long semantic detection waits: it cannot know here whether a sentence is finished, only be more or less patient. */
const patience: Readonly<Record<string, number>> = { low: 1200, medium: 600, auto: 600, high: 300 };

/** A threshold of 0.5 is about -44 dBFS; from 0 to 1 it covers 40 dB. */
const loudnessOf = (threshold: number): number =>
  200 * 10 ** ((Math.min(1, Math.max(0, threshold)) - 0.5) * 2);

/** What the `turn_detection` of a session asks for. */
export const detectionOf = (vad: Raw | undefined): Detection =>
  text(vad, 'type') === 'semantic_vad'
    ? { loudness: loudnessOf(0.5), silence: patience[text(vad, 'eagerness') ?? 'auto'] ?? 600 }
    : {
        loudness: loudnessOf(number(vad, 'threshold') ?? 0.5),
        silence: number(vad, 'silence_duration_ms') ?? 500,
      };

/** Sound has to be loud for so long to be speech, in milliseconds: a click is not. */
const shortest = 40;

/** Quiet that does not part the first sounds of speech, in milliseconds. */
const longestGap = 60;

/** Finds speech by its energy. */
export type Detector = {
  /** Takes the next `ms` milliseconds, of this mean amplitude. */
  hear(amplitude: number, ms: number, by: Detection): Heard | undefined;
  /** Milliseconds heard in all. */
  clock(): number;
  speaking(): boolean;
  /** Forgets the speech that is going on. */
  forget(): void;
};

/** A detector at the beginning of its clock. */
export const detector = (): Detector => {
  let clock = 0;
  let loud = 0;
  let quiet = 0;
  let onset = 0;
  let speaking = false;

  const forget = (): void => {
    speaking = false;
    loud = 0;
    quiet = 0;
  };
  return {
    hear(amplitude, ms, { loudness, silence }) {
      const from = clock;
      clock += ms;
      if (amplitude > loudness) {
        if (loud === 0) onset = from;
        loud += ms;
        quiet = 0;
        if (speaking || loud < shortest) return undefined;
        speaking = true;
        return { kind: 'began', at: onset };
      }
      quiet += ms;
      if (!speaking) {
        if (quiet > longestGap) loud = 0;
        return undefined;
      }
      if (quiet < silence) return undefined;
      forget();
      return { kind: 'ended', at: clock };
    },
    clock: () => clock,
    speaking: () => speaking,
    forget,
  };
};
