import uPlot from 'uplot';
import { el, soon } from './dom.ts';
import { whenSeen } from './later.ts';
import { clock } from './format.ts';
import { onPalette, palette, type Palette } from './palette.ts';

/** A line or a cloud of points over the time of the call. */
export type Series = {
  readonly name: string;
  readonly colour: keyof Palette;
  readonly values: readonly (number | null)[];
  /** `line` by default; `stairs` holds a value until the next; `points` has no line. */
  readonly shape?: 'line' | 'stairs' | 'points';
  /** Counted on an axis of its own at the right. */
  readonly right?: true;
};

/** A chart over the time of the call. `at` in ms, rising. */
export type ChartSpec = {
  readonly label: string;
  readonly at: readonly number[];
  readonly series: readonly Series[];
  readonly left: (value: number) => string;
  readonly right?: (value: number) => string;
  readonly durationMs: number;
  readonly onPick: (index: number) => void;
};

/** Draws numbers over the time of the call, with a legend that says what is under the pointer. */
export const chart = (spec: ChartSpec): HTMLElement => {
  const { label, series } = spec;
  const readings = series.map(() => el('span', { class: 'reading' }));
  const swatch = (name: keyof Palette): HTMLElement => {
    const made = el('span', { class: 'swatch', 'aria-hidden': 'true' });
    made.style.background = `var(--${name})`;
    return made;
  };
  const legend = el(
    'ul',
    { class: 'legend' },
    ...series.map(({ name, colour }, index) => el('li', {}, swatch(colour), name, readings[index])),
  );
  const canvas = el('div', { class: 'canvas', role: 'img', 'aria-label': label });
  const box = el('figure', { class: 'chart' }, legend, canvas);
  whenSeen(canvas, () => draw(canvas, spec, readings));
  return box;
};

const draw = (canvas: HTMLElement, spec: ChartSpec, readings: readonly HTMLElement[]): void => {
  const { at, series, left, right, durationMs, onPick } = spec;
  let colours = palette();
  const font = '12px system-ui, sans-serif';
  const stairs = uPlot.paths.stepped?.({ align: 1 });
  const made = new uPlot(
    {
      width: Math.max(100, Math.floor(canvas.clientWidth)),
      height: 200,
      legend: { show: false },
      padding: [8, right === undefined ? 26 : 4, 0, 0],
      cursor: { drag: { x: false, y: false }, y: false },
      scales: {
        x: { time: false, range: [0, Math.max(1, durationMs) / 1000] },
        y: { range: (_, __, max) => [0, Math.max(max ?? 0, Number.MIN_VALUE) * 1.08] },
        right: { range: (_, __, max) => [0, Math.max(max ?? 0, 1e-6) * 1.08] },
      },
      axes: [
        {
          stroke: () => colours.soft,
          font,
          grid: { show: false },
          ticks: { stroke: () => colours.line, size: 4 },
          size: 28,
          incrs: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200],
          values: (_, splits) => splits.map((seconds) => clock(seconds * 1000, 0)),
        },
        {
          stroke: () => colours.soft,
          font,
          grid: { stroke: () => colours.line, width: 1 },
          ticks: { show: false },
          size: 62,
          values: (_, splits) => splits.map(left),
        },
        ...(right === undefined
          ? []
          : [
              {
                scale: 'right',
                side: 1 as const,
                stroke: () => colours.soft,
                font,
                grid: { show: false },
                ticks: { show: false },
                size: 62,
                values: (_: uPlot, splits: number[]) => splits.map(right),
              },
            ]),
      ],
      series: [
        {},
        ...series.map(({ colour, shape = 'line', right: apart }): uPlot.Series => ({
          scale: apart === true ? 'right' : 'y',
          stroke: () => colours[colour],
          fill: () => (shape === 'points' ? 'transparent' : `${colours[colour]}22`),
          width: shape === 'points' ? 0 : 2,
          spanGaps: true,
          ...(shape === 'stairs' && stairs !== undefined ? { paths: stairs } : {}),
          ...(shape === 'points' ? { paths: () => null } : {}),
          points: {
            show: shape === 'points' || at.length < 60,
            size: 6,
            fill: () => colours[colour],
            stroke: () => colours[colour],
          },
        })),
      ],
      hooks: {
        setCursor: [
          (u) => {
            for (const [index, one] of series.entries()) {
              const value =
                u.cursor.idx === null || u.cursor.idx === undefined ? null : one.values[u.cursor.idx];
              const said = one.right === true && right !== undefined ? right : left;
              const reading = readings[index];
              if (reading !== undefined)
                reading.textContent = value === null || value === undefined ? '' : said(value);
            }
          },
        ],
      },
    },
    [at.map((ms) => ms / 1000), ...series.map(({ values }) => [...values])],
    canvas,
  );
  made.over.addEventListener('click', () => {
    const { idx } = made.cursor;
    if (idx !== null && idx !== undefined) onPick(idx);
  });
  new ResizeObserver(
    soon(() => {
      const width = Math.floor(canvas.clientWidth);
      if (width > 0 && width !== made.width) made.setSize({ width, height: 200 });
    }),
  ).observe(canvas);
  onPalette(() => {
    colours = palette();
    made.redraw(true, true);
  });
};
