import { describe, expect, test } from 'vitest';
import { channel } from '../../src/core/channel.ts';
import type { Sink } from '../../src/core/ports.ts';
import { pump } from '../../src/core/pump.ts';
import type { Signal } from '../../src/core/signal.ts';
import { from, received } from './script.ts';

const signals = (count: number): readonly Signal[] =>
  Array.from({ length: count }, (_, n) => received({ type: 'ping' }, n));

const waiting = (count: number) => {
  const stream = channel<Signal>();
  for (const signal of signals(count)) stream.push(signal);
  stream.end();
  return stream;
};

describe('pump', () => {
  test('writes each entry to each sink in order, then flushes each once per batch', async () => {
    const log: string[] = [];
    const sink = (name: string): Sink => ({
      write: ({ seq }) => log.push(`${name}${seq}`),
      flush: () => void log.push(`${name} flushed`),
      close: () => void log.push(`${name} closed`),
    });
    const last = await pump(waiting(2), [sink('a'), sink('b')]);
    expect(log).toEqual(['a1', 'b1', 'a2', 'b2', 'a flushed', 'b flushed']);
    expect(last?.seq).toBe(2);
  });

  test('waits for a flush before it takes more', async () => {
    const log: string[] = [];
    const slow: Sink = {
      write: ({ seq }) => void log.push(`${seq}`),
      flush: async () => {
        await new Promise((resolve) => setImmediate(resolve));
        log.push('flushed');
      },
    };
    await pump(from(signals(2)), [slow]);
    expect(log).toEqual(['1', 'flushed', '2', 'flushed']);
  });

  test('an empty stream has no last entry', async () => {
    expect(await pump(from<Signal>([]), [])).toBeUndefined();
  });

  test.each<[string, (error: Error) => Sink]>([
    [
      'write',
      (error) => ({
        write: () => {
          throw error;
        },
      }),
    ],
    [
      'flush',
      (error) => ({
        write: () => {},
        flush: () => {
          throw error;
        },
      }),
    ],
    ['flush, later', (error) => ({ write: () => {}, flush: () => Promise.reject(error) })],
  ])(
    'a sink that fails to %s keeps no other from anything, and its first failure is thrown at the end',
    async (_, make) => {
      const errors = [new Error('first'), new Error('second')];
      let failures = 0;
      const failing: Sink = {
        ...make(new Error('never')),
        ...(() => {
          const one = make(errors[0] ?? new Error('none'));
          const other = make(errors[1] ?? new Error('none'));
          const pick = () => (failures++ === 0 ? one : other);
          return one.flush === undefined
            ? { write: (entry: Parameters<Sink['write']>[0]) => pick().write(entry) }
            : { flush: () => pick().flush?.() };
        })(),
      };
      const seen: number[] = [];
      const healthy: Sink = { write: ({ seq }) => void seen.push(seq) };
      await expect(pump(from(signals(3)), [failing, healthy])).rejects.toBe(errors[0]);
      expect(seen).toEqual([1, 2, 3]);
      expect(failures).toBe(3);
    },
  );

  test('a stream that fails is a failure', async () => {
    async function* broken(): AsyncGenerator<Signal> {
      yield* signals(1);
      throw new Error('lost');
    }
    await expect(pump(broken(), [])).rejects.toThrow('lost');
  });
});
