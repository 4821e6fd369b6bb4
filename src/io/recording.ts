import { block } from '../core/block.ts';
import type { SidebandError } from '../core/error.ts';
import type { Clock, End, Entry, Header, Sink } from '../core/ports.ts';
import { recordBytes } from '../core/record-bytes.ts';
import { encodeEnd, encodeEntry, encodeHeader } from '../core/record.ts';
import { disk as machine, diskError, shown, type Disk } from './disk.ts';
import { createLocked } from './new-file.ts';

/** A recording being written. */
export type Recorder = Sink & {
  readonly path: string;
  /** The number of the last entry that a power cut cannot take any more; 0 when there is none. */
  durable(): number;
};

export type RecorderOptions = {
  /** The id of this process, for the lock. */
  readonly pid: number;
  readonly clock: Clock;
  /** Told once, at once, when the disk fails; the file is left as it is, ending with a whole record where possible. */
  readonly failed?: (error: SidebandError) => void;
  /** Whether a failure is also thrown (`stop`) or only told (`continue`): then the call goes on without a recording. */
  readonly onError?: 'stop' | 'continue';
  /** When what was received is on the medium: within a `second`, or `always` before anything acts on it. */
  readonly fsync?: 'second' | 'always';
  readonly disk?: Disk;
};

const syncEvery = 1000;
const batchLimit = 1 << 20;
const newline = 0x0a;

/**
 * Starts a recording in a new file. Each batch is one write of whole records; what was sent and what was missed are on
 * the medium before the batch is over, the rest then or within a second, as asked for. Throws `usage` when something stands at the path
 * already, `output` when the file cannot be made or somebody else records to it.
 */
export const recorder = async (path: string, header: Header, options: RecorderOptions): Promise<Recorder> => {
  const { clock, disk = machine, onError = 'stop', fsync = 'second' } = options;
  const { file, release } = createLocked(path, options.pid, disk);
  const stopped = new AbortController();
  let last = 0;
  let whole = 0;
  let length = 0;
  let durable = 0;
  let syncing = Promise.resolve();
  let urgent = false;
  let waiting = false;
  let failure: SidebandError | undefined;
  let begun = false;
  let raised = false;

  const fail = (error: unknown): void => {
    if (failure !== undefined) return;
    const left = `event ${whole} is the last one in the file, ${durable} the last one safe from a power cut`;
    failure = diskError(`recording to ${shown(path)} stopped`, error, { hint: left });
    if (begun) options.failed?.(failure);
  };
  const raise = (): void => {
    if (failure === undefined || raised || onError === 'continue') return;
    raised = true;
    throw failure;
  };

  const writeOut = (bytes: Uint8Array): void => {
    if (failure !== undefined) return;
    let written = 0;
    try {
      while (written < bytes.length) {
        const taken = disk.write(file, bytes, written);
        if (taken === 0) throw new Error('nothing was taken');
        written += taken;
      }
      whole = last;
      length += bytes.length;
    } catch (error) {
      // A full disk takes a part before it says so: that part ends with half a record.
      const taken = bytes.subarray(0, written);
      const kept = taken.subarray(0, taken.lastIndexOf(newline) + 1);
      for (const byte of kept) if (byte === newline) whole += 1;
      try {
        disk.truncate(file, length + kept.length);
      } catch {
        // Then the torn record stays, for `verify` to seal.
      }
      fail(error);
    }
  };
  const sync = (): Promise<void> => {
    const upTo = whole;
    syncing = syncing.then(async () => {
      if (failure !== undefined || durable > upTo) return;
      try {
        await disk.sync(file);
        durable = upTo;
      } catch (error) {
        fail(error);
      }
    });
    return syncing;
  };
  const syncLater = (): void => {
    if (waiting || whole === durable) return;
    waiting = true;
    void clock.sleep(syncEvery, stopped.signal).then(async () => {
      waiting = false;
      if (!stopped.signal.aborted) await sync();
    });
  };

  const discard = (): void => {
    try {
      disk.close(file);
    } catch (error) {
      fail(error);
    }
    release();
  };

  // A new buffer for each batch would cost more than what is written into it.
  const records = block(() => Buffer.allocUnsafeSlow(batchLimit), writeOut, { done: () => true });
  const asBytes = recordBytes(header);
  records.text(`${encodeHeader(header)}\n`);
  records.flush();
  await sync();
  if (failure !== undefined) {
    discard();
    try {
      disk.remove(path);
    } catch {
      // An empty file stays behind.
    }
    throw diskError(`could not record to ${shown(path)}`, failure.cause);
  }
  begun = true;

  return {
    path,
    durable: () => durable,
    write(entry) {
      if (failure !== undefined) return;
      if (!asBytes(entry, records)) records.text(`${encodeEntry(entry, header)}\n`);
      last = entry.seq;
      urgent ||= fsync === 'always' || isEvidence(entry);
      if (records.waiting() > batchLimit) records.flush();
    },
    flush() {
      records.flush();
      raise();
      if (failure !== undefined) return undefined;
      const now = urgent;
      urgent = false;
      if (!now) syncLater();
      return now ? sync().then(raise) : undefined;
    },
    async close(end: End) {
      stopped.abort();
      if (failure === undefined) {
        records.text(`${encodeEnd(end, header, last + 1)}\n`);
        last += 1;
        records.flush();
      }
      await sync();
      discard();
      raise();
    },
  };
};

/** Whether an entry must be on the medium before we act on it: what we sent, and where we know of a loss. */
const isEvidence = ({ signal }: Entry): boolean =>
  signal.kind === 'frame' ? signal.direction === 'sent' : signal.change.to === 'gap';
