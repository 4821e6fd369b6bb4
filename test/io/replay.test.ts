import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { batches } from '../../src/core/channel.ts';
import { observer } from '../../src/core/observe.ts';
import type { Entry } from '../../src/core/ports.ts';
import { encodeEntry, encodeHeader } from '../../src/core/record.ts';
import type { Signal } from '../../src/core/signal.ts';
import { readRecording } from '../../src/io/recording-file.ts';
import { replay, type ReplayOptions } from '../../src/io/replay.ts';
import { header, link, received } from '../core/entries.ts';
import { call, callEnd, folder, handClock, recorded, turn } from './recording-kit.ts';

const open = async (path: string, more: Partial<ReplayOptions> = {}, abort = new AbortController().signal) =>
  replay(await readRecording(path), { speed: 'max', clock: handClock(), ...more })(header.callId, abort);
const all = async (signals: AsyncIterable<Signal>): Promise<Signal[]> => {
  const seen: Signal[] = [];
  for await (const signal of signals) seen.push(signal);
  return seen;
};
const relative = ({ signal }: (typeof call)[number]): Signal => ({
  ...signal,
  at: { wall: signal.at.wall, mono: signal.at.mono - header.startedAt.mono },
});

/** Waits until a condition holds, for as long as a test may take. */
const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
};

describe('replay', () => {
  it('gives every signal with the moment it had', async () => {
    using at = folder();
    const { signals } = await open(at.file('a', recorded()));
    expect(await all(signals)).toEqual(call.map(relative));
  });

  it('gives whole batches when it need not wait', async () => {
    using at = folder();
    const { signals } = await open(at.file('a', recorded()));
    const seen: number[] = [];
    for await (const batch of batches(signals)) seen.push(batch.length);
    expect(seen).toEqual([call.length]);
  });

  it('ends with the recorded end, whatever stands behind it', async () => {
    using at = folder();
    const { signals } = await open(at.file('a', recorded([...call, received(7, '{}')])));
    expect(await all(signals)).toEqual(call.map(relative));
  });

  it('tells what was noted behind the end, once the end was told', async () => {
    using at = folder();
    const note = link(8, { to: 'notice', code: 'outcome', message: '/hangup confirmed' });
    const path = at.file('a', recorded([...call, received(7, '{}'), note]));
    expect(await all((await open(path)).signals)).toEqual([...call, note].map(relative));

    // Who leaves while it is waited for is not told a second end.
    const clock = handClock();
    const abort = new AbortController();
    const slow = await open(path, { speed: 1, clock }, abort.signal);
    const seen: Signal[] = [];
    const reading = (async () => {
      for await (const signal of slow.signals) seen.push(signal);
    })();
    const closed = (signal: Signal): boolean => signal.kind === 'link' && signal.change.to === 'closed';
    while (!seen.some(closed)) {
      await until(() => clock.sleepers === 1);
      await clock.move(10);
      await turn();
    }
    abort.abort();
    await reading;
    expect(seen.filter(closed)).toHaveLength(1);
    expect(seen.at(-1)).toSatisfy(closed);
  });

  it('says so when the recording stops short', async () => {
    using at = folder();
    const short = call.slice(0, 3);
    const { signals } = await open(at.file('a', recorded(short, null)));
    const seen = await all(signals);
    expect(seen.slice(0, -1)).toEqual(short.map(relative));
    expect(seen.at(-1)).toMatchObject({
      at: relative(received(3, '')).at,
      change: { to: 'closed', reason: 'unknown', exit: 'unknown' },
    });
  });

  it('tells of lines it leaves out', async () => {
    using at = folder();
    const [first, ...rest] = recorded().split('\n');
    const reasons: string[] = [];
    const skipped = (reason: string): void => void reasons.push(reason);
    const { signals } = await open(at.file('a', [first, 'canary', ...rest].join('\n')), { skipped });
    expect(await all(signals)).toHaveLength(call.length);
    expect(reasons).toEqual(['not JSON']);
  });

  it('keeps the pace of the call, or a multiple', async () => {
    using at = folder();
    const path = at.file('a', recorded());
    for (const speed of [1, 4]) {
      const clock = handClock();
      const { signals } = await open(path, { speed, clock });
      const seen: Signal[] = [];
      const reading = (async () => {
        for await (const signal of signals) seen.push(signal);
      })();
      await until(() => clock.sleepers === 1);
      expect(seen).toHaveLength(1);
      await clock.move(99 / speed);
      await turn();
      expect(seen).toHaveLength(1);
      await clock.move(1 / speed);
      await until(() => clock.sleepers === 1);
      expect(seen).toHaveLength(2);
      // Who was late gets everything that is due by now.
      await clock.move(300 / speed);
      await until(() => clock.sleepers === 1);
      expect(seen).toHaveLength(5);
      await clock.move(100 / speed);
      await reading;
      expect(seen).toHaveLength(call.length);
    }
  });

  it('does not wait for times that run backwards', async () => {
    using at = folder();
    const rows = [received(5, '{}'), received(1, '{}'), received(4, '{}')];
    const { signals } = await open(at.file('a', recorded(rows, null)), { speed: 1 });
    expect(await all(signals)).toHaveLength(4);
  });

  it.each(['abort', 'close'])('stops at once on %s', async (way) => {
    using at = folder();
    const clock = handClock();
    const abort = new AbortController();
    const connection = await open(at.file('a', recorded()), { speed: 1, clock }, abort.signal);
    const reading = all(connection.signals);
    await until(() => clock.sleepers === 1);
    if (way === 'abort') abort.abort();
    else await connection.close();
    const seen = await reading;
    expect(seen).toHaveLength(2);
    expect(seen.at(-1)).toMatchObject({
      kind: 'link',
      change: { to: 'closed', reason: 'detached', exit: 'ok' },
    });
  });

  it('says nothing but that it was left when it was left before it began', async () => {
    using at = folder();
    const connection = await open(at.file('a', recorded()), {}, AbortSignal.abort());
    expect(await all(connection.signals)).toMatchObject([{ change: { to: 'closed', reason: 'detached' } }]);
  });

  it('cannot be talked to', async () => {
    using at = folder();
    const connection = await open(at.file('a', recorded()));
    await expect(connection.send({ type: 'response.create' })).rejects.toMatchObject({
      kind: 'usage',
      reason: 'not-sent',
    });
  });

  it('reads a long recording a piece at a time', async () => {
    using at = folder();
    const rows = Array.from({ length: 20_000 }, (_, index) =>
      received(index + 1, `{"type":"x","n":"${'y'.repeat(100)}"}`),
    );
    const { signals } = await open(
      at.file('a', recorded([...rows, link(20_001, { to: 'open', epoch: 1, took: 0 })], callEnd)),
    );
    let count = 0;
    for await (const signal of signals) count += signal.kind === 'frame' ? 1 : 0;
    expect(count).toBe(20_000);
  });
});

