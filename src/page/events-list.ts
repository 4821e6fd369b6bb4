import type { PageData, PageEvent } from '../core/report/page-data.ts';
import { escapeJson } from '../core/safe.ts';
import { el } from './dom.ts';
import { clock, grouped } from './format.ts';
import { longList, type LongListRow } from './long-list.ts';
import type { View } from './view.ts';

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
  const whole = el(
    'pre',
    { class: 'raw', tabindex: 0, 'aria-label': 'The chosen event' },
    'Choose an event to read it whole.',
  );
  let all: readonly PageEvent[] | undefined;
  let lower: readonly string[] = [];
  let found: readonly PageEvent[] = [];
  let chosen: PageEvent | undefined;

  const load = (): readonly PageEvent[] => {
    if (all !== undefined) return all;
    all = JSON.parse(document.querySelector('#events')?.textContent ?? '[]') as readonly PageEvent[];
    lower = all.map(([, , , type, text]) => `${type} ${text}`.toLowerCase());
    return all;
  };
  const row = (place: number): LongListRow | undefined => {
    const event = found[place];
    if (event === undefined) return undefined;
    const [seq, ms, dir, type, text] = event;
    return {
      kind: dir,
      cells: [
        el('span', { class: 'number' }, String(seq)),
        el('span', { class: 'number' }, clock(ms, 3)),
        el('span', {}, arrows[dir]),
        el('span', { class: 'type' }, type),
        el('span', { class: 'soft' }, text.replace(beginning, '{').slice(0, 300)),
      ],
    };
  };
  const choose = (place: number): void => {
    const event = found[place];
    if (event === undefined) return;
    chosen = event;
    list.choose(place);
    const [seq, ms, dir, , text] = event;
    const words = { in: 'received', out: 'sent', link: 'the connection' }[dir];
    whole.textContent = `#${seq}  ${clock(ms, 3)}  ${words}\n\n${pretty(text)}`;
    whole.scrollTop = 0;
    view.mark(ms);
    view.show(ms, ms);
  };
  const list = longList('Raw events', row, choose);

  const search = (): void => {
    const rows = load();
    const wanted = field.value.trim().toLowerCase();
    found = wanted === '' ? rows : rows.filter((_, index) => lower[index]?.includes(wanted) === true);
    const left =
      about.kept < about.of
        ? `, the first ${grouped(about.kept)} of ${grouped(about.of)} are in the page`
        : '';
    count.textContent = `${wanted === '' ? grouped(found.length) : `${grouped(found.length)} of ${grouped(rows.length)}`} events${left}`;
    list.fill(found.length, chosen === undefined ? -1 : found.indexOf(chosen));
  };

  let typing: ReturnType<typeof setTimeout> | undefined;
  field.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(search, 100);
  });

  const details = el(
    'details',
    { class: 'raw-events' },
    el('summary', {}, el('h2', {}, 'Raw events'), el('span', { class: 'soft' }, ` ${grouped(about.kept)}`)),
    el('div', { class: 'tools' }, field, count),
    el('div', { class: 'pair' }, list.element, whole),
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
      const place = found.findIndex(([number]) => number === seq);
      details.scrollIntoView({ block: 'start' });
      choose(place);
    },
  };
};
