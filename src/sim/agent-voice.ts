import { speak } from '../media/voice.ts';

/** Sounds that are kept, in bytes: a scenario says the same things on every call. */
const kept = 32_000_000;

/** How many things are put into sound at the same time. */
const atOnce = 4;

/** The agent's voice: words as sound (48 kHz, mono), made once for all calls that say them. Never rejects. */
export const agentVoice = (
  env: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
  make: typeof speak = speak,
): ((words: string) => Promise<Int16Array>) => {
  const known = new Map<string, Promise<Int16Array>>();
  const sizes = new Map<string, number>();
  const queue: (() => void)[] = [];
  let making = 0;
  let size = 0;

  const made = async (words: string): Promise<Int16Array> => {
    if (making >= atOnce) await new Promise<void>((turn) => queue.push(turn));
    making += 1;
    try {
      const { pcm } = await make(words, { env, signal });
      return pcm;
    } finally {
      making -= 1;
      queue.shift()?.();
    }
  };
  const forget = (): void => {
    for (const [words, bytes] of sizes) {
      if (size <= kept) return;
      known.delete(words);
      sizes.delete(words);
      size -= bytes;
    }
  };

  return (words) => {
    const before = known.get(words);
    if (before !== undefined) return before;
    const now = made(words);
    known.set(words, now);
    void now.then(({ byteLength }) => {
      sizes.set(words, byteLength);
      size += byteLength;
      forget();
    });
    return now;
  };
};
