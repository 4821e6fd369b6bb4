import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { Metrics } from '../../../src/core/metrics.ts';
import { none, table, trend, value, type Metric } from '../../../src/core/metrics/metric.ts';
import { total, totalling } from '../../../src/core/metrics/total.ts';

const call = (...all: readonly (readonly [string, Metric])[]): Metrics => ({
  all: new Map(all),
  turns: [{ responses: [], operator: false, measured: {} }],
});

describe('calls as one', () => {
  test('measurements are pooled, counts added up, ratios become a distribution', () => {
    const { all } = total([
      call(
        ['ttfa', trend([100, 300], '')],
        ['errors', value('count', 1)],
        ['talk_ratio', value('ratio', 0.5)],
        ['tokens', table('tokens', new Map([['input', 5]]), 5)],
      ),
      call(
        ['ttfa', trend([200], '')],
        ['errors', value('count', 2)],
        ['talk_ratio', value('ratio', 0.25)],
        ['tokens', table('tokens', new Map(Object.entries({ input: 1, output: 2 })), 3)],
      ),
    ]);
    expect(all.get('ttfa')).toEqual({ kind: 'trend', unit: 'ms', samples: [100, 300, 200] });
    expect(all.get('errors')).toEqual({ kind: 'value', unit: 'count', value: 3 });
    expect(all.get('talk_ratio')).toMatchObject({ kind: 'trend', samples: [0.5, 0.25], note: 'over calls' });
    expect(all.get('tokens')).toMatchObject({
      value: 8,
      rows: new Map(Object.entries({ input: 6, output: 2 })),
    });
  });

  test('say of how many calls they are not, and of how many they are assumed', () => {
    const cost = table('USD', new Map(), 2);
    const { all } = total([
      call(['cost', none('no usage was reported')], ['ttft', none('the first reason')]),
      call(['cost', { ...cost, assumed: 'gpt-realtime' }], ['ttft', none('another')]),
      call(['cost', cost]),
    ]);
    expect(all.get('cost')).toMatchObject({
      value: 4,
      note: 'not computable for 1 of 3 calls; model assumed for 1 of 3 calls',
    });
    expect(all.get('ttft')).toEqual({ kind: 'none', why: 'the first reason' });
  });

  test('keep the numbers of a call and let go of the rest', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const all = totalling();
    const add = (): readonly WeakRef<object>[] => {
      const one = call(['ttfa', trend([1], '')], ['tokens', table('tokens', new Map([['input', 1]]), 1)]);
      all.add(one);
      return [one, one.turns, one.all].map((part) => new WeakRef(part));
    };
    const parts = Array.from({ length: 5 }, add).flat();
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      collect();
    }
    // The last may still lie in a register.
    expect(parts.slice(0, -3).filter((part) => part.deref() !== undefined)).toEqual([]);
    expect(all.calls()).toBe(5);
    expect(all.value().all.get('ttfa')).toMatchObject({ samples: [1, 1, 1, 1, 1] });
  });
});
