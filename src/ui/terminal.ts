import fs from 'node:fs';
import { clearLine, cursorTo, moveCursor } from 'node:readline';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a terminal's own stream tells about it. */
export type RealTerminal = {
  readonly fd: number;
  readonly columns?: number;
  readonly rows?: number;
  on(event: 'resize', listener: () => void): unknown;
};

/** The part of `node:fs` that is used. */
export type Files = {
  readonly constants: { readonly O_WRONLY: number; readonly O_NONBLOCK: number; readonly O_NOCTTY: number };
  openSync(path: string, flags: number): number;
  close(fd: number, done: (error: Error | null) => void): void;
  write(
    fd: number,
    buffer: Uint8Array,
    offset: number,
    length: number,
    position: null,
    done: (error: NodeJS.ErrnoException | null, written: number) => void,
  ): void;
};

const retryAfter = 15;

/** A descriptor of its own for the same terminal that never blocks; undefined where there is no such thing. */
const opened = (fd: number, files: Files): number | undefined => {
  const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = files.constants;
  try {
    return files.openSync(`/proc/self/fd/${fd}`, O_WRONLY | O_NONBLOCK | O_NOCTTY);
  } catch {
    return undefined;
  }
};

class Terminal extends Writable {
  readonly isTTY = true;
  readonly #real: RealTerminal;
  readonly #files: Files;
  readonly #own: number | undefined;
  readonly #over = new AbortController();

  constructor(real: RealTerminal, files: Files) {
    super({ decodeStrings: true });
    this.#real = real;
    this.#files = files;
    this.#own = opened(real.fd, files);
    real.on('resize', () => this.emit('resize'));
  }

  get columns(): number {
    return this.#real.columns ?? 80;
  }

  get rows(): number {
    return this.#real.rows ?? 24;
  }

  cursorTo(x: number, y?: number): boolean {
    return cursorTo(this, x, y);
  }

  moveCursor(dx: number, dy: number): boolean {
    return moveCursor(this, dx, dy);
  }

  clearLine(direction: -1 | 0 | 1): boolean {
    return clearLine(this, direction);
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#put(chunk, done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#put(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#over.abort();
    if (this.#own === undefined) done(error);
    else this.#files.close(this.#own, () => done(error));
  }

  #put(bytes: Uint8Array, done: (error?: Error | null) => void): void {
    this.#files.write(this.#own ?? this.#real.fd, bytes, 0, bytes.length, null, (error, written) => {
      if (this.#over.signal.aborted) done();
      else if (error?.code === 'EAGAIN') void this.#retry(bytes, done);
      else if (error !== null) done(error);
      else if (written < bytes.length) this.#put(bytes.subarray(written), done);
      else done();
    });
  }

  async #retry(bytes: Uint8Array, done: (error?: Error | null) => void): Promise<void> {
    // Leaving cuts the wait short.
    await sleep(retryAfter, undefined, { signal: this.#over.signal }).catch(() => undefined);
    if (this.#over.signal.aborted) done();
    else this.#put(bytes, done);
  }
}

export type { Terminal };

/**
 * A terminal as a stream that never holds up the process: Node's own writes to a terminal wait until somebody reads it,
 * and with them the socket and the recorder. Text waits here instead; `writableLength` says how much. After `destroy`
 * nothing more is tried, so that a terminal nobody reads keeps no process alive.
 */
export const terminalStream = (real: RealTerminal, files: Files = fs): Terminal => {
  const terminal = new Terminal(real, files);
  // A terminal that is closed is the business of whoever writes; without a listener it would be a crash.
  terminal.on('error', () => undefined);
  return terminal;
};
