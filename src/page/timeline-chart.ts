import uPlot from 'uplot';
import type { PageData } from '../core/report/page-data.ts';
import { el, soon } from './dom.ts';
import { drawItems, type Drawn } from './draw-items.ts';
import { clock, lasting } from './format.ts';
import { laneNames, laneOf, lanes, spoken, whoOf, wordsOf } from './items.ts';
import { onPalette, palette } from './palette.ts';
import type { Selection } from './selection.ts';
import type { View } from './view.ts';

const steps = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];

/**
 * The large timeline: lanes of speech, tools, notes and troubles; zoomed by wheel and keys, moved by dragging. `fit`
 * makes it as wide as its place is now: before it is first drawn, it is drawn once.
 */
export const timelineChart = (
  data: PageData,
  view: View,
  selection: Selection,
): { readonly element: HTMLElement; fit(): void } => {
  const hint = el('div', { class: 'tip', hidden: true, 'aria-hidden': 'true' });
  const said = el('div', { class: 'unseen', 'aria-live': 'polite' });
  const frame = el('div', {
    class: 'timeline',
    tabindex: 0,
    role: 'application',
    'aria-label':
      'Timeline of the call. Left and right arrows: previous and next item. Up and down: within the same lane. Plus and minus: zoom. Shift and arrows: move. 0: the whole call. Enter: to the transcript.',
  });
  const height = (): number => (innerHeight < 700 ? 176 : 212);
  const labels = [...laneNames(data)];
  let colours = palette();
  const chart = new uPlot(
    {
      width: 600,
      height: height(),
      legend: { show: false },
      padding: [4, 12, 0, 0],
      cursor: { drag: { x: false, y: false }, y: false, points: { show: false } },
      scales: {
        x: { time: false, min: 0, max: view.whole / 1000 },
        y: { range: [0, lanes.length], dir: -1 },
      },
      axes: [
        {
          stroke: () => colours.soft,
          grid: { stroke: () => colours.line, width: 1 },
          ticks: { show: false },
          size: 26,
          font: '12px system-ui, sans-serif',
          incrs: steps,
          values: (_, splits, __, ___, step) =>
            splits.map((at) => clock(at * 1000, step >= 1 ? 0 : step >= 0.1 ? 1 : 2)),
        },
        {
          stroke: () => colours.soft,
          grid: { show: false },
          ticks: { show: false },
          size: 66,
          font: '12px system-ui, sans-serif',
          splits: labels.map((_, lane) => lane + 0.5),
          values: () => labels,
        },
      ],
      series: [{}, { show: true, stroke: 'transparent', points: { show: false } }],
      hooks: { draw: [(u) => drawItems(u, drawn(), colours)] },
    },
    [
      [0, view.whole / 1000],
      [null, null],
    ],
    frame,
  );
  const drawn = (): Drawn => ({ items: data.items, chosen: selection.index(), marked: view.mark() });
  const redraw = soon(() => chart.redraw(false, false));

  view.onChange(({ from, to }) => chart.setScale('x', { min: from / 1000, max: to / 1000 }));
  view.onMark(redraw);
  onPalette(() => {
    colours = palette();
    chart.redraw(false, true);
  });
  const fit = (): void => {
    const size = { width: Math.floor(frame.clientWidth), height: height() };
    if (size.width > 0 && (size.width !== chart.width || size.height !== chart.height)) chart.setSize(size);
  };
  new ResizeObserver(soon(fit)).observe(frame);

  selection.onChange((index) => {
    const item = data.items[index];
    if (item !== undefined) {
      view.show(item.from, item.to);
      said.textContent = spoken(item);
    }
    redraw();
  });

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
  frame.append(hint, said);
  return { element: frame, fit };
};
