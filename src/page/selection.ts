/** Where on the page something was chosen. */
export type Chooser = 'timeline' | 'transcript' | 'elsewhere';

/** What is chosen: an item of the timeline, which every view of the call shows in its own way. */
export type Selection = {
  readonly index: () => number;
  /** Chooses an item; -1 is none. */
  choose(index: number, by: Chooser): void;
  onChange(listener: (index: number, by: Chooser) => void): void;
};

export const selection = (): Selection => {
  let chosen = -1;
  const listeners: ((index: number, by: Chooser) => void)[] = [];
  return {
    index: () => chosen,
    choose(index, by) {
      chosen = index;
      for (const listener of listeners) listener(index, by);
    },
    onChange: (listener) => void listeners.push(listener),
  };
};
