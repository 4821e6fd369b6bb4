/** Sounds of a listener, not words of a speaker. */
const sounds: ReadonlySet<string> = new Set(
  'ah aha ja hm hmm mhm mm mmhm oh ok okay right sure uh uhhuh um yeah yep yes'.split(' '),
);

/** True when what was said is no more than a sound of listening, or two words. */
export const isListening = (transcript: string): boolean => {
  const words = transcript
    .toLowerCase()
    .split(/\s+/)
    .map((word) => word.replaceAll(/[^\p{L}\p{N}]/gu, ''))
    .filter(Boolean);
  return words.length <= 2 || words.every((word) => sounds.has(word));
};
