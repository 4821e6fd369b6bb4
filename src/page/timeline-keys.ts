import type { PageData } from '../core/report/page-data.ts';
import { laneOf } from './items.ts';
import type { Selection } from './selection.ts';
import type { View } from './view.ts';

/** Has the keyboard walk the items of a timeline, zoom and move it. */
export const walked = ({
  data,
  view,
  selection,
  frame,
}: {
  readonly data: PageData;
  readonly view: View;
  readonly selection: Selection;
  readonly frame: HTMLElement;
}): void => {
  const step = (by: 1 | -1, within: boolean): void => {
    const { items } = data;
    const now = selection.index();
    const current = items[now];
    const lane = current === undefined || !within ? undefined : laneOf(current);
    let next = now === -1 && by === -1 ? items.length - 1 : now + by;
    for (; items[next] !== undefined; next += by) {
      const item = items[next];
      if (item !== undefined && (lane === undefined || laneOf(item) === lane))
        return selection.choose(next, 'timeline');
    }
  };
  const move = (share: number): void => {
    const { from, to } = view.now();
    view.set(from + (to - from) * share, to + (to - from) * share);
  };
  /** About what is chosen, when it is in sight. */
  const zoom = (factor: number): void => {
    const item = data.items[selection.index()];
    const { from, to } = view.now();
    const middle = item === undefined ? undefined : (item.from + item.to) / 2;
    if (middle !== undefined && middle >= from && middle <= to) view.zoom(factor, middle);
    else view.zoom(factor);
  };
  const keys: Readonly<Record<string, (event: KeyboardEvent) => void>> = {
    ArrowLeft: ({ shiftKey }) => (shiftKey ? move(-0.2) : step(-1, false)),
    ArrowRight: ({ shiftKey }) => (shiftKey ? move(0.2) : step(1, false)),
    ArrowUp: () => step(-1, true),
    ArrowDown: () => step(1, true),
    Home: () => selection.choose(0, 'timeline'),
    End: () => selection.choose(data.items.length - 1, 'timeline'),
    '+': () => zoom(0.6),
    '=': () => zoom(0.6),
    '-': () => zoom(1 / 0.6),
    '0': () => view.set(0, view.whole),
    Enter: () => frame.dispatchEvent(new CustomEvent('to-transcript', { bubbles: true })),
  };
  frame.addEventListener('keydown', (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (act === undefined || !Object.hasOwn(keys, event.key)) return;
    event.preventDefault();
    act(event);
  });
};
