/** The highest bit of each of four bytes. */
export const highs = 0x80808080;
/** The lowest bit of each of four bytes. */
export const ones = 0x01010101;

const step = 8;

/** Whether there is nothing but ASCII between two places; eight bytes at a time, the last eight overlap those before. */
export const isAscii = (view: DataView, from: number, to: number): boolean => {
  let bits = 0;
  const last = to - step;
  for (let at = from; at < last; at += step) bits |= view.getInt32(at, true) | view.getInt32(at + 4, true);
  if (last >= from) bits |= view.getInt32(last, true) | view.getInt32(last + 4, true);
  else for (let at = from; at < to; at += 1) bits |= view.getInt8(at);
  return (bits & highs) === 0;
};

/** What has ASCII from the space on reach the highest bit of its byte. */
const toSpace = 0x60 * ones;

/**
 * Four bytes that leave some highest bit when one of them is not printable ASCII. A delete and all beyond ASCII reach it
 * with one more, but 0xff, which is one of those that do not with `toSpace`. Only what is beyond ASCII carries into the
 * next byte, and of such bytes the lowest shows.
 */
const flaws = (four: number): number => (four + ones) | ~(four + toSpace);

/** Whether there is nothing but printable ASCII between two places, quotes and backslashes among it. */
export const isPrintable = (view: DataView, from: number, to: number): boolean => {
  let bits = 0;
  const last = to - step;
  for (let at = from; at < last; at += step)
    bits |= flaws(view.getInt32(at, true)) | flaws(view.getInt32(at + 4, true));
  if (last >= from) bits |= flaws(view.getInt32(last, true)) | flaws(view.getInt32(last + 4, true));
  else for (let at = from; at < to; at += 1) bits |= flaws(view.getUint8(at) * ones);
  return (bits & highs) === 0;
};
