import type { PageData, PageEvent } from '../core/report/page-data.ts';
import { escapeJson } from '../core/safe.ts';
import { el, soon } from './dom.ts';
import { clock, grouped } from './format.ts';
import type { View } from './view.ts';

const rowHeight = 26;
/** No browser draws a box higher than this; beyond it the rows move faster than the bar. */
const highest = 10_000_000;

/** What a row says already, and an id that says nothing. */
const beginning = /^\{\s*(?:"type"\s*:\s*"[^"]*"\s*,?\s*)?(?:"event_id"\s*:\s*"[^"]*"\s*,?\s*)?/;

const arrows = { in: '←', out: '→', link: '·' } as const;

/** JSON over several lines; what hides or reorders stays spelled out. */
const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2).split('\n').map(escapeJson).join('\n');
  } catch {
    return text;
  }
};

/** The events as they crossed the socket, read when they are first asked for; only what is in sight is in the page. */
export const eventsList = (
  data: PageData,
  view: View,
): { readonly element: HTMLElement; show(seq: number): void } => {
  const { events: about } = data;
  if (about === undefined)
    return {
      element: el('p', { class: 'soft' }, 'The raw events were left out of this page.'),
      show: () => undefined,
    };

  const field = el('input', {
    type: 'search',
    'aria-label': 'Search the raw events',
    placeholder: 'search: a type, an id, any text',
  });
  const count = el('span', { class: 'soft', role: 'status' });
  const space = el('div', { class: 'space', role: 'presentation' });
  const list = el(
    'div',
    { class: 'events', tabindex: 0, role: 'listbox', 'aria-label': 'Raw events' },
    space,
  );
  const whole = el(
    'pre',
    { class: 'raw', tabindex: 0, 'aria-label': 'The chosen event' },
    'Choose an event to read it whole.',
  );
  let all: readonly PageEvent[] | undefined;
  let lower: readonly string[] = [];
  let found: readonly number[] = [];
  let chosen = -1;

  const load = (): readonly PageEvent[] => {
    if (all !== undefined) return all;
    all = JSON.parse(document.querySelector('#events')?.textContent ?? '[]') as readonly PageEvent[];
    lower = all.map(([, , , type, text]) => `${type} ${text}`.toLowerCase());
    return all;
  };
  const height = (): number => Math.min(highest, found.length * rowHeight);
  /** Rows a pixel of scrolling is worth. */
  const scale = (): number => (height() === 0 ? 1 : (found.length * rowHeight) / height());

  const draw = soon(() => {
    // Nothing is read before it is asked for.
    if (all === undefined) return;
    const rows = all;
    const first = Math.max(0, Math.floor((list.scrollTop * scale()) / rowHeight) - 4);
    const last = Math.min(found.length, first + Math.ceil(list.clientHeight / rowHeight) + 9);
    const shown: HTMLElement[] = [];
    for (let place = first; place < last; place += 1) {
      const event = rows[found[place] ?? -1];
      if (event === undefined) continue;
      const [seq, ms, dir, type, text] = event;
      const row = el(
        'div',
        {
          class: `event ${dir}`,
          role: 'option',
          id: `event-${place}`,
          'aria-selected': place === chosen ? 'true' : 'false',
          'aria-posinset': place + 1,
          'aria-setsize': found.length,
          'data-place': place,
        },
        el('span', { class: 'number' }, String(seq)),
        el('span', { class: 'number' }, clock(ms, 3)),
        el('span', {}, arrows[dir]),
        el('span', { class: 'type' }, type),
        el('span', { class: 'soft' }, text.replace(beginning, '{').slice(0, 300)),
      );
      row.style.top = `${place * rowHeight - list.scrollTop * (scale() - 1)}px`;
      shown.push(row);
    }
    space.style.height = `${height()}px`;
    space.replaceChildren(...shown);
    if (chosen >= first && chosen < last) list.setAttribute('aria-activedescendant', `event-${chosen}`);
    else list.removeAttribute('aria-activedescendant');
  });

  const search = (): void => {
    const rows = load();
    const wanted = field.value.trim().toLowerCase();
    const before = found[chosen];
    const next: number[] = [];
    for (let index = 0; index < rows.length; index += 1)
      if (wanted === '' || lower[index]?.includes(wanted) === true) next.push(index);
    found = next;
    chosen = before === undefined ? -1 : found.indexOf(before);
    const left =
      about.kept < about.of
        ? `, the first ${grouped(about.kept)} of ${grouped(about.of)} are in the page`
        : '';
    count.textContent = `${wanted === '' ? grouped(found.length) : `${grouped(found.length)} of ${grouped(rows.length)}`} events${left}`;
    list.scrollTop = 0;
    draw();
  };
  const choose = (place: number): void => {
    const event = load()[found[place] ?? -1];
    if (event === undefined) return;
    chosen = place;
    const top = (place * rowHeight) / scale();
    if (top < list.scrollTop) list.scrollTop = top;
    if (top + rowHeight > list.scrollTop + list.clientHeight)
      list.scrollTop = top + rowHeight - list.clientHeight;
    const [seq, ms, dir, , text] = event;
    const words = { in: 'received', out: 'sent', link: 'the connection' }[dir];
    whole.textContent = `#${seq}  ${clock(ms, 3)}  ${words}\n\n${pretty(text)}`;
    whole.scrollTop = 0;
    view.mark(ms);
    view.show(ms, ms);
    draw();
  };

  let typing: ReturnType<typeof setTimeout> | undefined;
  field.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(search, 100);
  });
  list.addEventListener('scroll', draw);
  new ResizeObserver(draw).observe(list);
  list.addEventListener('click', (event) => {
    const place = (event.target as Element).closest<HTMLElement>('.event')?.dataset['place'];
    if (place !== undefined) choose(Number(place));
  });
  list.addEventListener('keydown', (event) => {
    const page = Math.max(1, Math.floor(list.clientHeight / rowHeight) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: chosen + 1,
      ArrowUp: chosen - 1,
      PageDown: chosen + page,
      PageUp: chosen - page,
      Home: 0,
      End: found.length - 1,
    };
    const next = Object.hasOwn(moves, event.key) ? moves[event.key] : undefined;
    if (next === undefined) return;
    event.preventDefault();
    choose(Math.min(found.length - 1, Math.max(0, next)));
  });

  const details = el(
    'details',
    { class: 'raw-events' },
    el('summary', {}, el('h2', {}, 'Raw events'), el('span', { class: 'soft' }, ` ${grouped(about.kept)}`)),
    el('div', { class: 'tools' }, field, count),
    el('div', { class: 'pair' }, list, whole),
  );
  details.addEventListener('toggle', () => {
    if (details.open && all === undefined) search();
  });
  return {
    element: details,
    show(seq) {
      details.open = true;
      field.value = '';
      search();
      const place = load().findIndex(([number]) => number === seq);
      details.scrollIntoView({ block: 'start' });
      choose(place);
    },
  };
};
