/** Characters of speech a second: an ordinary pace. */
const pace = 15;

/** How long it takes to say something, in milliseconds, in steps of 20. */
export const speechMs = (text: string): number =>
  text === '' ? 0 : Math.ceil((text.length / pace) * 50) * 20;

/** Text as the pieces a model emits: words with the space before them, at most 15 characters each. */
export const pieces = (text: string): readonly string[] => {
  const words = text.match(/\s*[^\s.,;:!?…]{1,12}|\s*[.,;:!?…]+|\s+/gu) ?? [];
  return words.flatMap((word) => (word.length <= 15 ? [word] : (word.match(/[\s\S]{1,12}/gu) ?? [])));
};

/** JSON text as the pieces a model emits. */
export const jsonPieces = (json: string): readonly string[] =>
  json.match(/[\p{L}\p{N}_.-]{1,12}|\s*[^\p{L}\p{N}_.\s-]{1,2}|\s+/gu) ?? [];

/** Bytes of PCM16 at 24 kHz in one millisecond. */
export const bytesPerMs = 48;

/** A quiet hum of so many milliseconds as base64 PCM16 at 24 kHz, going on where `from` ms ended. */
export const hum = (from: number, ms: number): string => {
  const samples = Math.round(ms * 24);
  const pcm = Buffer.alloc(samples * 2);
  const first = Math.round(from * 24);
  for (let index = 0; index < samples; index += 1) {
    pcm.writeInt16LE(Math.round(3000 * Math.sin(((first + index) / 24_000) * 2 * Math.PI * 220)), index * 2);
  }
  return pcm.toString('base64');
};
