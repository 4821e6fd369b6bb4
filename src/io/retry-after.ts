/** The longest wait that a server can ask for, in milliseconds. */
const longestRetryAfter = 60_000;

/** A `Retry-After` (seconds or a date) in milliseconds from `wall`, at most 60 s; undefined when it makes no sense. */
export const readRetryAfter = (header: string | undefined, wall: number): number | undefined => {
  if (header === undefined) return undefined;
  const text = header.trim();
  const ms = /^\d+(\.\d+)?$/.test(text)
    ? Number(text) * 1000
    : /^[A-Za-z]{3,9},? /.test(text)
      ? Date.parse(text) - wall
      : Number.NaN;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), longestRetryAfter);
};
