/** A stretch of the call, in ms. */
export type Stretch = { readonly from: number; readonly to: number };

/** Which part of the call the timeline shows, and a moment that is pointed out on it. */
export type View = {
  /** How long the call is, in ms, with a little room behind its end. */
  readonly whole: number;
  now(): Stretch;
  set(from: number, to: number): void;
  /** Shows more (above 1) or less, about a moment. */
  zoom(factor: number, about?: number): void;
  /** Brings a stretch into sight without zooming, unless it does not fit. */
  show(from: number, to: number): void;
  mark(ms?: number): number | undefined;
  onChange(listener: (now: Stretch) => void): void;
  onMark(listener: () => void): void;
};

const least = 200;

/** The view of a call that lasted so long. */
export const viewOf = (durationMs: number): View => {
  const whole = Math.max(1000, durationMs * 1.01);
  let now: Stretch = { from: 0, to: whole };
  let marked: number | undefined;
  const changed: ((now: Stretch) => void)[] = [];
  const pointed: (() => void)[] = [];
  const set = (from: number, to: number): void => {
    const width = Math.min(whole, Math.max(least, to - from));
    const start = Math.min(Math.max(0, from), whole - width);
    now = { from: start, to: start + width };
    for (const listener of changed) listener(now);
  };
  return {
    whole,
    now: () => now,
    set,
    zoom(factor, about = (now.from + now.to) / 2) {
      const width = Math.min(whole, Math.max(least, (now.to - now.from) * factor));
      const share = (about - now.from) / (now.to - now.from);
      set(about - width * share, about + width * (1 - share));
    },
    show(from, to) {
      const width = now.to - now.from;
      if (from >= now.from && to <= now.to) return;
      const middle = to - from > width ? from + width * 0.4 : (from + to) / 2;
      set(middle - width / 2, middle + width / 2);
    },
    mark(ms) {
      if (ms === undefined) return marked;
      marked = ms;
      for (const listener of pointed) listener();
      return marked;
    },
    onChange: (listener) => void changed.push(listener),
    onMark: (listener) => void pointed.push(listener),
  };
};
