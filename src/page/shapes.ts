import type uPlot from 'uplot';
import type { PageItem } from '../core/report/page-data.ts';
import { wordsOf } from './items.ts';
import type { Palette } from './palette.ts';

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

/** Speech or a tool at work: a bar with its words, which ends square at a mark where it was cut off. */
export const bar = (ctx: CanvasRenderingContext2D, one: Bar): void => {
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

/** A moment. */
export const diamond = (
  ctx: CanvasRenderingContext2D,
  x: number,
  y: number,
  size: number,
  colour: string,
): void => {
  ctx.fillStyle = colour;
  ctx.beginPath();
  ctx.moveTo(x, y - size);
  ctx.lineTo(x + size, y);
  ctx.lineTo(x, y + size);
  ctx.lineTo(x - size, y);
  ctx.fill();
};

/** The frame about what is chosen. */
export const outline = (
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
export const hatch = (
  { ctx, bbox }: uPlot,
  from: number,
  to: number,
  colour: string,
  ratio: number,
): void => {
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
