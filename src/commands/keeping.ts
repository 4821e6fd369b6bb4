import { lstat, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SidebandError } from '../core/error.ts';
import type { CallId } from '../core/ids.ts';
import type { Header, Sink } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import { disk } from '../io/disk.ts';
import { inUse, lockHolder } from '../io/lock.ts';
import { recorder } from '../io/recording.ts';
import type { Values } from './command.ts';
import type { Context } from './context.ts';
import type { recordOptions } from './options.ts';
import type { Voice } from './voice.ts';

/** The values of the flags about recordings. */
export type KeepValues = Values<typeof recordOptions>;

/** The files calls are recorded to: for several calls `--record` names their directory. Without it there are none. */
export const recordingPlace = async (
  options: KeepValues,
  several: boolean,
  context: Context,
): Promise<(callId: CallId) => string | undefined> => {
  if (options.record === undefined) return () => undefined;
  if (options.record === '-') {
    throw new SidebandError('usage', '--record: a recording is a file', {
      hint: '--json has the same records on standard output',
    });
  }
  const given = resolve(context.cwd, options.record);
  const there = await lstat(given).catch(() => undefined);
  if (there?.isDirectory() === true) return (callId) => join(given, `${callId}.ndjson`);
  if (several) {
    throw new SidebandError('usage', '--record: several calls need a directory that exists', {
      said: options.record,
    });
  }
  if (there !== undefined) {
    const holder = lockHolder(given, disk);
    if (holder !== undefined) throw inUse(given, holder);
    throw new SidebandError('usage', '--record: the file exists; a recording never replaces one', {
      said: options.record,
    });
  }
  const folder = await stat(dirname(given)).catch(() => undefined);
  // Said before the call is dialled: a typing mistake should not cost the beginning of it.
  if (folder?.isDirectory() !== true)
    throw new SidebandError('usage', '--record: there is no such folder', { said: dirname(given) });
  return () => given;
};

/** A recorder as a sink, and whether it had to give up. Created only now: a call that cannot be attached leaves no file. */
export const keeping = async (
  path: string,
  header: Header,
  options: KeepValues,
  context: Context,
  voice: Voice,
): Promise<{ sink: Sink; lost: () => boolean }> => {
  let lost = false;
  const sink = await recorder(path, header, {
    pid: context.pid,
    clock: context.clock,
    onError: options.onRecordError ?? 'stop',
    fsync: options.fsync ?? 'second',
    failed: (error) => {
      lost = true;
      if (options.onRecordError === 'continue') {
        voice.always(safe`warning: ${escapeText(error.message)}; going on without the recording`);
      }
    },
  });
  return { sink, lost: () => lost };
};
