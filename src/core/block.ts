/** Text and bytes put one behind the other, to be handed on in few and large pieces. */
export type Block = {
  /** Adds text. */
  text(text: string): void;
  /** Gives bytes that have `size` free ones from `end` on: write there, then move `end` behind what was written. */
  room(size: number): Uint8Array;
  /** Behind the last byte that was written. */
  end: number;
  /** How much was not handed on yet: bytes, and UTF-16 units of text. */
  waiting(): number;
  /** Hands on everything. */
  flush(): void;
};

const encoder = new TextEncoder();

/** UTF-8 has at most so many bytes for a UTF-16 unit. */
const bytesPerUnit = 3;

/**
 * A block over the bytes that `make` makes, whose pieces go to `hand` in order; what was put in at once is never parted.
 * When `hand` is done with a piece as soon
 * as it returns, `reuse` lets one set of bytes serve for all; else no byte that was handed on is written again.
 */
export const block = (
  make: () => Uint8Array,
  hand: (piece: Uint8Array) => void,
  { reuse = false }: { readonly reuse?: boolean } = {},
): Block => {
  const none = new Uint8Array(0);
  let bytes: Uint8Array = none;
  let outsize = false;
  let begin = 0;
  let text = '';

  const handOn = (): void => {
    if (self.end === begin) return;
    const piece = bytes.subarray(begin, self.end);
    begin = reuse ? 0 : self.end;
    self.end = begin;
    hand(piece);
    if (outsize) drop();
  };
  const drop = (): void => {
    bytes = none;
    outsize = false;
    begin = 0;
    self.end = 0;
  };
  const renew = (size: number): void => {
    handOn();
    if (bytes.length - self.end >= size) return;
    drop();
    bytes = make();
    // A frame of many mebibytes has bytes of its own, which are not kept.
    outsize = bytes.length < size;
    if (outsize) bytes = new Uint8Array(size);
  };
  const encode = (): void => {
    const waiting = text;
    text = '';
    let { read, written } = encoder.encodeInto(waiting, bytes.subarray(self.end));
    if (read < waiting.length) {
      renew(bytesPerUnit * waiting.length);
      ({ read, written } = encoder.encodeInto(waiting, bytes.subarray(self.end)));
    }
    self.end += written;
  };

  const self: Block = {
    end: 0,
    text(more) {
      text += more;
    },
    room(size) {
      if (text !== '') encode();
      if (bytes.length - self.end < size) renew(size);
      return bytes;
    },
    waiting: () => self.end - begin + text.length,
    flush() {
      if (text !== '') encode();
      handOn();
    },
  };
  return self;
};
