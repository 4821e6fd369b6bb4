import { describe, expect, it } from 'vitest';
import { batches, channel } from '../../src/core/channel.ts';

const all = async <T>(stream: AsyncIterable<T>): Promise<T[]> => {
  const seen: T[] = [];
  for await (const value of stream) seen.push(value);
  return seen;
};

describe('channel', () => {
  it('gives what was pushed before and after somebody waits, in order, and ends', async () => {
    const stream = channel<number>();
    stream.push(1);
    const seen = all(stream);
    await Promise.resolve();
    stream.push(2);
    stream.push(3);
    stream.end();
    expect(await seen).toEqual([1, 2, 3]);
  });

  it('takes everything that waits at once', async () => {
    const stream = channel<number>();
    for (const value of [1, 2, 3]) stream.push(value);
    expect(await stream.take()).toEqual([1, 2, 3]);
    stream.end();
    expect(await stream.take()).toBeUndefined();
  });

  it('keeps what was pushed before the end and nothing after it', async () => {
    const stream = channel<number>();
    stream.push(1);
    stream.end();
    stream.push(2);
    expect(await all(stream)).toEqual([1]);
  });

  it('says full once above the mark and ready once taken', async () => {
    const said: string[] = [];
    const stream = channel<number>({
      high: 2,
      full: () => said.push('full'),
      ready: () => said.push('ready'),
    });
    for (const value of [1, 2]) stream.push(value);
    expect(said).toEqual([]);
    for (const value of [3, 4]) stream.push(value);
    expect(said).toEqual(['full']);
    await stream.take();
    expect(said).toEqual(['full', 'ready']);
  });

  it('says closed when its consumer leaves early', async () => {
    let closed = 0;
    const stream = channel<number>({ closed: () => (closed += 1) });
    stream.push(1);
    for await (const value of stream) if (value === 1) break;
    expect(closed).toBe(1);
  });
});

describe('batches', () => {
  it('reads a plain stream one at a time and a channel by the batch', async () => {
    async function* plain(): AsyncGenerator<number> {
      yield 1;
      yield 2;
    }
    expect(await all(batches(plain()))).toEqual([[1], [2]]);
    const stream = channel<number>();
    stream.push(1);
    stream.push(2);
    stream.end();
    expect(await all(batches(stream))).toEqual([[1, 2]]);
  });
});
