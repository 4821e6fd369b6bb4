import uPlot from 'uplot';
import type { PageItem } from '../core/report/page-data.ts';
import { laneOf, lanes } from './items.ts';
import type { Palette } from './palette.ts';
import { bar, diamond, hatch, outline } from './shapes.ts';

/** What a timeline shows beside its scales. */
export type Drawn = {
  readonly items: readonly PageItem[];
  /** The place of the chosen item; -1 is none. */
  readonly chosen: number;
  /** A moment that is pointed out, in ms. */
  readonly marked: number | undefined;
};

/** The colour of an item. */
export const colourOf = (item: PageItem, colours: Palette): string => {
  if (item.kind === 'trouble') return item.severity === 'bad' ? colours.error : colours.warn;
  return item.kind === 'tool' && item.tool?.state !== 'answered' ? colours.error : colours[item.kind];
};

/** Draws the items of a call into the lanes of a chart whose x axis counts seconds. */
export const drawItems = (u: uPlot, { items, chosen, marked }: Drawn, colours: Palette): void => {
  const { ctx, bbox } = u;
  const ratio = uPlot.pxRatio;
  const laneHeight = bbox.height / lanes.length;
  const x = (ms: number): number => u.valToPos(ms / 1000, 'x', true);
  const [left, right] = [bbox.left, bbox.left + bbox.width];
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = `${11.5 * ratio}px system-ui, sans-serif`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';

  ctx.fillStyle = colours.line;
  for (let lane = 1; lane < lanes.length; lane += 1)
    ctx.fillRect(left, Math.round(bbox.top + lane * laneHeight), bbox.width, Math.max(1, ratio / 2));

  for (const item of items) if (item.kind === 'gap') hatch(u, x(item.from), x(item.to), colours.gap, ratio);

  for (const [index, item] of items.entries()) {
    const from = x(item.from);
    if (from > right) break;
    const to = Math.max(x(item.to), from);
    const lane = laneOf(item);
    if (to < left - 10 * ratio || lane === -1) continue;
    const top = bbox.top + lane * laneHeight;
    const colour = colourOf(item, colours);
    if (item.made !== undefined) {
      // The model at work: a thin line above what is heard.
      ctx.fillStyle = colour;
      ctx.globalAlpha = 0.45;
      const made = x(item.made[0]);
      ctx.fillRect(made, top + 3 * ratio, Math.max(1, x(item.made[1]) - made), 2 * ratio);
      ctx.globalAlpha = 1;
    }
    const [y, height] = [top + laneHeight * 0.24, laneHeight * 0.58];
    if (item.kind === 'error' || item.kind === 'trouble')
      diamond(ctx, from, top + laneHeight / 2, 5.5 * ratio, colour);
    else if (
      to - from < 2 * ratio &&
      (item.typed === true || item.kind === 'operator' || item.kind === 'note')
    )
      diamond(ctx, from, top + laneHeight / 2, 5 * ratio, colour);
    else bar(ctx, { from, to, y, height, ratio, item, colour, left, colours });
    if (index === chosen) outline(ctx, from, to, y, height, colours.ink, ratio);
  }
  if (marked !== undefined) {
    ctx.strokeStyle = colours.accent;
    ctx.lineWidth = 1.5 * ratio;
    ctx.beginPath();
    ctx.moveTo(x(marked), bbox.top);
    ctx.lineTo(x(marked), bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
};
