/** Reads a stream of bytes by exact lengths, and holds no more of it than is asked for. */
export type ByteReader = {
  /** Exactly so many bytes, or fewer where the stream ends. */
  take(length: number): Promise<Uint8Array>;
  /** Whatever comes next, at most so many bytes; undefined at the end. */
  some(most: number): Promise<Uint8Array | undefined>;
  /** Passes over so many bytes. False when the stream ended before. */
  skip(length: number): Promise<boolean>;
};

/** A reader of a stream of bytes. */
export const byteReader = (source: AsyncIterable<Uint8Array>): ByteReader => {
  const pieces = source[Symbol.asyncIterator]();
  let held: Uint8Array = new Uint8Array(0);

  const some = async (most: number): Promise<Uint8Array | undefined> => {
    while (held.length === 0) {
      const next = await pieces.next();
      if (next.done === true) return undefined;
      held = next.value;
    }
    const taken = held.subarray(0, most);
    held = held.subarray(taken.length);
    return taken;
  };

  return {
    some,
    async take(length) {
      const taken = new Uint8Array(length);
      let at = 0;
      while (at < length) {
        const piece = await some(length - at);
        if (piece === undefined) return taken.subarray(0, at);
        taken.set(piece, at);
        at += piece.length;
      }
      return taken;
    },
    async skip(length) {
      for (let left = length; left > 0;) {
        const piece = await some(left);
        if (piece === undefined) return false;
        left -= piece.length;
      }
      return true;
    },
  };
};
