import type { Metronome } from './metronome.ts';
import type { Native, NativeTrack } from './native.ts';
import { frameLength, sampleRate } from './pcm.ts';

/**
 * Frames of silence that follow what was said: without them the other side fills the gap with an echo of the last
 * sound. After them nothing is sent until there is something to say, which costs nothing.
 */
const trailingFrames = 40;

/** A voice on a track: what it is given is played at the pace of life. */
export type Feed = {
  readonly track: NativeTrack;
  /**
   * Plays this (48 kHz, mono) after what is still to be played. `over` is called when all of it has gone out, not when
   * it was cleared.
   */
  say(pcm: Int16Array, over?: () => void): void;
  /** Throws away what has not been played. */
  clear(): void;
  /** Milliseconds of what was given that have gone out, from the beginning. */
  played(): number;
  /** Milliseconds of what was given that have not gone out. */
  left(): number;
  close(): void;
};

type Piece = { readonly pcm: Int16Array; readonly over: (() => void) | undefined; from: number };

/** A voice that speaks at the ticks of a metronome. */
export const feed = ({ nonstandard }: Native, pace: Metronome): Feed => {
  const source = new nonstandard.RTCAudioSource();
  const track = source.createTrack();
  let pieces: Piece[] = [];
  let waiting = 0;
  let played = 0;
  let silent = 0;
  let leave: (() => void) | undefined;
  let closed = false;

  const quiet = (): void => {
    leave?.();
    leave = undefined;
  };
  const tick = (): void => {
    // A fresh buffer: the native side takes all of it, whatever part of it a view shows.
    const samples = new Int16Array(frameLength);
    const over: (() => void)[] = [];
    let filled = 0;
    while (filled < frameLength) {
      const [piece] = pieces;
      if (piece === undefined) break;
      const part = piece.pcm.subarray(piece.from, piece.from + frameLength - filled);
      samples.set(part, filled);
      filled += part.length;
      piece.from += part.length;
      if (piece.from < piece.pcm.length) continue;
      pieces.shift();
      if (piece.over !== undefined) over.push(piece.over);
    }
    played += filled;
    waiting -= filled;
    silent = filled > 0 ? 0 : silent + 1;
    const format = { sampleRate, bitsPerSample: 16, channelCount: 1, numberOfFrames: frameLength };
    source.onData({ samples, ...format });
    if (silent >= trailingFrames) quiet();
    for (const tell of over) tell();
  };

  return {
    track,
    say(pcm, over) {
      if (closed) return;
      pieces.push({ pcm, over, from: 0 });
      waiting += pcm.length;
      leave ??= pace.join(tick);
    },
    clear() {
      pieces = [];
      waiting = 0;
    },
    played: () => (played * 1000) / sampleRate,
    left: () => (waiting * 1000) / sampleRate,
    close() {
      if (closed) return;
      closed = true;
      pieces = [];
      waiting = 0;
      quiet();
      track.stop();
    },
  };
};
