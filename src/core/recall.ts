import type { Entry, Safe, Sink } from './ports.ts';
import { escapeText, safe } from './safe.ts';

/** Strings longer than this are cut where an event is shown whole: they are sound, mostly. */
const longestString = 600;

/** A sink that remembers the last events, and shows one as it came. */
export type Recall = Sink & {
  /** The event of this number, laid out over several lines and escaped; undefined when it is not remembered. */
  show(seq: number): Safe | undefined;
  /** At most `most` numbers of remembered events that begin with these digits, the newest first. */
  newest(digits: string, most: number): readonly number[];
};

/** Remembers at most `most` events of together at most `size` UTF-16 units, the newest. */
export const recall = (most = 10_000, size = 8 << 20): Recall => {
  const texts = new Map<number, { readonly head: Safe; readonly text: string }>();
  let held = 0;
  return {
    write({ seq, signal }) {
      const text = signal.kind === 'frame' ? signal.text : JSON.stringify(signal.change);
      texts.set(seq, { head: headOf(seq, signal), text });
      held += text.length;
      for (const [oldest, { text: old }] of texts) {
        if (texts.size <= most && held <= size) break;
        if (oldest === seq) break;
        texts.delete(oldest);
        held -= old.length;
      }
    },
    newest(digits, most) {
      const numbers = [...texts.keys()].filter((seq) => String(seq).startsWith(digits));
      return numbers.slice(-most).toReversed();
    },
    show(seq) {
      const found = texts.get(seq);
      return found === undefined
        ? undefined
        : safe`${found.head}\n${escapeText(laidOut(found.text), { block: true })}`;
    },
  };
};

const headOf = (seq: number, signal: Entry['signal']): Safe => {
  if (signal.kind === 'link') return safe`#${seq} link`;
  if (signal.direction === 'received') return safe`#${seq} received`;
  return signal.by === undefined ? safe`#${seq} sent` : safe`#${seq} sent by ${escapeText(signal.by)}`;
};

const laidOut = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text) as unknown, shortened, 2);
  } catch {
    return text;
  }
};

const shortened = (_key: string, value: unknown): unknown =>
  typeof value === 'string' && value.length > longestString
    ? `${value.slice(0, longestString)}… +${value.length - longestString} chars`
    : value;
