const ascii = 1;
const lead = 2;
const escape = 0x5c;

/**
 * What a byte is in a string of JSON that needs no escape, in JSON or on a terminal: printable ASCII but for the quote
 * and the backslash, or the first of the two bytes of a Latin letter (U+00C0 to U+027F). Anything else is 0.
 */
const plain = new Uint8Array(256);
for (let byte = 0x20; byte < 0x7f; byte += 1) plain[byte] = byte === 0x22 || byte === 0x5c ? 0 : ascii;
for (let byte = 0xc3; byte <= 0xc9; byte += 1) plain[byte] = lead;

const kindAt = (bytes: Uint8Array, at: number): number => plain[bytes[at] ?? 0] ?? 0;

/** Whether four bytes are all plain ASCII; the kinds have no bit in common. */
const areAscii = (bytes: Uint8Array, at: number): boolean =>
  (kindAt(bytes, at) & kindAt(bytes, at + 1) & kindAt(bytes, at + 2) & kindAt(bytes, at + 3)) === ascii;

/** The place behind the plain text that begins at `from`, at most `end`; the bytes are known to be UTF-8. */
export const plainEnd = (bytes: Uint8Array, from: number, end = bytes.length): number => {
  let at = from;
  // Most is ASCII, and to look at four in one step costs half as much.
  while (at + 4 <= end && areAscii(bytes, at)) at += 4;
  for (;;) {
    const kind = at < end ? kindAt(bytes, at) : 0;
    if (kind === ascii) at += 1;
    else if (kind === lead) at += 2;
    else return at;
  }
};

/** What the escapes of two characters stand for, by the second of them; a zero is none. */
const meant = new Uint8Array(256);
for (const letter of ['"', '\\', '/', 'b', 'f', 'n', 'r', 't'])
  meant[letter.charCodeAt(0)] = String(JSON.parse(`"\\${letter}"`)).charCodeAt(0);

/** The place behind the text that begins at `from`, plain but for escapes of two characters, at most `end`. */
export const escapedEnd = (bytes: Uint8Array, from: number, end = bytes.length): number => {
  let at = plainEnd(bytes, from, end);
  while (at + 1 < end && bytes[at] === escape && meant[bytes[at + 1] ?? 0] !== 0)
    at = plainEnd(bytes, at + 2, end);
  return at;
};

/** Whether text has no other characters than those, quotes and backslashes among them. */
export const isPlainText = (text: string): boolean => !/[^\x20-\x7e\u00c0-\u027f]/.test(text);

/** The text between two places, plain but for escapes of two characters, for a few of them. */
export const textOf = (bytes: Uint8Array, from: number, to: number): string => {
  let text = '';
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] ?? 0;
    let unit = byte;
    if (byte === escape) unit = meant[bytes[(at += 1)] ?? 0] ?? 0;
    else if (byte >= 0x80) unit = ((byte & 0x1f) << 6) | ((bytes[(at += 1)] ?? 0) & 0x3f);
    text += String.fromCharCode(unit);
  }
  return text;
};

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Puts text together from many stretches of bytes, plain but for escapes of two characters; it is made all at once. */
export const joiner = (): { add(bytes: Uint8Array, from: number, to: number): void; text(): string } => {
  let joined = new Uint8Array(1024);
  let end = 0;
  return {
    add(bytes, from, to) {
      while (joined.length - end < to - from) {
        const longer = new Uint8Array(2 * joined.length);
        longer.set(joined);
        joined = longer;
      }
      for (let at = from; at < to; at += 1) {
        const byte = bytes[at] ?? 0;
        joined[end] = byte === escape ? (meant[bytes[(at += 1)] ?? 0] ?? 0) : byte;
        end += 1;
      }
    },
    text() {
      const text = decoder.decode(joined.subarray(0, end));
      end = 0;
      return text;
    },
  };
};
