import type { PageData, PageProblem } from '../core/report/page-data.ts';
import { el } from './dom.ts';
import { eventsList } from './events-list.ts';
import { clock, grouped } from './format.ts';
import { itemAt } from './items.ts';
import { metricsTables } from './metrics-tables.ts';
import { charts } from './over-time.ts';
import { overview } from './overview.ts';
import { selection } from './selection.ts';
import { tiles } from './tiles.ts';
import { timelineChart } from './timeline-chart.ts';
import { themeButton } from './theme.ts';
import { transcript } from './transcript.ts';
import { viewOf } from './view.ts';
import { waterfallTable } from './waterfall.ts';

const data = JSON.parse(document.querySelector('#data')?.textContent ?? '{}') as PageData;
const view = viewOf(data.durationMs);
const chosen = selection();
const events = eventsList(data, view);
const timeline = timelineChart(data, view, chosen);

const redaction = {
  none: 'not redacted: holds what was said',
  secrets: 'redacted: without secrets, with what was said',
  personal: 'redacted: without secrets and personal data',
};
const facts = [
  data.title === data.callId || data.title.includes(data.callId) ? undefined : data.callId,
  data.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'),
  data.model ?? (data.assumedModel === undefined ? undefined : `${data.assumedModel} (assumed)`),
  data.ended === undefined
    ? 'the recording stops before the end of the call'
    : `watching ended: ${data.ended}`,
  data.withoutOperator ? 'without what an operator had said' : undefined,
  data.unreadable > 0 ? `${grouped(data.unreadable)} unreadable lines left out` : undefined,
  redaction[data.redacted ?? 'none'],
].filter((fact) => fact !== undefined);

const problemRow = (problem: PageProblem): HTMLElement => {
  const { severity, at, seq, text, advice, over } = problem;
  const where = el('button', { type: 'button', class: 'when' }, clock(at));
  where.addEventListener('click', () => {
    view.mark(at);
    view.show(at, at);
    chosen.choose(itemAt(data, at), 'elsewhere');
  });
  const raw = el('button', { type: 'button', class: 'plain link' }, `event ${seq}`);
  raw.addEventListener('click', () => events.show(seq));
  return el(
    'li',
    { class: `problem ${severity}` },
    where,
    el('span', { class: 'mark' }, severity === 'bad' ? 'bad' : 'warning'),
    el(
      'div',
      {},
      el('span', { dir: 'auto' }, text),
      over === true ? el('span', { class: 'chip' }, 'over later') : undefined,
      ' ',
      data.events === undefined ? undefined : raw,
      ...advice.map((words) => el('div', { class: 'soft' }, `→ ${words}`)),
    ),
  );
};

const problems = (): HTMLElement => {
  const { length } = data.problems;
  const bad = data.problems.filter(({ severity }) => severity === 'bad').length;
  const rows = data.problems.map(problemRow);
  return el(
    'section',
    { class: 'problems' },
    el('h2', {}, 'What went wrong'),
    length === 0
      ? el('p', { class: 'soft' }, 'Nothing that a sideband can see.')
      : el(
          'details',
          { open: length <= 5 },
          el('summary', {}, `${grouped(length)} found, ${grouped(bad)} of them bad`),
          el('ol', { class: 'plain-list' }, ...rows),
        ),
  );
};

const button = (label: string, words: string, act: () => void): HTMLElement => {
  const made = el('button', { type: 'button', 'aria-label': words, title: words }, label);
  made.addEventListener('click', act);
  return made;
};

const main = el(
  'main',
  {},
  el(
    'header',
    {},
    el('div', {}, el('h1', { dir: 'auto' }, data.title), el('p', { class: 'soft' }, facts.join('  ·  '))),
    themeButton(),
  ),
  tiles(data),
  problems(),
  el(
    'section',
    { class: 'workspace' },
    el(
      'div',
      { class: 'stage' },
      el(
        'div',
        { class: 'tools' },
        el('h2', {}, 'Timeline'),
        el('span', { class: 'soft keys' }, 'wheel or + − zooms, drag moves, ← → steps, 0 shows all'),
        el(
          'span',
          { class: 'buttons' },
          button('−', 'Zoom out', () => view.zoom(1 / 0.6)),
          button('+', 'Zoom in', () => view.zoom(0.6)),
          button('All', 'All: show the whole call', () => view.set(0, view.whole)),
        ),
      ),
      timeline.element,
      overview(data, view),
    ),
    el(
      'div',
      { class: 'columns' },
      el('section', {}, el('h2', {}, 'Transcript'), transcript(data, chosen)),
      el(
        'section',
        {},
        el('h2', {}, 'From the last word of the caller to the first of the agent'),
        waterfallTable(data, chosen),
      ),
    ),
  ),
  el('div', { class: 'columns charts' }, ...charts(data, chosen)),
  metricsTables(data),
  el('section', {}, events.element),
  el(
    'footer',
    { class: 'soft' },
    `Recorded with ${data.tool}, page made with ${data.madeWith}. It reaches no network; keys are hidden.`,
  ),
);
document.body.append(main);
timeline.fit();

// On paper the whole call is shown.
addEventListener('beforeprint', () => view.set(0, view.whole));
