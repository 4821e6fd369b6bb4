import type { PageData, PageTurn } from '../core/report/page-data.ts';
import type { Phase } from '../core/waterfall.ts';
import { el } from './dom.ts';
import { lasting } from './format.ts';
import { gradually } from './later.ts';
import { wordless } from './items.ts';
import { named } from './metric.ts';
import type { Selection } from './selection.ts';

const phases: Readonly<Record<Phase, string>> = {
  endpoint: 'end of speech noticed',
  start: 'model begins',
  model: 'model: first token',
  tool: 'tool',
  voice: 'voice: first sound',
};

const most = 3000;

const endOf = ({ heard, phases: spans }: PageTurn): number =>
  Math.max(heard ?? 0, ...spans.map(({ to }) => to));

/** How many ms the bars are wide: nearly every turn fits, and one that hangs does not make the others vanish. */
const scaleOf = (turns: readonly PageTurn[]): number => {
  const ends = turns.map(endOf).toSorted((a, b) => a - b);
  const most95 = ends[Math.floor((ends.length - 1) * 0.95)] ?? 0;
  return Math.max(200, Math.min(ends.at(-1) ?? 0, most95 * 2));
};

const bar = (turn: PageTurn, scale: number): HTMLElement => {
  const bars = turn.phases.map(({ phase, from, to }) => {
    const span = el('span', { class: `phase ${phase}`, title: `${phases[phase]}: ${lasting(to - from)}` });
    span.style.left = `${Math.min(100, (from / scale) * 100)}%`;
    span.style.width = `${Math.max(0.4, ((Math.min(to, scale) - Math.min(from, scale)) / scale) * 100)}%`;
    return span;
  });
  return el('div', { class: `bar${endOf(turn) > scale ? ' beyond' : ''}`, 'aria-hidden': 'true' }, ...bars);
};

const row = (turn: PageTurn, number: number, scale: number): HTMLElement => {
  const unasked = turn.operator === true ? 'operator' : 'the agent begins';
  const words = turn.caller === undefined ? unasked : turn.caller === '' ? wordless : turn.caller;
  const spoken = turn.phases
    .map(({ phase, from, to }) => `${phases[phase]} ${lasting(to - from)}`)
    .join(', ');
  return el(
    'tr',
    {},
    el('td', { class: 'number' }, String(number)),
    el(
      'td',
      { class: 'words' },
      turn.item === undefined
        ? el('span', { dir: 'auto' }, words)
        : el('button', { type: 'button', class: 'plain', 'data-item': turn.item, dir: 'auto' }, words),
    ),
    el('td', { class: 'wide' }, bar(turn, scale), el('span', { class: 'unseen' }, spoken)),
    el(
      'td',
      { class: 'number' },
      turn.heard === undefined
        ? el('span', { class: 'soft' }, turn.status ?? 'not heard')
        : lasting(turn.heard),
    ),
  );
};

/** Where the time between two speakers went, turn by turn; a turn that is chosen is chosen on the timeline. */
export const waterfallTable = (data: PageData, selection: Selection): HTMLElement => {
  if (data.turns.length === 0)
    return el('div', { class: 'waterfall' }, el('p', { class: 'soft' }, noTurn(data)));
  const scale = scaleOf(data.turns);
  const turns = data.turns.slice(0, most);
  const list = el('tbody');
  const rows = gradually(list, turns, (turn, index) => row(turn, index + 1, scale));
  const order = el(
    'select',
    { 'aria-label': 'Order of the turns' },
    el('option', { value: 'time' }, 'in order'),
    el('option', { value: 'slow' }, 'slowest first'),
  );
  order.addEventListener('change', () => {
    const inOrder = rows.all();
    const places = turns.map((turn, index) => ({ index, end: endOf(turn) }));
    const slowest = places.toSorted((a, b) => b.end - a.end).flatMap(({ index }) => inOrder[index] ?? []);
    list.replaceChildren(...(order.value === 'slow' ? slowest : inOrder));
  });
  list.addEventListener('click', (event) => {
    const item = (event.target as Element).closest('tr')?.querySelector<HTMLElement>('[data-item]')?.dataset[
      'item'
    ];
    if (item !== undefined) selection.choose(Number(item), 'elsewhere');
  });
  const legend = el(
    'ul',
    { class: 'legend' },
    ...Object.entries(phases).map(([phase, name]) =>
      el('li', {}, el('span', { class: `swatch phase ${phase}`, 'aria-hidden': 'true' }), name),
    ),
  );
  const table = el(
    'table',
    { class: 'turns' },
    el('caption', { class: 'unseen' }, 'From the last word of the caller to the first sound of the agent'),
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        el('th', { scope: 'col', class: 'number' }, '#'),
        el('th', { scope: 'col' }, 'after'),
        el('th', { scope: 'col', class: 'wide' }, `0 to ${lasting(scale)}`),
        el('th', { scope: 'col', class: 'number' }, 'total'),
      ),
    ),
    list,
  );
  return el(
    'div',
    { class: 'waterfall' },
    el('div', { class: 'tools' }, legend, order),
    el('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Latency by turn' }, table),
  );
};

/** Why there is no turn to show: the session may be none that has any. */
const noTurn = (data: PageData): string => {
  const turns = named(data, 'turns');
  return turns?.kind === 'none'
    ? `${turns.why.charAt(0).toUpperCase()}${turns.why.slice(1)}.`
    : 'No turn of the caller was answered while we listened.';
};
