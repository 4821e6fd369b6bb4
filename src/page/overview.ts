import type { PageData } from '../core/report/page-data.ts';
import { colourOf } from './draw-items.ts';
import { el, soon } from './dom.ts';
import { laneNamesWidth } from './items.ts';
import { onPalette, palette } from './palette.ts';
import type { View } from './view.ts';

const height = 34;

/** The whole call in a strip, with the part that the timeline shows; drag it along, or draw another part. */
export const overview = (data: PageData, view: View): HTMLElement => {
  const canvas = el('canvas', { height });
  const strip = el('div', { class: 'overview', 'aria-hidden': 'true' }, canvas);
  strip.style.paddingLeft = `${laneNamesWidth}px`;
  let still: HTMLCanvasElement | undefined;
  const width = (): number => Math.max(1, strip.clientWidth - laneNamesWidth - 12);
  const x = (ms: number): number => (ms / view.whole) * width();

  /** What does not change while one moves about. */
  const background = (ratio: number): HTMLCanvasElement => {
    const colours = palette();
    const made = el('canvas', { width: Math.round(width() * ratio), height: height * ratio });
    const ctx = made.getContext('2d');
    if (ctx === null) return made;
    ctx.scale(ratio, ratio);
    const rows: Readonly<Record<string, number>> = { caller: 3, agent: 13, tool: 23 };
    for (const item of data.items) {
      const { kind, from, to, cut } = item;
      ctx.fillStyle = colourOf(item, colours);
      const row = rows[kind];
      if (kind === 'gap') ctx.fillRect(x(from), 0, Math.max(1, x(to) - x(from)), height);
      else if (kind === 'error' || kind === 'trouble') ctx.fillRect(x(from) - 1, 23, 2, 8);
      else if (row !== undefined) ctx.fillRect(x(from), row, Math.max(1, x(to) - x(from)), 8);
      if (cut === undefined) continue;
      ctx.fillStyle = colours.error;
      ctx.fillRect(x(to), 11, 1, 12);
    }
    return made;
  };

  const draw = soon(() => {
    const ratio = devicePixelRatio;
    canvas.width = Math.round(width() * ratio);
    canvas.height = height * ratio;
    canvas.style.width = `${width()}px`;
    canvas.style.height = `${height}px`;
    const ctx = canvas.getContext('2d');
    if (ctx === null) return;
    still ??= background(ratio);
    ctx.drawImage(still, 0, 0);
    ctx.scale(ratio, ratio);
    const { from, to } = view.now();
    const colours = palette();
    ctx.fillStyle = colours.ground;
    ctx.globalAlpha = 0.65;
    ctx.fillRect(0, 0, x(from), height);
    ctx.fillRect(x(to), 0, width() - x(to), height);
    ctx.globalAlpha = 1;
    ctx.strokeStyle = colours.accent;
    ctx.lineWidth = 1.5;
    ctx.strokeRect(x(from) + 0.75, 0.75, Math.max(3, x(to) - x(from)) - 1.5, height - 1.5);
  });
  const afresh = (): void => {
    still = undefined;
    draw();
  };
  new ResizeObserver(afresh).observe(strip);
  onPalette(afresh);
  view.onChange(draw);

  let drag: { readonly at: number; readonly by: number | undefined } | undefined;
  const msAt = (event: PointerEvent): number =>
    ((event.clientX - canvas.getBoundingClientRect().left) / width()) * view.whole;
  canvas.addEventListener('pointerdown', (event) => {
    const at = msAt(event);
    const { from, to } = view.now();
    const inside = at >= from && at <= to && to - from < view.whole * 0.98;
    drag = { at, by: inside ? at - from : undefined };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (drag === undefined) return;
    const at = msAt(event);
    const { from, to } = view.now();
    if (drag.by !== undefined) view.set(at - drag.by, at - drag.by + to - from);
    else if (Math.abs(x(at) - x(drag.at)) > 4) view.set(Math.min(at, drag.at), Math.max(at, drag.at));
  });
  canvas.addEventListener('pointerup', (event) => {
    if (drag?.by === undefined && drag !== undefined && Math.abs(x(msAt(event)) - x(drag.at)) <= 4) {
      const { from, to } = view.now();
      view.set(drag.at - (to - from) / 2, drag.at + (to - from) / 2);
    }
    drag = undefined;
  });
  return strip;
};
