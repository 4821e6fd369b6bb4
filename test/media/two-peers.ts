import { feed, type Feed } from '../../src/media/feed.ts';
import { metronome, type Metronome } from '../../src/media/metronome.ts';
import type { Native } from '../../src/media/native.ts';
import { peer, type Peer, type PeerParts } from '../../src/media/peer.ts';

/** One end of a call between two peers of this process. */
export type End = { readonly peer: Peer; readonly voice: Feed; readonly pace: Metronome };

/** An end with a voice of its own. */
export const end = (native: Native, parts: Omit<PeerParts, 'voice'> = {}): End => {
  const pace = metronome();
  const voice = feed(native, pace);
  return { peer: peer(native, { voice: voice.track, ...parts }), voice, pace };
};

/** Hangs up and lets the process end. */
export const hangUp = (...ends: readonly End[]): void => {
  for (const { peer, voice, pace } of ends) {
    peer.close();
    voice.close();
    pace.stop();
  }
};

/** Waits until something is so. */
export const until = async (so: () => boolean, within = 15_000): Promise<void> => {
  const end = performance.now() + within;
  while (!so()) {
    if (performance.now() > end) throw new Error(`it was not so within ${within} ms`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

/** A tone of 48 kHz mono PCM. */
export const tone = (ms: number, hertz = 440): Int16Array =>
  Int16Array.from({ length: ms * 48 }, (_, index) =>
    Math.round(8000 * Math.sin((index / 48_000) * 2 * Math.PI * hertz)),
  );

/** The mean loudness of a frame. */
export const loudness = (frame: Int16Array): number =>
  frame.reduce((sum, sample) => sum + Math.abs(sample), 0) / frame.length;
