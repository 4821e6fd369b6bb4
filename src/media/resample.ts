/** Zero crossings of the filter on either side: enough for speech, with aliases some 80 dB down. */
const crossings = 16;

/** Steps of the filter between two samples of the input; what lies between two steps is interpolated. */
const steps = 512;

/** The shape of the window that ends the filter (Kaiser). */
const beta = 8;

/** Changes the rate of one stream of samples; pieces may be of any length. */
export type Resampler = {
  push(samples: Float32Array): Float32Array;
  /** What is left after the last piece. */
  end(): Float32Array;
};

/** A resampler by windowed sinc: what the new rate cannot hold is filtered out first. Keeps a few samples, no more. */
export const resampler = (from: number, to: number): Resampler => {
  if (from === to) return { push: (samples) => samples, end: () => new Float32Array(0) };
  // A little below the limit, so that the slope of the filter ends there.
  const cutoff = Math.min(1, to / from) * 0.95;
  const reach = Math.ceil(crossings / cutoff);
  const filter = filterOf(cutoff, reach);
  const step = from / to;
  let held: Float32Array = new Float32Array(reach);
  let first = -reach;
  let given = 0;
  let made = 0;

  const convolve = (position: number): number => {
    const nearest = Math.floor(position);
    let sum = 0;
    for (let at = nearest - reach + 1; at <= nearest + reach; at += 1) {
      const sample = held[at - first] ?? 0;
      if (sample === 0) continue;
      const distance = Math.abs(position - at) * steps;
      const below = Math.floor(distance);
      const a = filter[below] ?? 0;
      const b = filter[below + 1] ?? 0;
      sum += sample * (a + (b - a) * (distance - below));
    }
    return sum;
  };
  /** All that can be made of the input before `until`. */
  const makeUntil = (until: number): Float32Array => {
    const count = Math.max(0, Math.ceil(until / step) - made);
    const out = new Float32Array(count);
    for (let at = 0; at < count; at += 1) out[at] = convolve((made + at) * step);
    made += count;
    const keepFrom = Math.floor(made * step) - reach;
    if (keepFrom > first) {
      held = held.slice(keepFrom - first);
      first = keepFrom;
    }
    return out;
  };

  return {
    push(samples) {
      held = joined(held, samples);
      given += samples.length;
      return makeUntil(given - reach);
    },
    end: () => makeUntil(given),
  };
};

const joined = (a: Float32Array, b: Float32Array): Float32Array => {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
};

/** One half of the filter, `steps` values for each sample of its reach. */
const filterOf = (cutoff: number, reach: number): Float32Array => {
  const values = new Float32Array(reach * steps + 2);
  for (let at = 0; at <= reach * steps; at += 1) {
    const x = at / steps;
    const angle = Math.PI * cutoff * x;
    const sinc = at === 0 ? 1 : Math.sin(angle) / angle;
    const inside = 1 - (x / reach) ** 2;
    values[at] = cutoff * sinc * (inside <= 0 ? 0 : bessel(beta * Math.sqrt(inside)) / bessel(beta));
  }
  return values;
};

/** The modified Bessel function of the first kind and order zero. */
const bessel = (x: number): number => {
  let term = 1;
  let sum = 1;
  for (let n = 1; term > sum * 1e-9; n += 1) {
    term *= (x / (2 * n)) ** 2;
    sum += term;
  }
  return sum;
};
