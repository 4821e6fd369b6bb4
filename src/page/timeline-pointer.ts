import type uPlot from 'uplot';
import type { PageData } from '../core/report/page-data.ts';
import { el } from './dom.ts';
import { clock, lasting } from './format.ts';
import { laneOf, lanes, whoOf, wordsOf } from './items.ts';
import type { Selection } from './selection.ts';
import type { View } from './view.ts';

/** Has the pointer choose items, drag the view and tell what it stands on; the wheel zooms. */
export const pointed = ({
  data,
  view,
  selection,
  chart,
  frame,
}: {
  readonly data: PageData;
  readonly view: View;
  readonly selection: Selection;
  readonly chart: uPlot;
  readonly frame: HTMLElement;
}): void => {
  const hint = el('div', { class: 'tip', hidden: true, 'aria-hidden': 'true' });
  frame.append(hint);
  const msAt = (x: number): number => chart.posToVal(x, 'x') * 1000;
  /** The item under the pointer: in its lane, the nearest within a few pixels. */
  const under = (event: MouseEvent): number => {
    const box = chart.over.getBoundingClientRect();
    const lane = Math.floor(((event.clientY - box.top) / box.height) * lanes.length);
    const ms = msAt(event.clientX - box.left);
    const slack = Math.abs(msAt(5) - msAt(0));
    let best = -1;
    let distance = slack;
    for (const [index, item] of data.items.entries()) {
      if (item.from - slack > ms) break;
      if (laneOf(item) !== lane && item.kind !== 'gap') continue;
      const away = Math.max(item.from - ms, ms - item.to, 0);
      // Of several the last to begin is on top; a gap lies below everything.
      if (away > distance || (item.kind === 'gap' && best !== -1 && away > 0)) continue;
      best = index;
      distance = away;
    }
    return best;
  };

  let drag: { readonly x: number; readonly from: number; readonly to: number; moved: boolean } | undefined;
  chart.over.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    drag = { x: event.clientX, from: view.now().from, to: view.now().to, moved: false };
    chart.over.setPointerCapture(event.pointerId);
  });
  chart.over.addEventListener('pointermove', (event) => {
    if (drag !== undefined) {
      const moved = event.clientX - drag.x;
      if (Math.abs(moved) > 3) drag.moved = true;
      if (!drag.moved) return;
      const by = (-moved / chart.over.clientWidth) * (drag.to - drag.from);
      view.set(drag.from + by, drag.to + by);
    }
    const item = drag?.moved === true ? undefined : data.items[under(event)];
    chart.over.classList.toggle('pointing', item !== undefined);
    hint.hidden = item === undefined;
    if (item === undefined) return;
    hint.replaceChildren(
      el('strong', {}, `${whoOf(item)} ${clock(item.from)}`),
      el('span', {}, ` ${lasting(item.to - item.from)}`),
      el('div', { dir: 'auto' }, wordsOf(item).slice(0, 240)),
    );
    const box = frame.getBoundingClientRect();
    const left = Math.min(event.clientX - box.left + 12, box.width - hint.offsetWidth - 4);
    hint.style.left = `${Math.max(4, left)}px`;
    hint.style.top = `${event.clientY - box.top + 18}px`;
  });
  chart.over.addEventListener('pointerup', (event) => {
    const clicked = drag?.moved === false;
    drag = undefined;
    if (!clicked) return;
    const index = under(event);
    if (index !== -1) selection.choose(index, 'timeline');
  });
  chart.over.addEventListener('pointercancel', () => (drag = undefined));
  chart.over.addEventListener('pointerleave', () => (hint.hidden = true));
  chart.over.addEventListener('dblclick', () => view.set(0, view.whole));
  chart.over.addEventListener(
    'wheel',
    (event) => {
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      const { from, to } = view.now();
      if (Math.abs(sideways) > Math.abs(event.deltaY) || event.shiftKey) {
        const by = (sideways / chart.over.clientWidth) * (to - from);
        view.set(from + by, to + by);
      } else {
        // What cannot be zoomed out further scrolls the page.
        if (event.deltaY > 0 && to - from >= view.whole) return;
        const box = chart.over.getBoundingClientRect();
        view.zoom(Math.exp(Math.sign(event.deltaY) * 0.22), msAt(event.clientX - box.left));
      }
      event.preventDefault();
    },
    { passive: false },
  );
};
