import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock, End, Entry, Sink } from '../../src/core/ports.ts';
import { encodeEnd, encodeEntry, encodeHeader } from '../../src/core/record.ts';
import { closed, ending, header, link, received, sent } from '../core/entries.ts';

/** A folder that is gone when its scope is left. */
export const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'rt-recording-'));
  return {
    path,
    file: (name: string, content?: string | Uint8Array): string => {
      const file = join(path, name);
      if (content !== undefined) writeFileSync(file, content);
      return file;
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
};

/** A clock that stands still until it is moved. */
export const handClock = (): Clock & { move(ms: number): Promise<void>; readonly sleepers: number } => {
  let mono = 0;
  let sleepers: { until: number; wake: () => void }[] = [];
  return {
    now: () => ({ wall: mono, mono }),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const sleeper = { until: mono + ms, wake: resolve };
        const leave = (): void => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          resolve();
        };
        if (signal?.aborted === true) resolve();
        else {
          sleepers.push(sleeper);
          signal?.addEventListener('abort', leave);
        }
      }),
    async move(ms) {
      mono += ms;
      const due = sleepers.filter(({ until }) => until <= mono);
      sleepers = sleepers.filter(({ until }) => until > mono);
      for (const { wake } of due) wake();
      await turn();
    },
    get sleepers() {
      return sleepers.length;
    },
  };
};

/** Lets everything that is ready to run do so. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A small call: attach, two frames, one of ours, another frame, the end. */
export const call: readonly Entry[] = [
  link(1, { to: 'open', epoch: 1, took: 12.5 }),
  received(2, '{"type":"session.created"}'),
  received(3, '{"type":"x","text":"caf\u00e9 \u{1f600}"}'),
  sent(4, '{"type":"response.create"}'),
  received(5, 'not json'),
  link(6, closed),
];
export const callEnd: End = ending(3, 1);

/** The call as its recording holds it. */
export const recorded = (entries: readonly Entry[] = call, end: End | null = callEnd): string =>
  [
    encodeHeader(header),
    ...entries.map((entry) => encodeEntry(entry, header)),
    ...(end === null ? [] : [encodeEnd(end, header, entries.length + 1)]),
  ].join('\n') + '\n';

/** Hands entries to a sink, a batch each time. */
export const feed = async (sink: Sink, entries: readonly Entry[], batch = 2): Promise<void> => {
  for (let index = 0; index < entries.length; index += batch) {
    for (const entry of entries.slice(index, index + batch)) sink.write(entry);
    await sink.flush?.();
  }
};