const streams = new URL('../../../shared/fixtures/streams/', import.meta.url);

describe.skipIf(!existsSync(streams))('recorded traffic (needs the shared fixtures)', () => {
  const names = existsSync(streams) ? readdirSync(streams).filter((name) => name.endsWith('.ndjson')) : [];

  it.each(names)('%s means the same after it was recorded, and is recorded the same again', async (name) => {
    using at = folder();
    const lines = readFileSync(new URL(name, streams), 'utf8').trimEnd().split('\n');
    const signals = lines.flatMap((line, index): Signal[] => {
      const { dir, event } = JSON.parse(line);
      if (event === undefined) return [];
      const direction = dir === 'client' ? 'sent' : 'received';
      return [{ ...received(index, '').signal, kind: 'frame', direction, text: JSON.stringify(event) }];
    });
    const live = observer();
    const rows = signals.map((signal) => live(signal));
    const content = [encodeHeader(header), ...rows.map((row) => encodeEntry(row, header))].join('\n') + '\n';

    const { signals: replayed } = await open(at.file('a', content));
    const again = observer();
    const seen = (await all(replayed)).slice(0, -1).map((signal) => again(signal));
    const told = (all: readonly Entry[]): unknown =>
      JSON.parse(JSON.stringify(all.map(({ event }) => event)));
    expect(told(seen)).toEqual(told(rows));
    expect(seen.at(-1)?.session.counts).toEqual(rows.at(-1)?.session.counts);
    const stream = { ...header, startedAt: { ...header.startedAt, mono: 0 } };
    expect(seen.map((row) => encodeEntry(row, stream))).toEqual(rows.map((row) => encodeEntry(row, header)));
  });
});
