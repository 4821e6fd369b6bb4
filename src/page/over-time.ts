import type { PageData } from '../core/report/page-data.ts';
import { chart } from './chart.ts';
import { el } from './dom.ts';
import { grouped, lasting, money } from './format.ts';
import { itemAt } from './items.ts';
import type { Selection } from './selection.ts';

/** Latency, tokens and cost over the time of the call. */
export const charts = (data: PageData, selection: Selection): readonly HTMLElement[] => {
  const timed = data.turns
    .filter(({ caller, measured }) => caller !== undefined || measured.turn_latency !== undefined)
    .toSorted((a, b) => a.at - b.at);
  const latencyName = timed.some(({ measured }) => measured.turn_latency !== undefined)
    ? 'turn_latency'
    : 'turn_latency_from_vad';
  const waited = timed.some(
    ({ measured }) => measured[latencyName] !== undefined || measured.ttfa !== undefined,
  );
  const latency = !waited
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
