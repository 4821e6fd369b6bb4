import { Writable } from 'node:stream';

/** A stream that takes what it is given, or nothing until it is told. */
export const collecting = ({ stuck = false, highWaterMark = 16_384 } = {}) => {
  let pieces: string[] = [];
  let held = stuck;
  let release: (() => void) | undefined;
  const stream = new Writable({
    highWaterMark,
    write(chunk: Buffer, _encoding, done) {
      const take = (): void => {
        if (chunk.length > 0) pieces.push(chunk.toString());
        done();
      };
      if (held) release = take;
      else setImmediate(take);
    },
  });
  return {
    stream,
    /** Resolves when everything was taken, and what that led to has happened. */
    drained: async (): Promise<void> => {
      while (stream.writableLength > 0) await settled();
      await settled();
    },
    text: (): string => pieces.join(''),
    pieces: (): readonly string[] => pieces,
    forget: (): void => {
      pieces = [];
    },
    hold: (): void => {
      held = true;
    },
    take: (): void => {
      held = false;
      const taking = release;
      release = undefined;
      taking?.();
    },
  };
};

/** Lets everything that is ready happen. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};
