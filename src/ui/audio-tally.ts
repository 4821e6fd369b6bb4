import type { Entry } from '../core/ports.ts';

/** Bytes of sound since the last time somebody asked. */
export type AudioTally = {
  /** True for an entry that is sound: it was counted, and need not be shown. */
  count(entry: Entry, bytes: number): boolean;
  /** What was counted in one direction, which begins anew. */
  taken(direction: 'in' | 'out'): { readonly bytes: number; readonly frames: number };
};

/** True for a frame that carries a piece of sound. */
export const isAudio = ({ event }: Entry): boolean =>
  (event.kind === 'server' && event.type.endsWith('audio.delta')) ||
  (event.kind === 'client' && event.type.endsWith('input_audio_buffer.append'));

/** Counts the sound of a call, so that a view can say how much there was instead of showing it. */
export const audioTally = (): AudioTally => {
  const none = { bytes: 0, frames: 0 };
  const counts = { in: none, out: none };
  return {
    count(entry, bytes) {
      if (!isAudio(entry)) return false;
      const direction = entry.event.kind === 'client' ? 'out' : 'in';
      const { bytes: before, frames } = counts[direction];
      counts[direction] = { bytes: before + bytes, frames: frames + 1 };
      return true;
    },
    taken(direction) {
      const counted = counts[direction];
      counts[direction] = none;
      return counted;
    },
  };
};
