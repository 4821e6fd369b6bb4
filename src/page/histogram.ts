import uPlot from 'uplot';
import { el } from './dom.ts';
import { whenSeen } from './later.ts';
import { onPalette, palette } from './palette.ts';

/** How many measurements fall where, as bars without axes. */
export const histogram = (samples: readonly number[]): HTMLElement => {
  const canvas = el('div', { class: 'histogram', 'aria-hidden': 'true' });
  whenSeen(canvas, () => draw(canvas, samples));
  return canvas;
};

const draw = (canvas: HTMLElement, samples: readonly number[]): void => {
  const max = Math.max(...samples);
  const bins = 24;
  const counts = Array.from({ length: bins }, () => 0);
  for (const sample of samples) {
    const bin = max <= 0 ? 0 : Math.min(bins - 1, Math.floor((Math.max(0, sample) / max) * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  let colours = palette();
  const bars = uPlot.paths.bars?.({ size: [0.86], align: 1 });
  const made = new uPlot(
    {
      width: 150,
      height: 26,
      legend: { show: false },
      cursor: { show: false },
      padding: [1, 0, 0, 0],
      axes: [{ show: false }, { show: false }],
      scales: {
        x: { time: false, range: [0, bins] },
        y: { range: (_, __, most) => [0, Math.max(1, most ?? 1)] },
      },
      series: [
        {},
        {
          fill: () => colours.accent,
          stroke: () => colours.accent,
          width: 0,
          points: { show: false },
          ...(bars === undefined ? {} : { paths: bars }),
        },
      ],
    },
    [counts.map((_, bin) => bin), counts.map((count) => (count === 0 ? null : count))],
    canvas,
  );
  onPalette(() => {
    colours = palette();
    made.redraw(true, true);
  });
};
