/** A stream that can also be read a batch at a time, so that a burst costs one turn of the loop, not one per event. */
export type Batched<T> = AsyncIterable<T> & {
  /** Everything that is waiting, at least one; undefined when the stream is over. Rejects when it failed. */
  take(): Promise<readonly T[] | undefined>;
};

/** The writing end of a stream between one producer and one consumer. */
export type Channel<T> = Batched<T> & {
  push(value: T): void;
  end(): void;
  /** Waiting values. */
  readonly size: number;
};

/**
 * A queue between one producer and one consumer. `full` is called when more than `high` values wait and `ready` when
 * the consumer took them: that is where a socket is paused and resumed. Nothing is ever dropped.
 */
export const channel = <T>(
  marks: { high?: number; full?: () => void; ready?: () => void; closed?: () => void } = {},
): Channel<T> => {
  const high = marks.high ?? 1024;
  let waiting: T[] = [];
  let over = false;
  let paused = false;
  let wake: (() => void) | undefined;

  const take = async (): Promise<readonly T[] | undefined> => {
    while (waiting.length === 0) {
      if (over) return undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const batch = waiting;
    waiting = [];
    if (paused) {
      paused = false;
      marks.ready?.();
    }
    return batch;
  };
  const wakeUp = (): void => {
    const resolve = wake;
    wake = undefined;
    resolve?.();
  };

  return {
    take,
    push(value) {
      if (over) return;
      waiting.push(value);
      if (waiting.length > high && !paused) {
        paused = true;
        marks.full?.();
      }
      if (wake !== undefined) wakeUp();
    },
    end() {
      over = true;
      wakeUp();
    },
    get size() {
      return waiting.length;
    },
    async *[Symbol.asyncIterator]() {
      try {
        for (let batch = await take(); batch !== undefined; batch = await take()) yield* batch;
      } finally {
        marks.closed?.();
      }
    },
  };
};

/** Any stream as batches: a channel's own, or one value at a time. */
export async function* batches<T>(stream: AsyncIterable<T>): AsyncGenerator<readonly T[]> {
  if ('take' in stream) {
    const batched = stream as Batched<T>;
    for (let batch = await batched.take(); batch !== undefined; batch = await batched.take()) yield batch;
    return;
  }
  for await (const value of stream) yield [value];
}
