import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aligned } from '../../src/core/diff/align.ts';
import { compare } from '../../src/core/diff/compare.ts';
import type { Aspect, Side } from '../../src/core/diff/comparison.ts';
import { bagOf, likeness, wordDiff } from '../../src/core/diff/words.ts';
import { measure } from '../../src/core/metrics.ts';
import { observer } from '../../src/core/observe.ts';
import { readPrices } from '../../src/core/price.ts';
import type { Raw } from '../../src/core/raw.ts';
import type { Signal } from '../../src/core/signal.ts';
import { readRecording } from '../../src/io/recording-file.ts';
import { received } from './script.ts';

const prices = readPrices({ as_of: '2026-01-01', per: 1, models: [], transcription: [] });
const sideOf = (signals: readonly Signal[]): Side => {
  const see = observer();
  const meter = measure({ prices });
  for (const signal of signals) meter.write(see(signal));
  return { facts: meter.facts, metrics: meter.value() };
};
const recorded = async (name: string): Promise<Side> => {
  const recording = await readRecording(join(import.meta.dirname, '../recordings', name));
  const signals: Signal[] = [];
  for await (const batch of recording.records())
    for (const record of batch) if (record.kind === 'signal') signals.push(record.signal);
  return sideOf(signals);
};

const at = (ms: number, type: string, fields: Raw): Signal => received({ type, ...fields }, ms);
/** The caller speaks until `ms`; the agent is heard `wait` later. */
const turn = (ms: number, user: string, agent: string, wait = 500, cut = false): readonly Signal[] => {
  const [item, id] = [`item_u${ms}`, `resp_${ms}`];
  const words = { response_id: id, item_id: `item_a${ms}` };
  return [
    at(ms - 400, 'input_audio_buffer.speech_started', { item_id: item, audio_start_ms: ms - 400 }),
    at(ms, 'input_audio_buffer.speech_stopped', { item_id: item, audio_end_ms: ms }),
    at(ms, 'input_audio_buffer.committed', { item_id: item }),
    at(ms + 10, 'conversation.item.input_audio_transcription.completed', { item_id: item, transcript: user }),
    at(ms + 20, 'response.created', { response: { id } }),
    at(ms + 30, 'response.output_audio_transcript.delta', { ...words, delta: agent }),
    at(ms + 40, 'response.output_audio_transcript.done', { ...words, transcript: agent }),
    at(ms + wait, 'output_audio_buffer.started', { response_id: id }),
    at(ms + wait + 1, 'response.done', {
      response: {
        id,
        status: 'completed',
        output: [],
        usage: { total_tokens: 100, input_tokens: 60, output_tokens: 40 },
      },
    }),
    at(ms + wait + 1000, cut ? 'output_audio_buffer.cleared' : 'output_audio_buffer.stopped', {
      response_id: id,
    }),
  ];
};
const tool = (ms: number, name: string, args: object): readonly Signal[] => [
  at(ms, 'response.output_item.done', {
    response_id: `r${ms}`,
    item: {
      id: `i${ms}`,
      type: 'function_call',
      call_id: `c${ms}`,
      name,
      status: 'completed',
      arguments: JSON.stringify(args),
    },
  }),
  at(ms + 1, 'response.function_call_arguments.done', {
    response_id: `r${ms}`,
    item_id: `i${ms}`,
    call_id: `c${ms}`,
    name,
    arguments: JSON.stringify(args),
  }),
];
const diff = (
  a: readonly Signal[],
  b: readonly Signal[],
  ignore: readonly Aspect[] = [],
  tolerance = { ratio: 0.2, ms: 250 },
) => compare(sideOf(a), sideOf(b), { tolerance, ignore: new Set(ignore) });
const changes = (found: ReturnType<typeof diff>) =>
  found.rows.map(({ change, pair: { a, b } }) => `${change} ${(b ?? a)?.text}`);

const hello = turn(1000, 'Hello there', 'Good evening, what can I get you?');
const order = turn(5000, 'A margarita please', 'One margarita coming up.');
const bye = turn(9000, 'No, that is all', 'Goodbye!');

