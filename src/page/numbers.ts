import { summary } from '../core/metrics/summary.ts';
import type { PageData, PageMetric } from '../core/report/page-data.ts';
import { chart } from './chart.ts';
import { el } from './dom.ts';
import { amount, grouped, lasting, money } from './format.ts';
import { histogram } from './histogram.ts';
import { itemAt } from './items.ts';
import type { Selection } from './selection.ts';

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

const named = (data: PageData, name: string): PageMetric | undefined =>
  data.metrics.find((metric) => metric.name === name);

const p95 = (metric: PageMetric | undefined): number | undefined =>
  metric?.kind === 'trend' ? summary(metric.samples)?.p95 : undefined;

const tile = (label: string, value: string, more = '', tone = ''): HTMLElement =>
  el(
    'div',
    { class: `tile ${tone}` },
    el('dt', {}, label),
    el('dd', {}, value),
    el('dd', { class: 'more' }, more),
  );

/** A reason, short enough for a tile: the whole one stands below. */
const whyNot = (metric: PageMetric | undefined): string =>
  metric?.kind === 'none' ? (metric.why.split(/[;:]/)[0] ?? '').replace(/^unknown$/, 'see below') : '';

const valueOf = (metric: PageMetric | undefined): number | undefined =>
  metric?.kind === 'value' || metric?.kind === 'table' ? metric.value : undefined;

/** The handful of numbers that say how the call went. */
export const tiles = (data: PageData): HTMLElement => {
  const latency = named(data, 'turn_latency');
  const fromVad = named(data, 'turn_latency_from_vad');
  const shown = latency?.kind === 'trend' ? latency : fromVad;
  const slowest = p95(shown);
  const median = shown?.kind === 'trend' ? summary(shown.samples)?.p50 : undefined;
  const cost = valueOf(named(data, 'cost'));
  const turns = valueOf(named(data, 'turns'));
  const tools = data.items.filter(({ kind }) => kind === 'tool');
  const open = tools.filter(({ tool }) => tool?.state !== 'answered').length;
  const gaps = data.items.filter(({ kind }) => kind === 'gap');
  const errors = data.items.filter(({ kind }) => kind === 'error').length;
  const cuts = data.items.filter(({ cut }) => cut !== undefined);
  const byCaller =
    valueOf(named(data, 'interruptions_by_caller')) ?? cuts.filter(({ cut }) => cut === 'caller').length;
  const tokens = data.usage.reduce((sum, { input, output }) => sum + input + output, 0);
  return el(
    'dl',
    { class: 'tiles' },
    tile('Length', lasting(data.durationMs), `${grouped(data.frames)} frames`),
    tile(
      'Turns answered',
      turns === undefined ? '–' : grouped(turns),
      turns === undefined ? whyNot(named(data, 'turns')) : '',
    ),
    tile(
      shown === fromVad && latency?.kind !== 'trend' ? 'Turn latency from VAD, p95' : 'Turn latency, p95',
      slowest === undefined ? '–' : lasting(slowest),
      median === undefined ? 'not computable' : `median ${lasting(median)}`,
    ),
    tile('Interruptions', grouped(byCaller), 'by the caller'),
    tile(
      'Tool calls',
      grouped(tools.length),
      open === 0 ? '' : `${open} without an answer`,
      open > 0 ? 'bad' : '',
    ),
    tile('Errors', grouped(errors), '', errors > 0 ? 'bad' : ''),
    tile(
      'Gaps',
      grouped(gaps.length),
      gaps.length === 0 ? '' : lasting(gaps.reduce((sum, { from, to }) => sum + to - from, 0)),
      gaps.length > 0 ? 'bad' : '',
    ),
    tile('Tokens', grouped(tokens)),
    tile(
      'Cost',
      cost === undefined ? 'unknown' : money(cost, data.currency),
      cost === undefined
        ? whyNot(named(data, 'cost'))
        : `prices of ${data.pricesOf}${data.assumedModel === undefined ? '' : `, for ${data.assumedModel} (assumed)`}`,
    ),
  );
};

/** Latency, tokens and cost over the time of the call. */
export const charts = (data: PageData, selection: Selection): readonly HTMLElement[] => {
  const timed = data.turns
    .filter(({ caller, measured }) => caller !== undefined || measured.turn_latency !== undefined)
    .toSorted((a, b) => a.at - b.at);
  const latencyName = timed.some(({ measured }) => measured.turn_latency !== undefined)
    ? 'turn_latency'
    : 'turn_latency_from_vad';
  const latency =
    timed.length === 0
      ? undefined
      : chart({
          label: 'Latency of each turn over the time of the call',
          at: timed.map(({ at }) => at),
          series: [
            {
              name: latencyName,
              colour: 'accent',
              shape: 'points',
              values: timed.map(({ measured }) => measured[latencyName] ?? null),
            },
            {
              name: 'ttfa',
              colour: 'agent',
              shape: 'points',
              values: timed.map(({ measured }) => measured.ttfa ?? null),
            },
          ],
          left: lasting,
          durationMs: data.durationMs,
          onPick: (index) => {
            const item = timed[index]?.item;
            if (item !== undefined) selection.choose(item, 'elsewhere');
          },
        });
  const used = data.usage.toSorted((a, b) => a.at - b.at);
  let spent = 0;
  const spending = used.map(({ cost }) => (cost === undefined ? null : (spent += cost)));
  const priced = spending.some((sum) => sum !== null);
  const usage =
    used.length === 0
      ? undefined
      : chart({
          label: 'Tokens of each response and cost so far, over the time of the call',
          at: used.map(({ at }) => at),
          series: [
            {
              name: 'input tokens',
              colour: 'caller',
              shape: 'stairs',
              values: used.map(({ input }) => input),
            },
            {
              name: 'of it cached',
              colour: 'note',
              shape: 'stairs',
              values: used.map(({ cached }) => cached),
            },
            {
              name: 'output tokens',
              colour: 'agent',
              shape: 'stairs',
              values: used.map(({ output }) => output),
            },
            ...(priced
              ? [{ name: 'cost so far', colour: 'operator' as const, values: spending, right: true as const }]
              : []),
          ],
          left: (value) => (value >= 10_000 ? `${Math.round(value / 1000)}k` : grouped(Math.round(value))),
          ...(priced ? { right: (value: number) => money(value, data.currency) } : {}),
          durationMs: data.durationMs,
          onPick: (index) => selection.choose(itemAt(data, used[index]?.at ?? 0), 'elsewhere'),
        });
  const none = (text: string): HTMLElement => el('p', { class: 'soft' }, text);
  return [
    el('section', {}, el('h2', {}, 'Latency over the call'), latency ?? none('No turn was measured.')),
    el('section', {}, el('h2', {}, 'Tokens and cost'), usage ?? none('No usage was reported.')),
  ];
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
