import uPlot from 'uplot';
import type { PageData } from '../core/report/page-data.ts';
import { el, soon } from './dom.ts';
import { drawItems, type Drawn } from './draw-items.ts';
import { clock } from './format.ts';
import { laneNames, laneNamesWidth, lanes, spoken } from './items.ts';
import { onPalette, palette } from './palette.ts';
import type { Selection } from './selection.ts';
import { walked } from './timeline-keys.ts';
import { pointed } from './timeline-pointer.ts';
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
          size: laneNamesWidth,
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

  const whole = { data, view, selection };
  pointed({ ...whole, chart, frame });
  walked({ ...whole, frame });
  frame.append(said);
  return { element: frame, fit };
};
