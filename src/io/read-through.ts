import { SidebandError } from '../core/error.ts';
import { fileCause } from '../core/file-cause.ts';
import type { Header } from '../core/ports.ts';
import type { Signal } from '../core/signal.ts';
import { readRecording } from './recording-file.ts';

/** How a recording was read to its end. */
export type ReadThrough = {
  readonly header: Header;
  /** Lines that are no records. */
  readonly unreadable: number;
  /** The end record is there. */
  readonly ended: boolean;
};

/**
 * Pours a recording into a fold, signal by signal. Rejects with a SidebandError for a file that is none, and with the
 * reason of `signal` when that stops it: nobody takes a part of a call for the whole. `passing`: the fold
 * keeps no signal, nor what still reads it, so that memory can be used again.
 */
export const readThrough = async (
  path: string,
  write: (signal: Signal) => void,
  signal: AbortSignal,
  passing = false,
): Promise<ReadThrough> => {
  const recording = await readRecording(path);
  let unreadable = 0;
  let ended = false;
  try {
    for await (const records of recording.records({ passing })) {
      signal.throwIfAborted();
      for (const record of records) {
        if (record.kind === 'signal') write(record.signal);
        else if (record.kind === 'end') ended = true;
        else if (record.kind === 'unreadable') unreadable += 1;
      }
    }
  } catch (error) {
    if (error instanceof SidebandError || signal.aborted) throw error;
    throw new SidebandError('output', `the recording cannot be read: ${fileCause(error)}`);
  }
  return { header: recording.header, unreadable, ended };
};
