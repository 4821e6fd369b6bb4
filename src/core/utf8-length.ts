import type { FrameSignal } from './signal.ts';

/** The bytes that a text takes in UTF-8. A lone surrogate counts as the three of its replacement. */
export const utf8Length = (text: string): number => {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) {
      // A pair is two units and four bytes.
      bytes += 2;
      index += 1;
    } else bytes += 2;
  }
  return bytes;
};

/** The bytes of a frame's text, which need not be made for it. */
export const frameSize = (frame: FrameSignal): number => {
  const { bytes } = frame;
  if (bytes === undefined) return utf8Length(frame.text);
  const { from = 0, to = bytes.length } = frame;
  return to - from;
};
