import uPlot from 'uplot';
import type { PageItem } from '../core/report/page-data.ts';
import { laneOf, lanes, wordsOf } from './items.ts';
import type { Palette } from './palette.ts';

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

type Bar = {
  readonly from: number;
  readonly to: number;
  readonly y: number;
  readonly height: number;
  readonly ratio: number;
  readonly item: PageItem;
  readonly colour: string;
  readonly left: number;
  readonly colours: Palette;
};

const bar = (ctx: CanvasRenderingContext2D, one: Bar): void => {
  const { from, to, y, height, ratio, item, colour, left, colours } = one;
  const width = Math.max(to - from, 2 * ratio);
  ctx.fillStyle = colour;
  ctx.beginPath();
  const round = Math.min(3 * ratio, width / 2);
  // What was cut off ends square, at its mark.
  ctx.roundRect(from, y, width, height, item.cut === undefined ? round : [round, 0, 0, round]);
  ctx.fill();
  if (item.operator === true) {
    ctx.fillStyle = colours.operator;
    ctx.fillRect(from, y + height - 3 * ratio, width, 3 * ratio);
  }
  const visible = to - Math.max(from, left);
  if (visible > 44 * ratio && item.kind !== 'gap') {
    ctx.save();
    ctx.beginPath();
    ctx.rect(Math.max(from, left), y, visible - 4 * ratio, height);
    ctx.clip();
    ctx.fillStyle = colours['on-bar'];
    // No more than can be seen: a line may hold a million characters.
    ctx.fillText(wordsOf(item).slice(0, 200), Math.max(from, left) + 6 * ratio, y + height / 2);
    ctx.restore();
  }
  if (item.cut !== undefined) {
    ctx.strokeStyle = colours.error;
    ctx.lineWidth = 2.5 * ratio;
    ctx.beginPath();
    ctx.moveTo(from + width, y - 4 * ratio);
    ctx.lineTo(from + width, y + height + 4 * ratio);
    ctx.stroke();
    if (width > 12 * ratio) {
      ctx.beginPath();
      ctx.moveTo(from + width - 5 * ratio, y - 4 * ratio);
      ctx.lineTo(from + width + 5 * ratio, y - 4 * ratio);
      ctx.stroke();
    }
  }
};

const diamond = (ctx: CanvasRenderingContext2D, x: number, y: number, size: number, colour: string): void => {
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.moveTo(x, y - size);
  ctx.lineTo(x + size, y);
  ctx.lineTo(x, y + size);
  ctx.lineTo(x - size, y);
  ctx.fill();
};

const outline = (
  ctx: CanvasRenderingContext2D,
  from: number,
  to: number,
  y: number,
  height: number,
  colour: string,
  ratio: number,
): void => {
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2 * ratio;
  const wide = Math.max(to - from, 8 * ratio);
  const start = to - from < 8 * ratio ? from - 4 * ratio : from;
  ctx.strokeRect(start - 2 * ratio, y - 3 * ratio, wide + 4 * ratio, height + 6 * ratio);
};

/** Time of which nothing is known: slanted lines through all lanes. */
const hatch = ({ ctx, bbox }: uPlot, from: number, to: number, colour: string, ratio: number): void => {
  const width = Math.max(to - from, 3 * ratio);
  ctx.save();
  ctx.beginPath();
  ctx.rect(from, bbox.top, width, bbox.height);
  ctx.clip();
  ctx.globalAlpha = 0.35;
  ctx.fillStyle = colour;
  ctx.fillRect(from, bbox.top, width, bbox.height);
  ctx.globalAlpha = 0.9;
  ctx.strokeStyle = colour;
  ctx.lineWidth = ratio;
  ctx.beginPath();
  const first = Math.max(from, bbox.left) - bbox.height;
  const end = Math.min(from + width, bbox.left + bbox.width);
  for (let x = first - (first % (8 * ratio)); x < end; x += 8 * ratio) {
    ctx.moveTo(x, bbox.top + bbox.height);
    ctx.lineTo(x + bbox.height, bbox.top);
  }
  ctx.stroke();
  ctx.restore();
};
