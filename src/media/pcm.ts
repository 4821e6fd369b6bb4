/** Samples per second of all sound in a call: one channel of 16-bit integers, because Opus in WebRTC is clocked so. */
export const sampleRate = 48_000;

/** Samples of 10 ms, in which WebRTC takes and gives sound. */
export const frameLength = 480;

/** Samples between -1 and 1 as 16-bit integers; what is louder is cut. */
export const toPcm = (samples: Float32Array): Int16Array => {
  const pcm = new Int16Array(samples.length);
  for (let at = 0; at < samples.length; at += 1) {
    const value = samples[at] ?? 0;
    pcm[at] = Math.round(Math.max(-1, Math.min(1, value)) * 32_767);
  }
  return pcm;
};

/** How long sound lasts, in milliseconds. */
export const lengthOf = (pcm: Int16Array): number => (pcm.length * 1000) / sampleRate;
