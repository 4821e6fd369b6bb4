/**
 * Bytes that are compared eight at a time, as numbers: the last eight overlap those before. What is not equal as a number
 * differs; what is equal is the same, for no byte of JSON can begin a zero. Fewer than eight are compared one by one.
 */
export type Stretch = { readonly length: number; readonly words: readonly number[] };

const step = 8;

/** The bytes between two places, to compare others with. */
export const stretch = (view: DataView, from: number, to: number): Stretch => {
  const length = to - from;
  const words: number[] = [];
  if (length < step) for (let at = from; at < to; at += 1) words.push(view.getUint8(at));
  else {
    for (let at = from; at + step < to; at += step) words.push(view.getFloat64(at));
    words.push(view.getFloat64(to - step));
  }
  return { length, words };
};

/** Whether the bytes at `from`, of which there are enough, are those of the stretch. */
export const same = ({ length, words }: Stretch, view: DataView, from: number): boolean => {
  const last = words.length - 1;
  if (length < step) {
    for (let index = 0; index <= last; index += 1)
      if (view.getUint8(from + index) !== words[index]) return false;
    return true;
  }
  // From behind, for what tells moulds apart stands at the end of a stretch more often than at its beginning.
  if (view.getFloat64(from + length - step) !== words[last]) return false;
  for (let index = last - 1; index >= 0; index -= 1)
    if (view.getFloat64(from + step * index) !== words[index]) return false;
  return true;
};
