import { el, soon } from './dom.ts';

const rowHeight = 26;
/** No browser draws a box higher than this; beyond it the rows move faster than the bar. */
const highest = 10_000_000;

/** A list of any length of which only what is in sight is in the page. */
export type LongList = {
  readonly element: HTMLElement;
  /** From now on it has so many rows, seen from the first; `chosen` is one of them, or -1. */
  fill(length: number, chosen: number): void;
  /** Marks a row and brings it into sight. */
  choose(place: number): void;
};

/** What a row is made of. */
export type LongListRow = { readonly kind: string; readonly cells: readonly HTMLElement[] };

/** Makes an empty list; `picked` is told of the row that a click or a key asks for. */
export const longList = (
  label: string,
  row: (place: number) => LongListRow | undefined,
  picked: (place: number) => void,
): LongList => {
  const space = el('div', { class: 'space', role: 'presentation' });
  const list = el('div', { class: 'events', tabindex: 0, role: 'listbox', 'aria-label': label }, space);
  let length = 0;
  let chosen = -1;

  const height = (): number => Math.min(highest, length * rowHeight);
  /** Rows a pixel of scrolling is worth. */
  const scale = (): number => (height() === 0 ? 1 : (length * rowHeight) / height());

  const draw = soon(() => {
    const first = Math.max(0, Math.floor((list.scrollTop * scale()) / rowHeight) - 4);
    const last = Math.min(length, first + Math.ceil(list.clientHeight / rowHeight) + 9);
    const shown: HTMLElement[] = [];
    for (let place = first; place < last; place += 1) {
      const content = row(place);
      if (content === undefined) continue;
      const made = el(
        'div',
        {
          class: `event ${content.kind}`,
          role: 'option',
          id: `event-${place}`,
          'aria-selected': place === chosen ? 'true' : 'false',
          'aria-posinset': place + 1,
          'aria-setsize': length,
          'data-place': place,
        },
        ...content.cells,
      );
      made.style.top = `${place * rowHeight - list.scrollTop * (scale() - 1)}px`;
      shown.push(made);
    }
    space.style.height = `${height()}px`;
    space.replaceChildren(...shown);
    if (chosen >= first && chosen < last) list.setAttribute('aria-activedescendant', `event-${chosen}`);
    else list.removeAttribute('aria-activedescendant');
  });

  list.addEventListener('scroll', draw);
  new ResizeObserver(draw).observe(list);
  list.addEventListener('click', (event) => {
    const place = (event.target as Element).closest<HTMLElement>('.event')?.dataset['place'];
    if (place !== undefined) picked(Number(place));
  });
  list.addEventListener('keydown', (event) => {
    const page = Math.max(1, Math.floor(list.clientHeight / rowHeight) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: chosen + 1,
      ArrowUp: chosen - 1,
      PageDown: chosen + page,
      PageUp: chosen - page,
      Home: 0,
      End: length - 1,
    };
    const next = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (next === undefined) return;
    event.preventDefault();
    picked(Math.min(length - 1, Math.max(0, next)));
  });

  return {
    element: list,
    fill(rows, now) {
      length = rows;
      chosen = now;
      list.scrollTop = 0;
      draw();
    },
    choose(place) {
      chosen = place;
      const top = (place * rowHeight) / scale();
      if (top < list.scrollTop) list.scrollTop = top;
      if (top + rowHeight > list.scrollTop + list.clientHeight)
        list.scrollTop = top + rowHeight - list.clientHeight;
      draw();
    },
  };
};
