import type { Native, NativeFrame, NativeTrack } from './native.ts';
import { frameLength, sampleRate } from './pcm.ts';

/** Something that listens to a track until it is closed. */
export type Ear = { close(): void };

/** Hands over what a track brings, ten milliseconds at a time: 480 samples, 48 kHz, mono. */
export const ear = ({ nonstandard }: Native, track: NativeTrack, hear: (frame: Int16Array) => void): Ear => {
  const sink = new nonstandard.RTCAudioSink(track);
  let closed = false;
  sink.ondata = (frame) => {
    if (!closed) hear(straightened(frame));
  };
  return {
    close() {
      if (closed) return;
      closed = true;
      // A sink that is not stopped keeps the process up.
      sink.stop();
      sink.ondata = null;
    },
  };
};

/** A frame at 48 kHz, mono: until the first packet comes, wrtc gives silence at 16 kHz. */
export const straightened = (frame: NativeFrame): Int16Array => {
  const { samples, channelCount: channels } = frame;
  if (frame.sampleRate === sampleRate && channels === 1) return samples;
  const given = samples.length / channels;
  const made = new Int16Array(frameLength);
  for (let index = 0; index < frameLength; index += 1) {
    const from = Math.floor((index * given) / frameLength) * channels;
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += samples[from + channel] ?? 0;
    made[index] = sum / channels;
  }
  return made;
};
