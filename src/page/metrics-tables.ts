import { summary } from '../core/metrics/summary.ts';
import type { PageData, PageMetric } from '../core/report/page-data.ts';
import { el } from './dom.ts';
import { amount, grouped, lasting } from './format.ts';
import { histogram } from './histogram.ts';
import { valueOf } from './metric.ts';

/** What the measured names mean, for who does not live with them. */
const meanings: Readonly<Record<string, string>> = {
  turn_latency: 'caller stops speaking → agent is heard',
  turn_latency_from_vad: 'the server says the caller stopped → agent is heard',
  endpoint_delay: 'caller stops speaking → the turn is held to be over',
  response_start: 'the turn is over → the model begins',
  ttft: 'model begins → its first token',
  ttfa: 'model begins → its first sound is heard',
  generation_time: 'model begins → model is done',
  audible_time: 'how long the agent was heard',
  playback_lag: 'model is done → the last of it is heard',
  transcription_lag: "the turn is over → the caller's words are known",
  tool_latency: 'a tool is called → its output is there',
  tool_to_speech: "a tool's output is there → the agent is heard",
  barge_in_stop: 'caller begins to speak → agent falls silent',
  interruption_depth: 'how much was heard before the agent was cut off',
};

const trendRow = (metric: PageMetric): HTMLElement | undefined => {
  const found = metric.kind === 'trend' ? summary(metric.samples) : undefined;
  if (metric.kind !== 'trend' || found === undefined) return undefined;
  const { unit, name, note, samples } = metric;
  const numbers = [found.min, found.p50, found.p90, found.p95, found.max];
  return el(
    'tr',
    {},
    el(
      'th',
      { scope: 'row' },
      el('code', {}, name),
      el('div', { class: 'soft' }, [meanings[name], note].filter((part) => part !== undefined).join('; ')),
    ),
    el('td', { class: 'picture' }, histogram(samples)),
    el('td', { class: 'number' }, grouped(found.n)),
    ...numbers.map((number) => el('td', { class: 'number' }, amount(number, unit))),
  );
};

/** A part of a metric: its name tells its unit where that is not the whole's. */
const partOf = (
  name: string,
  value: number,
  unit: Parameters<typeof amount>[1],
  currency: string,
): string => {
  if (name === 'of_window') return amount(value, 'ratio');
  if (name.endsWith('_ms')) return lasting(value);
  return name.endsWith('seconds') ? lasting(value * 1000) : amount(value, unit, currency);
};

/** Every metric: those measured many times as distributions, single numbers, and what cannot be known. */
export const metricsTables = (data: PageData): HTMLElement => {
  const trends = data.metrics.flatMap((metric) => trendRow(metric) ?? []);
  const counted = data.metrics.filter((metric) => (valueOf(metric) ?? 0) !== 0);
  const zero = data.metrics.filter((metric) => valueOf(metric) === 0);
  const missing = data.metrics.filter((metric) => metric.kind === 'none');
  const column = (name: string): HTMLElement => el('th', { scope: 'col', class: 'number' }, name);
  const single = counted.map((metric) => {
    if (metric.kind !== 'value' && metric.kind !== 'table') return undefined;
    const parts = metric.kind === 'table' ? metric.rows.filter(([, value]) => value !== 0) : [];
    const unit = metric.unit === 'per_minute' ? 'count' : metric.unit;
    const said = parts
      .map(([name, value]) => `${name} ${partOf(name, value, unit, data.currency)}`)
      .join(', ');
    return el(
      'tr',
      {},
      el('th', { scope: 'row' }, el('code', {}, metric.name)),
      el('td', { class: 'number' }, amount(metric.value, metric.unit, data.currency)),
      el('td', { class: 'soft' }, [said, metric.note ?? ''].filter(Boolean).join('; ')),
    );
  });
  return el(
    'section',
    { class: 'metrics' },
    el('h2', {}, 'Distributions'),
    trends.length === 0
      ? el('p', { class: 'soft' }, 'Nothing could be measured.')
      : el(
          'div',
          { class: 'sideways', tabindex: 0, role: 'region', 'aria-label': 'Distributions' },
          el(
            'table',
            {},
            el(
              'thead',
              {},
              el(
                'tr',
                {},
                el('th', { scope: 'col' }, 'measured'),
                el('td', { class: 'soft' }, '0 … max'),
                ...['n', 'min', 'p50', 'p90', 'p95', 'max'].map(column),
              ),
            ),
            el('tbody', {}, ...trends),
          ),
        ),
    el('h2', {}, 'Counted'),
    el(
      'div',
      { class: 'sideways', tabindex: 0, role: 'region', 'aria-label': 'Counted' },
      el('table', {}, el('tbody', {}, ...single)),
    ),
    zero.length === 0
      ? undefined
      : el('p', { class: 'soft' }, 'None or zero: ', el('code', {}, zero.map(({ name }) => name).join(', '))),
    missing.length === 0
      ? undefined
      : el(
          'details',
          {},
          el('summary', {}, `${missing.length} that a sideband cannot know here`),
          el(
            'table',
            {},
            el(
              'tbody',
              {},
              ...missing.map((metric) =>
                el(
                  'tr',
                  {},
                  el('th', { scope: 'row' }, el('code', {}, metric.name)),
                  el('td', { class: 'soft' }, metric.kind === 'none' ? metric.why : ''),
                ),
              ),
            ),
          ),
        ),
  );
};
