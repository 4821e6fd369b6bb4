let last: Uint8Array = new Uint8Array(0);
let view: DataView = new DataView(last.buffer);

/** A view on bytes: the last one is kept, for what is read together is looked at together. */
export const viewOf = (bytes: Uint8Array): DataView => {
  if (bytes === last) return view;
  last = bytes;
  view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return view;
};
