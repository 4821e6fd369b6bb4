/** Samples a second of what is kept: what listeners are made for. */
export const tapeRate = 16_000;

/** The most that is kept of a turn, in milliseconds; of a longer one, its end. */
const longest = 60_000;

/** What is kept before the first sound that may be speech, in milliseconds. */
const before = 300;

const frameMs = 10;
const perFrame = (tapeRate / 1000) * frameMs;

/** Keeps what a caller says until somebody takes it. */
export type TurnTape = {
  /** Ten milliseconds: 480 samples, 48 kHz, mono. */
  add(frame: Int16Array, loud: boolean): void;
  /** What was said since it was last taken (16 kHz, mono), without the silence before it. */
  take(): Int16Array;
};

/** An empty tape. */
export const turnTape = (): TurnTape => {
  let frames: Int16Array[] = [];
  let begun = false;
  return {
    add(frame, loud) {
      const small = new Int16Array(perFrame);
      for (let at = 0; at < perFrame; at += 1) {
        const from = at * 3;
        small[at] = ((frame[from] ?? 0) + (frame[from + 1] ?? 0) + (frame[from + 2] ?? 0)) / 3;
      }
      begun ||= loud;
      frames.push(small);
      if (frames.length > (begun ? longest : before) / frameMs) frames.shift();
    },
    take() {
      const taken = new Int16Array(frames.length * perFrame);
      for (const [index, frame] of frames.entries()) taken.set(frame, index * perFrame);
      frames = [];
      begun = false;
      return taken;
    },
  };
};
