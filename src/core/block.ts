/** Text and bytes put one behind the other, to be handed on in few and large pieces. */
export type Block = {
  /** Adds text. */
  text(text: string): void;
  /** Gives a view on bytes that has `size` free ones from `end` on: write there, then move `end` behind what was written. */
  room(size: number): DataView;
  /**
   * Copies what stands between two places there, where `room` was asked for it: plain text only, for it is copied eight
   * bytes at a time, as numbers, and some bytes are no number. A call into the engine takes longer than the copy.
   */
  copy(source: DataView, from: number, to: number): void;
  /** Behind the last byte that was written. */
  end: number;
  /** How much was not handed on yet: bytes, and UTF-16 units of text. */
  waiting(): number;
  /** Hands on everything. */
  flush(): void;
};

const encoder = new TextEncoder();
const step = 8;

/** UTF-8 has at most so many bytes for a UTF-16 unit. */
const bytesPerUnit = 3;

/**
 * A block over the bytes that `make` makes, whose pieces go to `hand` in order; what was put in at once is never parted.
 * `done` is asked when a piece was handed on: whether nobody needs that one any more, nor those before it. Then one set
 * of bytes serves for all, and is at hand; else no byte that was handed on is written again.
 */
export const block = (
  make: () => Uint8Array,
  hand: (piece: Uint8Array) => void,
  { done = () => false }: { readonly done?: () => boolean } = {},
): Block => {
  const none = new Uint8Array(0);
  let bytes: Uint8Array = none;
  let view: DataView = new DataView(none.buffer);
  let outsize = false;
  let begin = 0;
  let text = '';

  const handOn = (): void => {
    if (self.end > begin) {
      const piece = bytes.subarray(begin, self.end);
      begin = self.end;
      hand(piece);
      if (outsize) drop();
    }
    if (self.end > begin || !done()) return;
    begin = 0;
    self.end = 0;
  };
  const over = (next: Uint8Array): void => {
    bytes = next;
    view = new DataView(next.buffer, next.byteOffset, next.length);
  };
  const drop = (): void => {
    over(none);
    outsize = false;
    begin = 0;
    self.end = 0;
  };
  const renew = (size: number): void => {
    handOn();
    if (bytes.length - self.end >= size) return;
    drop();
    over(make());
    // A frame of many mebibytes has bytes of its own, which are not kept.
    outsize = bytes.length < size;
    if (outsize) over(new Uint8Array(size));
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
      return view;
    },
    copy(source, from, to) {
      let into = self.end;
      const last = to - step;
      for (let at = from; at < last; at += step, into += step)
        view.setFloat64(into, source.getFloat64(at, true), true);
      self.end += to - from;
      // The last eight overlap those before.
      if (last >= from) view.setFloat64(self.end - step, source.getFloat64(last, true), true);
      else for (let at = from; at < to; at += 1, into += 1) view.setUint8(into, source.getUint8(at));
    },
    waiting: () => self.end - begin + text.length,
    flush() {
      if (text !== '') encode();
      handOn();
    },
  };
  return self;
};
