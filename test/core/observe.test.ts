import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batches, channel } from '../../src/core/channel.ts';
import { observe, observer, reader } from '../../src/core/observe.ts';
import type { Signal } from '../../src/core/signal.ts';
import { wire } from './frames.ts';
import { sample } from './samples.ts';
import { from, link, moment, play, received, sent } from './script.ts';

const numbered = (n: number): Signal => received({ type: 'ping', event_id: `event_${n}` }, n);

describe('observer', () => {
  test('numbers every signal from 1, and keeps it', () => {
    const signals = [
      link({ to: 'open', epoch: 1, took: 1 }),
      received('nonsense'),
      sent({ type: 'response.create' }),
      received(sample('error')),
    ];
    const see = observer();
    const entries = signals.map((signal) => see(signal));
    expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(entries.map(({ signal }) => signal)).toEqual(signals);
    expect(entries.map(({ event }) => event.kind)).toEqual(['link', 'malformed', 'client', 'server']);
    expect(entries.at(-1)?.session.errors[0]).toMatchObject({ seq: 4, at: moment(0) });
  });

  test('two observers know nothing of each other', () => {
    observer()(numbered(1));
    expect(observer()(numbered(1)).duplicate).toBeUndefined();
  });

  test('marks what came before under the same id', () => {
    const entries = play(
      { type: 'error', event_id: 'event_1', error: {} },
      { type: 'ping', event_id: 'event_1' },
      { type: 'ping', event_id: 'event_2' },
      { type: 'ping', event_id: 'event_2' },
    );
    expect(entries.map(({ duplicate }) => duplicate)).toEqual([undefined, true, undefined, true]);
  });

  test('never takes an event without an id, a frame of ours or a broken one for a duplicate', () => {
    const entries = play(
      { type: 'input_audio_buffer.dtmf_event_received', event: '1' },
      { type: 'input_audio_buffer.dtmf_event_received', event: '1' },
      { type: 'ping', event_id: null },
      { type: 'ping', event_id: null },
      sent({ type: 'response.create', event_id: 'rts_1' }),
      sent({ type: 'response.create', event_id: 'rts_1' }),
      received('{'),
      received('{'),
    );
    expect(entries.filter(({ duplicate }) => duplicate === true)).toEqual([]);
  });

  test('remembers the last 10,000 ids at least, and not all of a long call', () => {
    const see = observer();
    for (let n = 0; n < 25_000; n += 1) see(numbered(n));
    expect(see(numbered(15_001)).duplicate).toBe(true);
    expect(see(numbered(24_999)).duplicate).toBe(true);
    expect(see(numbered(2)).duplicate).toBeUndefined();
  });
});

describe('observe', () => {
  test('gives entries one by one', async () => {
    const seqs: number[] = [];
    for await (const { seq } of observe(from([numbered(1), numbered(2)]))) seqs.push(seq);
    expect(seqs).toEqual([1, 2]);
  });

  test('gives what waits as one batch', async () => {
    const signals = channel<Signal>();
    for (let n = 0; n < 3; n += 1) signals.push(numbered(n));
    signals.end();
    const sizes: number[] = [];
    for await (const batch of batches(observe(signals))) sizes.push(batch.length);
    expect(sizes).toEqual([3]);
  });

  test('is over when its source is', async () => {
    const entries = observe(from([numbered(1)]));
    expect(await entries.take()).toHaveLength(1);
    expect(await entries.take()).toBeUndefined();
    expect(await entries.take()).toBeUndefined();
  });

  test('tells its source when nobody listens any more', async () => {
    let closed = 0;
    const signals = channel<Signal>({ closed: () => (closed += 1) });
    signals.push(numbered(1));
    for await (const _ of observe(signals)) break;
    expect(closed).toBe(1);
  });

  test('fails when its source fails', async () => {
    async function* broken(): AsyncGenerator<Signal> {
      yield numbered(1);
      throw new Error('lost');
    }
    const entries = observe(broken());
    await entries.take();
    await expect(entries.take()).rejects.toThrow('lost');
  });
});

test('a reader sees what an observer sees, but for sessions and whose doing it was', () => {
  fc.assert(
    fc.property(wire, (frames) => {
      const [read, see] = [reader(), observer()];
      for (const frame of frames) {
        const { seq, signal, event, duplicate } = see(frame);
        const seen = { seq, signal, event, ...(duplicate === undefined ? {} : { duplicate }) };
        expect(JSON.stringify(read(frame))).toBe(JSON.stringify(seen));
      }
    }),
  );
});
