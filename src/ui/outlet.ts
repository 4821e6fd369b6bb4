import { errorCode } from '../core/error-code.ts';
import { block, type Block } from '../core/block.ts';
import { SidebandError } from '../core/error.ts';
import { fileCause } from '../core/file-cause.ts';
import type { Clock, Safe } from '../core/ports.ts';

/** The part of a Writable that is used: stdout, a terminal, a test's buffer. */
export type Stream = Pick<NodeJS.WritableStream, 'write' | 'on'> & {
  readonly writableLength?: number;
  readonly destroyed?: boolean;
  readonly fd?: number;
};

/**
 * What happens when text comes faster than it is taken. `lossless`: `flush` waits, which slows the wire. `drop`: nothing
 * waits; deltas, then everything that may be missed, are left out and counted.
 */
export type Policy = 'lossless' | 'drop';

/** How important a line is when not all can be shown. */
export type Weight = 'delta' | 'event' | 'must';

/** The writing end of one output, shared by everything that is shown there. */
export type Outlet = {
  /** Whether a line of this weight may be written now. Always true but under `drop`. */
  room(weight: Weight): boolean;
  /** Keeps text until the next flush. */
  write(text: Safe): void;
  /** Where bytes may be put in between, as safe as text has to be; not everything that text goes through has it. */
  readonly block?: Block;
  /** Writes what was kept in one piece. */
  flush(): void | Promise<void>;
  /** Called whenever there is room again after there was none. */
  onRoom(call: () => void): void;
  /** Resolves when all was taken, the output is gone, or under `drop` after two seconds. */
  close(): Promise<void>;
};

const bound = 1024 * 1024;
const blockSize = 256 * 1024;
const boundForDeltas = 64 * 1024;
const boundForEvents = 256 * 1024;
const lastWait = 2000;

// The codes of a reader that left and of a terminal that was closed: both are somebody's right.
const leaving: ReadonlySet<string> = new Set(['EPIPE', 'EIO', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'EOF']);

/** What writing to an output failed with: kind `pipe` when its reader left, `output` otherwise. */
export const goneError = (error: unknown): SidebandError => {
  const code = errorCode(error) ?? 'unknown';
  return leaving.has(code)
    ? new SidebandError('pipe', 'the reader of the output left', { reason: code })
    : new SidebandError('output', `the output cannot be written: ${fileCause(error)}`, {
        reason: code,
        cause: error,
      });
};

/** What an outlet is told. `onGone` is called once, with kind `pipe` when the reader left and `output` otherwise. */
export type OutletOptions = {
  readonly policy: Policy;
  readonly clock: Clock;
  readonly onGone: (error: SidebandError) => void;
};

/** Opens an outlet onto a stream. It listens for the stream's errors as long as that lives and never ends it. */
export const outlet = (stream: Stream, { policy, clock, onGone }: OutletOptions): Outlet => {
  let gone = false;
  const kept = block(
    () => Buffer.allocUnsafeSlow(blockSize),
    (piece) => {
      if (!gone) stream.write(piece);
    },
    // What a stream onto a descriptor has taken is written; any other may have handed it on to somebody who keeps it.
    { done: () => stream.fd !== undefined && stream.writableLength === 0 },
  );
  // No room is no room until the stream has taken everything: else a slow reader gets a line, a count, a line, a count.
  let fullForDeltas = false;
  let fullForEvents = false;
  let closing: (() => void) | undefined;
  let waiters: (() => void)[] = [];
  const calls: (() => void)[] = [];

  const wake = (): void => {
    const woken = waiters;
    waiters = [];
    for (const resolve of woken) resolve();
  };
  const leave = (error: unknown): void => {
    if (gone) return;
    gone = true;
    wake();
    closing?.();
    onGone(goneError(error));
  };
  stream.on('error', leave);
  stream.on('close', () => leave(Object.assign(new Error('closed'), { code: 'EPIPE' })));
  stream.on('drain', () => {
    wake();
    if (gone || !(fullForDeltas || fullForEvents)) return;
    fullForDeltas = false;
    fullForEvents = false;
    for (const call of calls) call();
  });

  return {
    room(weight) {
      if (policy === 'lossless' || weight === 'must' || gone) return true;
      const size = (stream.writableLength ?? 0) + kept.waiting();
      fullForDeltas ||= size >= boundForDeltas;
      fullForEvents ||= size >= boundForEvents;
      return !(weight === 'delta' ? fullForDeltas : fullForEvents);
    },
    write(text) {
      if (!gone) kept.text(text);
    },
    block: kept,
    flush() {
      kept.flush();
      if (policy === 'drop' || gone || (stream.writableLength ?? 0) <= bound) return undefined;
      return new Promise((resolve) => waiters.push(resolve));
    },
    onRoom(call) {
      calls.push(call);
    },
    async close() {
      kept.flush();
      if (gone) return;
      const written = new Promise<void>((resolve) => {
        closing = resolve;
        stream.write('', () => resolve());
      });
      const done = new AbortController();
      await Promise.race(policy === 'lossless' ? [written] : [written, clock.sleep(lastWait, done.signal)]);
      done.abort();
    },
  };
};