describe('compare', () => {
  test.each(['order.ndjson', 'interruption.ndjson', 'demo.ndjson', 'stuck-tool.ndjson'])(
    '%s is itself',
    async (name) => {
      const side = await recorded(name);
      const found = compare(side, side, { tolerance: { ratio: 0, ms: 0 }, ignore: new Set() });
      expect(found.differences).toBe(0);
      expect(found.rows.every(({ change }) => change === 'same')).toBe(true);
    },
  );

  test('a reply that changed is shown word by word, beside the turn that it answers', () => {
    const other = turn(5000, 'A margarita please', 'One martini coming up.');
    const found = diff([...hello, ...order, ...bye], [...hello, ...other, ...bye]);
    expect(changes(found).filter((one) => !one.startsWith('same'))).toEqual([
      'changed One martini coming up.',
    ]);
    expect(found.rows.find(({ change }) => change === 'changed')?.words).toEqual([
      { mark: ' ', text: 'One' },
      { mark: '-', text: 'margarita' },
      { mark: '+', text: 'martini' },
      { mark: ' ', text: 'coming up.' },
    ]);
    expect(found.differences).toBe(1);
    expect(diff([...hello, ...order], [...hello, ...other], ['replies']).differences).toBe(0);
  });

  test('a turn that is missing leaves the others where they belong', () => {
    const found = diff([...hello, ...order, ...bye], [...hello, ...bye], ['tokens', 'counts']);
    expect(changes(found)).toEqual([
      'same Hello there',
      'same Good evening, what can I get you?',
      'only-a A margarita please',
      'only-a One margarita coming up.',
      'same No, that is all',
      'same Goodbye!',
    ]);
    expect(found.differences).toBe(2);
  });

  test('a turn at another place has moved: each of its moments is one difference', () => {
    const later = turn(12_000, 'A margarita please', 'One margarita coming up.');
    const found = diff([...hello, ...order, ...bye], [...hello, ...bye, ...later]);
    expect(changes(found).filter((one) => !one.startsWith('same'))).toEqual([
      'moved A margarita please',
      'moved One margarita coming up.',
    ]);
    expect(found.differences).toBe(2);
    expect(diff([...hello, ...order, ...bye], [...hello, ...bye, ...later], ['order']).differences).toBe(0);
  });

  test('a tool call: its name, and its arguments place by place whatever their order', () => {
    const call = tool(3000, 'place_order', { item: 'Margarita', id: 1, n: 2 });
    const found = diff(
      [...hello, ...call],
      [...hello, ...tool(3000, 'place_order', { n: 2, id: 7, item: 'Martini' })],
    );
    expect(found.rows.find(({ change }) => change === 'changed')?.places).toEqual([
      { kind: 'value', path: ['args', 'item'], before: 'Margarita', after: 'Martini' },
      { kind: 'value', path: ['args', 'id'], before: 1, after: 7 },
    ]);
    expect(
      diff([...hello, ...call], [...hello, ...tool(3000, 'place_order', { n: 2, id: 1, item: 'Margarita' })])
        .differences,
    ).toBe(0);
    expect(diff([...hello, ...call], hello).differences).toBe(1);
    expect(diff([...hello, ...call], hello, ['tools']).differences).toBe(0);
  });

  test('latency beyond the tolerance: of the turn, and of the call', () => {
    const slow = turn(5000, 'A margarita please', 'One margarita coming up.', 760);
    const found = diff([...hello, ...order], [...hello, ...slow]);
    // 500 to 760 ms is more than a fifth and more than 250 ms; p50 rises by 130 ms and p95 by 247 ms.
    expect(found.rows.filter(({ latency }) => latency?.beyond === true)).toHaveLength(1);
    expect(found.numbers.filter(({ beyond }) => beyond)).toEqual([]);
    expect(found.differences).toBe(1);
    expect(diff([...hello, ...order], [...hello, ...slow], [], { ratio: 0.2, ms: 300 }).differences).toBe(0);
    expect(diff([...hello, ...order], [...hello, ...slow], ['latency']).differences).toBe(0);
    expect(
      diff([...hello, ...order], [...hello, ...slow], [], { ratio: 0.1, ms: 0 }).differences,
    ).toBeGreaterThan(2);
  });

  test('where speech was cut off in both calls is chance; that it was is not', () => {
    const long = 'Let me tell you about the wonderful history of this hotel in all detail';
    const cut = (ms: number, wait: number) => turn(ms, 'Tell me', long, wait, true);
    expect(diff(cut(2000, 500), cut(2000, 500)).differences).toBe(0);
    const short = diff(cut(2000, 500), [
      ...cut(2000, 500).slice(0, -1),
      at(3100, 'output_audio_buffer.cleared', { response_id: 'resp_2000' }),
    ]);
    expect(short.rows.map(({ change }) => change)).toEqual(['same', 'same']);
    expect(diff(turn(2000, 'Tell me', long), cut(2000, 500), ['counts']).differences).toBe(1);
  });
});

describe('align', () => {
  test('finds the best pairs in order, and long lists are aligned part by part', () => {
    const equal = (one: number, other: number): number => (one === other ? 1 : 0);
    expect(aligned([1, 2, 3], [2, 3, 4], equal)).toEqual([
      { a: 1 },
      { a: 2, b: 2 },
      { a: 3, b: 3 },
      { b: 4 },
    ]);
    const many = Array.from({ length: 3000 }, (_, n) => n);
    const pairs = aligned(many, many, equal);
    expect(pairs).toHaveLength(3000);
    expect(pairs.every(({ a, b }) => a === b)).toBe(true);
  });

  test('likeness and words', () => {
    expect(likeness(bagOf('A margarita, please!'), bagOf('a Margarita please'))).toBe(1);
    expect(likeness(bagOf('one two'), bagOf('three four'))).toBe(0);
    expect(likeness(bagOf(''), bagOf(''))).toBe(1);
    expect(wordDiff('a  b\nc', 'a b c')).toEqual([{ mark: ' ', text: 'a b c' }]);
  });
});
