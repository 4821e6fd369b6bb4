import { text, type Raw } from './raw.ts';
import type { Whose } from './whose.ts';

/** Something we sent whose effect carries no id of ours, and may still come. */
type Sent = {
  readonly type: string;
  readonly raw: Raw;
  readonly whose: Whose;
  /** Its effect was taken for seen, or lost: what comes now may be a second answer, or somebody else's. */
  doubtful: boolean;
  /** When it is given up, on the clock that never steps. */
  until: number;
};

/** How long an effect may take, and how long one that came may still have been somebody else's, in ms. */
const longest = 60_000;
const overlap = 5000;

/** What we sent and wait to see. */
export type Pending = {
  add(type: string, raw: Raw, whose: Whose, now: number): void;
  /** What of this type may have had such an effect; what was not taken for seen comes first. */
  causes(type: string, now: number, fits: (raw: Raw) => boolean): readonly Sent[];
  /** Drops what an error names by its `event_id`. */
  refused(id: string): Whose | undefined;
  /** Nothing that waits can be told any more. */
  doubt(): void;
};

/** Keeps what we sent until it was seen, refused, or a minute old. */
export const pendingEffects = (): Pending => {
  let all: Sent[] = [];
  return {
    add(type, raw, whose, now) {
      all.push({ type, raw, whose, doubtful: false, until: now + longest });
    },
    causes(type, now, fits) {
      all = all.filter(({ until }) => now < until);
      return all
        .filter((one) => one.type === type && fits(one.raw))
        .toSorted((a, b) => Number(a.doubtful) - Number(b.doubtful));
    },
    refused(id) {
      const found = all.find(({ raw }) => text(raw, 'event_id') === id);
      all = all.filter((one) => one !== found);
      return found?.whose;
    },
    doubt() {
      for (const one of all) one.doubtful = true;
    },
  };
};

/**
 * Whose an effect is that these may have caused: ours when one of them waits for it, undecided when it may be a second
 * answer, `otherwise` when there is none.
 */
export const causedBy = (
  [cause]: readonly Sent[],
  now: number,
  otherwise: Whose | undefined,
): Whose | undefined => {
  if (cause === undefined) return otherwise;
  if (cause.doubtful) return undefined;
  cause.doubtful = true;
  cause.until = Math.min(cause.until, now + overlap);
  return cause.whose;
};
