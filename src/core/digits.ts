const zero = 0x30;

/** Writes a whole number that is 0 or more as bytes, and gives the place behind it. */
export const digits = (value: number, into: DataView, from: number): number => {
  let size = 1;
  for (let rest = Math.floor(value / 10); rest > 0; rest = Math.floor(rest / 10)) size += 1;
  let rest = value;
  for (let at = from + size - 1; at >= from; at -= 1) {
    const tens = Math.floor(rest / 10);
    into.setUint8(at, zero + (rest - tens * 10));
    rest = tens;
  }
  return from + size;
};
