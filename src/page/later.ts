const tasks = new Set<() => void>();

/** Does what waits, at once: on paper there is no later. */
addEventListener('beforeprint', () => {
  for (const task of tasks) task();
});

/** Does a task once, when `wait` says so or the page is printed. */
const once = (task: () => void, wait: (go: () => void) => void): void => {
  const go = (): void => {
    if (tasks.delete(go)) task();
  };
  tasks.add(go);
  wait(go);
};

const sights = new WeakMap<Element, () => void>();
const inSight = new IntersectionObserver(
  (changes) => {
    for (const { isIntersecting, target } of changes) {
      if (!isIntersecting) continue;
      inSight.unobserve(target);
      sights.get(target)?.();
    }
  },
  { rootMargin: '200px' },
);

/** Does a task once, when an element is about to come into sight or is printed. */
export const whenSeen = (element: Element, task: () => void): void =>
  once(task, (go) => {
    sights.set(element, go);
    inSight.observe(element);
  });

const whenIdle: (task: () => void) => void =
  'requestIdleCallback' in globalThis
    ? (task) => requestIdleCallback(task, { timeout: 500 })
    : (task) => setTimeout(task, 20);

/** Rows of a list that are put into it as time allows. */
export type Rows = {
  /** The row at a place, put in now if need be with those before it. */
  at(index: number): HTMLElement | undefined;
  /** All of them, put in now. */
  all(): readonly HTMLElement[];
};

/** Puts rows into a list: what is seen first at once, the others while there is nothing better to do. */
export const gradually = <Item>(
  list: HTMLElement,
  items: readonly Item[],
  make: (item: Item, index: number) => HTMLElement,
  { first = 40, step = 60 } = {},
): Rows => {
  const rows: HTMLElement[] = [];
  const until = (end: number): void => {
    const from = rows.length;
    rows.push(...items.slice(from, Math.max(from, end)).map((item, index) => make(item, from + index)));
    if (rows.length > from) list.append(...rows.slice(from));
  };
  const more = (): void => {
    if (rows.length >= items.length) return;
    until(rows.length + step);
    whenIdle(more);
  };
  until(first);
  once(
    () => until(items.length),
    () => whenIdle(more),
  );
  return {
    at(index) {
      until(index + 1);
      return rows[index];
    },
    all() {
      until(items.length);
      return rows;
    },
  };
};
