import { summary } from '../core/metrics/summary.ts';
import type { PageData, PageMetric } from '../core/report/page-data.ts';
import { el } from './dom.ts';
import { grouped, lasting, money } from './format.ts';
import { named, valueOf } from './metric.ts';

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

/** The handful of numbers that say how the call went. */
export const tiles = (data: PageData): HTMLElement => {
  const latency = named(data, 'turn_latency');
  const fromVad = named(data, 'turn_latency_from_vad');
  const shown = latency?.kind === 'trend' ? latency : fromVad;
  const slowest = p95(shown);
  const median = shown?.kind === 'trend' ? summary(shown.samples)?.p50 : undefined;
  const cost = valueOf(named(data, 'cost'));
  const assumed = data.assumedModel !== undefined;
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
      cost === undefined ? 'unknown' : `${assumed ? '~' : ''}${money(cost, data.currency)}`,
      cost === undefined
        ? whyNot(named(data, 'cost'))
        : `prices of ${data.pricesOf}${assumed ? ', model assumed' : ''}`,
    ),
  );
};
