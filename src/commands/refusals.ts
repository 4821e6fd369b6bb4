import type { Clock, Safe } from '../core/ports.ts';
import { joinSafe, safe } from '../core/safe.ts';
import type { Disbelief } from '../core/webhook.ts';
import type { TurnedAway } from '../io/webhook-door.ts';

/** Why a delivery was refused. */
export type Refusal = Disbelief | TurnedAway | 'busy' | 'again';

/** What is said of refused deliveries: how many, and why. Nothing that they hold. */
const words: Readonly<Record<Refusal, Safe>> = {
  unsigned: safe`without the headers of a webhook`,
  stale: safe`signed too long ago`,
  future: safe`signed in the future (is the clock of this machine right?)`,
  signature: safe`not signed with this secret`,
  method: safe`not a POST`,
  path: safe`to another path`,
  'too-large': safe`larger than 256 KiB`,
  'too-slow': safe`too slow`,
  headers: safe`with headers that are too large or broken`,
  again: safe`here before; nothing is done twice`,
  busy: safe`came while too much was under way; the sender tries again`,
};

/** The status that each is answered with, where the door leaves it to us. */
export const statusOf: Readonly<Partial<Record<Refusal, number>>> = {
  unsigned: 400,
  stale: 400,
  future: 400,
  signature: 401,
  // Who delivers again what was taken has to stop.
  again: 200,
  busy: 503,
};

/** A count of refused deliveries. */
export type Refusals = {
  readonly count: (why: Refusal) => void;
  /** Says what was not said yet. */
  readonly rest: () => void;
  readonly all: () => Readonly<Partial<Record<Refusal, number>>>;
};

/** Milliseconds between two lines about refused deliveries: a flood of them must not become one of lines. */
const pace = 5000;

/** Counts refused deliveries and says so, at once when it begins and then a line every few seconds at most. */
export const refusals = (say: (text: Safe) => void, clock: Clock, over: AbortSignal): Refusals => {
  const all: Partial<Record<Refusal, number>> = {};
  const unsaid = new Map<Refusal, number>();
  let waiting = false;
  const rest = (): void => {
    if (unsaid.size === 0) return;
    let sum = 0;
    for (const count of unsaid.values()) sum += count;
    const parts = [...unsaid].map(([why, count]) =>
      unsaid.size === 1 ? words[why] : safe`${count} ${words[why]}`,
    );
    unsaid.clear();
    say(safe`refused ${sum === 1 ? safe`a delivery` : safe`${sum} deliveries`}: ${joinSafe(parts, ', ')}`);
  };
  const later = (): void => {
    waiting = true;
    void clock.sleep(pace, over).then(() => {
      waiting = false;
      if (over.aborted || unsaid.size === 0) return;
      rest();
      later();
    });
  };
  return {
    count(why) {
      all[why] = (all[why] ?? 0) + 1;
      unsaid.set(why, (unsaid.get(why) ?? 0) + 1);
      if (waiting) return;
      rest();
      later();
    },
    rest,
    all: () => ({ ...all }),
  };
};
