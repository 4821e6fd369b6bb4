let last: Uint8Array = new Uint8Array(0);
let view: DataView = new DataView(last.buffer);

/** A view on bytes: the last one is kept, for what is read together is looked at together. */
export const viewOf = (bytes: Uint8Array): DataView => {
  if (bytes === last) return view;
  last = bytes;
  view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return view;
};

const encoder = new TextEncoder();

/** A view on text as UTF-8, to copy from. */
export const viewOnText = (text: string): DataView => {
  const bytes = encoder.encode(text);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
};
