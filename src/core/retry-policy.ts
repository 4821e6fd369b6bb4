/** When to dial again, and when to stop. All times in milliseconds. */
export type RetryPolicy = {
  /** Tries of the first attach, the first included. */
  readonly firstTries: number;
  /** How long a first attach keeps trying while the server knows no such call. */
  readonly waitForCall: number;
  /** Tries and time after a drop. Only `stableAfter` of open socket begins a new count. */
  readonly tries: number;
  readonly within: number;
  readonly stableAfter: number;
  /** Dials in any `dialsWithin`, whatever their reason: what an endpoint that accepts and closes runs into. */
  readonly dials: number;
  readonly dialsWithin: number;
  /** Protocol violations after which dialling again is pointless. */
  readonly violations: number;
};

/** The one table of retrying. */
export const defaultRetryPolicy: RetryPolicy = {
  firstTries: 5,
  waitForCall: 10_000,
  tries: 8,
  within: 60_000,
  stableAfter: 10_000,
  dials: 30,
  dialsWithin: 600_000,
  violations: 2,
};

/** The pause before try `attempt` + 1 of a first attach: 0.25 s doubling to 4 s, up to a quarter less by chance. */
export const firstPause = (attempt: number, random: () => number): number =>
  Math.min(4000, 250 * 2 ** (attempt - 1)) * (0.75 + 0.25 * random());

/** The pause before try `attempt` after a drop: full jitter under 0.25 s doubling to 8 s, never under 0.2 s. */
export const redialPause = (attempt: number, random: () => number): number =>
  Math.max(200, Math.min(8000, 250 * 2 ** (attempt - 1)) * random());

/** Counts dials in a sliding window: true while another one is within the budget, and counts it. */
export const dialBudget = (
  policy: Pick<RetryPolicy, 'dials' | 'dialsWithin'>,
): ((mono: number) => boolean) => {
  let dials: number[] = [];
  return (mono) => {
    dials = dials.filter((at) => mono - at < policy.dialsWithin);
    if (dials.length >= policy.dials) return false;
    dials.push(mono);
    return true;
  };
};
