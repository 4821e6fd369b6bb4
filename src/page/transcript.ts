import type { PageData, PageItem } from '../core/report/page-data.ts';
import { el } from './dom.ts';
import { clock, lasting } from './format.ts';
import { gradually } from './later.ts';
import { whoOf, wordless } from './items.ts';
import type { Selection } from './selection.ts';

/** Rows that a browser lays out without trouble. */
const most = 8000;

const cutWords = {
  caller: 'cut off by the caller',
  client: 'cut off by a client',
  unknown: 'cut off',
} as const;

const chip = (text: string, tone = ''): HTMLElement => el('span', { class: `chip ${tone}` }, text);

const body = (item: PageItem): HTMLElement => {
  const { kind, text, tool, cut, unheard, from, to } = item;
  if (tool !== undefined) {
    const ended =
      tool.state === 'open'
        ? chip('no output', 'bad')
        : tool.state === 'failed'
          ? chip('failed', 'bad')
          : undefined;
    return el(
      'div',
      { class: 'what' },
      el('code', { dir: 'auto' }, `${tool.name}(${tool.input})`),
      ended ?? el('span', { class: 'soft' }, ` ${lasting(to - from)}`),
      tool.output === undefined
        ? undefined
        : el('code', { class: 'output', dir: 'auto' }, `→ ${tool.output}`),
    );
  }
  if (kind === 'gap') {
    return el(
      'div',
      { class: 'what' },
      `No connection for ${lasting(to - from)}: ${text}. What happened is not known.`,
    );
  }
  return el(
    'div',
    { class: 'what' },
    text === '' ? el('em', { class: 'soft' }, wordless) : el('span', { dir: 'auto' }, text),
    cut === undefined ? undefined : chip(cutWords[cut], 'bad'),
    unheard === undefined
      ? undefined
      : el('span', { class: 'unheard', dir: 'auto' }, `not heard: ${unheard}`),
  );
};

const row = (item: PageItem, index: number): HTMLElement =>
  el(
    'li',
    { class: `row ${item.kind} ${item.severity ?? ''}`, 'data-index': index },
    el('button', { type: 'button', class: 'when', tabindex: index === 0 ? 0 : -1 }, clock(item.from)),
    el('span', { class: 'who' }, whoOf(item)),
    body(item),
  );

/** Who said what, row by row; a row that is chosen is chosen on the timeline too, and the other way round. */
export const transcript = (data: PageData, selection: Selection): HTMLElement => {
  const items = data.items.slice(0, most);
  const list = el('ol', { class: 'rows', 'aria-label': 'Transcript' });
  const rows = gradually(list, items, row);
  const box = el('div', { class: 'scroll transcript' }, list);
  if (items.length === 0) box.append(el('p', { class: 'soft' }, 'Nothing was said while we listened.'));
  if (data.items.length > most)
    box.append(el('p', { class: 'soft' }, `The first ${most} of ${data.items.length} rows.`));
  let reachable = 0;

  const buttonOf = (index: number): HTMLButtonElement | null | undefined =>
    rows.at(index)?.querySelector('button');
  const focus = (index: number): void => {
    buttonOf(reachable)?.setAttribute('tabindex', '-1');
    reachable = index;
    buttonOf(index)?.setAttribute('tabindex', '0');
  };
  selection.onChange((index, by) => {
    list.querySelector('.row.chosen')?.classList.remove('chosen');
    list.querySelector('[aria-current]')?.removeAttribute('aria-current');
    const chosen = rows.at(index);
    if (chosen === undefined) return;
    chosen.classList.add('chosen');
    buttonOf(index)?.setAttribute('aria-current', 'true');
    focus(index);
    if (by === 'transcript') return;
    // Within the box only: the page itself stays where it is.
    const [outer, inner] = [box.getBoundingClientRect(), chosen.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom)
      box.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
  });
  list.addEventListener('click', (event) => {
    const index = Number((event.target as Element).closest<HTMLElement>('.row')?.dataset['index'] ?? -1);
    // Text that is being copied is not a choice.
    if (index >= 0 && getSelection()?.isCollapsed !== false) selection.choose(index, 'transcript');
  });
  list.addEventListener('keydown', (event) => {
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: reachable + 1,
      ArrowUp: reachable - 1,
      Home: 0,
      End: items.length - 1,
    };
    const next = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (next === undefined || next < 0 || next >= items.length) return;
    event.preventDefault();
    selection.choose(next, 'transcript');
    buttonOf(next)?.focus();
  });
  document.addEventListener('to-transcript', () => buttonOf(Math.max(0, selection.index()))?.focus());
  return box;
};
