import { readFileSync, readdirSync, statSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SidebandError } from '../../src/core/error.ts';
import type { Entry } from '../../src/core/ports.ts';
import { disk, type Disk } from '../../src/io/disk.ts';
import { recorder, type RecorderOptions } from '../../src/io/recording.ts';
import { after, ending, header, link, received, sent } from '../core/entries.ts';
import { call, callEnd, feed, folder, handClock, recorded, turn } from './recording-kit.ts';

const failure = (code: string): Error => Object.assign(new Error(`${code}: test`), { code });
const start = (path: string, more: Partial<RecorderOptions> = {}) =>
  recorder(path, header, { pid: process.pid, clock: handClock(), ...more });
const gap = { from: after(1), noticed: after(2), to: after(3), cause: 'lost' };

describe('recorder', () => {
  it('writes the header, every entry and the end', async () => {
    using at = folder();
    const path = at.file('call.ndjson');
    const recording = await start(path);
    await feed(recording, call);
    await recording.close?.(callEnd);
    expect(readFileSync(path, 'utf8')).toBe(recorded());
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(recording.path).toBe(path);
    expect(readdirSync(at.path)).toEqual(['call.ndjson']);
  });

  it('writes a batch at once, and the header before anything happens', async () => {
    using at = folder();
    const writes: number[] = [];
    const counting: Disk = {
      ...disk,
      write: (file, bytes, offset) => {
        writes.push(bytes.length);
        return disk.write(file, bytes, offset);
      },
    };
    const path = at.file('call.ndjson');
    const recording = await start(path, { disk: counting });
    expect(readFileSync(path, 'utf8')).toBe(recorded([], null));
    writes.length = 0;
    for (let seq = 1; seq <= 1000; seq += 1) recording.write(received(seq, '{}'));
    await recording.flush?.();
    await recording.flush?.();
    expect(writes).toHaveLength(1);
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(1002);
    await recording.close?.(ending(1000));
  });

  it('does not hold a long batch in memory', async () => {
    using at = folder();
    const path = at.file('call.ndjson');
    const recording = await start(path);
    const text = `{"a":"${'x'.repeat(100_000)}"}`;
    for (let seq = 1; seq <= 30; seq += 1) recording.write(received(seq, text));
    expect(statSync(path).size).toBeGreaterThan(2_000_000);
    await recording.close?.(ending(30));
  });

  it('goes on behind a short write', async () => {
    using at = folder();
    const path = at.file('call.ndjson');
    const slow: Disk = {
      ...disk,
      write: (file, bytes, offset) => disk.write(file, bytes.subarray(0, offset + 3), offset),
    };
    const recording = await start(path, { disk: slow });
    await feed(recording, call);
    await recording.close?.(callEnd);
    expect(readFileSync(path, 'utf8')).toBe(recorded());
  });

  it('is on the medium within a second', async () => {
    using at = folder();
    const clock = handClock();
    let syncs = 0;
    const counting: Disk = {
      ...disk,
      sync: async () => {
        syncs += 1;
      },
    };
    const recording = await start(at.file('call.ndjson'), { clock, disk: counting });
    expect(syncs).toBe(1);
    await feed(recording, [received(1, '{}'), received(2, '{}'), received(3, '{}')], 1);
    await clock.move(999);
    expect([syncs, recording.durable()]).toEqual([1, 0]);
    await clock.move(1);
    expect([syncs, recording.durable()]).toEqual([2, 3]);
    await clock.move(10_000);
    expect(syncs).toBe(2);
    await feed(recording, [received(4, '{}')]);
    await clock.move(1000);
    expect([syncs, recording.durable()]).toEqual([3, 4]);
    await feed(recording, [received(5, '{}')]);
    expect(clock.sleepers).toBe(1);
    await recording.close?.(ending(5));
    expect(clock.sleepers).toBe(0);
  });

  it.each<[string, Entry]>([
    ['a frame of ours', sent(1, '{}')],
    ['a gap', link(1, { to: 'gap', gap })],
  ])('has %s on the medium before the batch is over', async (_, row) => {
    using at = folder();
    const recording = await start(at.file('call.ndjson'));
    await feed(recording, [row]);
    expect(recording.durable()).toBe(1);
    recording.write(received(2, '{}'));
    expect(recording.flush?.()).toBeUndefined();
    expect(recording.durable()).toBe(1);
    await recording.close?.(ending(1));
    expect(recording.durable()).toBe(3);
  });

  it('has every frame on the medium before the batch is over, when that is asked for', async () => {
    using at = folder();
    const recording = await start(at.file('call.ndjson'), { fsync: 'always' });
    await feed(recording, [received(1, '{}'), received(2, '{}')], 1);
    expect(recording.durable()).toBe(2);
    await recording.close?.(ending(2));
  });

  it('refuses a second recorder of the same file', async () => {
    using at = folder();
    const path = at.file('call.ndjson');
    const first = await start(path);
    await expect(start(path)).rejects.toMatchObject({ kind: 'output', reason: 'locked' });
    await first.close?.(ending(0));
    await expect(start(path)).rejects.toMatchObject({ kind: 'usage' });
    expect(readFileSync(path, 'utf8')).toBe(recorded([], ending(0)));
  });
});

describe('a disk that fails', () => {
  /** A disk that takes so many bytes and then is full: first a short write, then the error, as Linux does. */
  const small = (capacity: number): Disk => {
    let room = capacity;
    return {
      ...disk,
      write: (file, bytes, offset) => {
        if (room === 0) throw failure('ENOSPC');
        const taken = disk.write(file, bytes.subarray(0, offset + room), offset);
        room -= taken;
        return taken;
      },
    };
  };
  const lockBytes = `${process.pid}\n`.length;

  it('leaves whole records only, whenever it is full', async () => {
    using at = folder();
    const whole = Buffer.from(recorded());
    const headerLength = recorded([], null).length;
    for (let room = headerLength; room < whole.length; room += 7) {
      const path = at.file(`${room}.ndjson`);
      const told: SidebandError[] = [];
      const recording = await start(path, {
        disk: small(lockBytes + room),
        failed: (error) => told.push(error),
      });
      let thrown: unknown;
      try {
        await feed(recording, call, 4);
        await recording.close?.(callEnd);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBe(told[0]);
      // Closing again after the failure was raised only tidies up.
      if (readdirSync(at.path).includes(`${room}.ndjson.lock`)) await recording.close?.(callEnd);
      const kept = readFileSync(path);
      expect(kept.equals(whole.subarray(0, kept.length))).toBe(true);
      expect(kept.length).toBe(whole.lastIndexOf(10, room - 1) + 1);
      expect(told).toHaveLength(1);
      expect(told[0]).toMatchObject({
        kind: 'output',
        message: `recording to ${path} stopped: the disk is full`,
        hint: expect.stringContaining(
          `event ${kept.toString().split('\n').length - 2} is the last one in the file`,
        ),
      });
    }
    expect(readdirSync(at.path).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  it('lets the call go on without a recording when told to', async () => {
    using at = folder();
    const told: SidebandError[] = [];
    const path = at.file('call.ndjson');
    const recording = await start(path, {
      disk: small(lockBytes + 500),
      onError: 'continue',
      failed: (error) => told.push(error),
    });
    await feed(recording, call);
    await recording.close?.(callEnd);
    expect(told).toHaveLength(1);
    expect(recorded().startsWith(readFileSync(path, 'utf8'))).toBe(true);
  });

  it('is told and raised once', async () => {
    using at = folder();
    const recording = await start(at.file('a'), { disk: small(lockBytes + 500) });
    for (const row of call) recording.write(row);
    expect(() => recording.flush?.()).toThrow(SidebandError);
    recording.write(received(7, '{}'));
    expect(recording.flush?.()).toBeUndefined();
    await recording.close?.(callEnd);
  });

  it('is told once although closing fails as well', async () => {
    using at = folder();
    const told: SidebandError[] = [];
    const full = small(lockBytes + 500);
    const worse: Disk = {
      ...full,
      close: (file) => {
        disk.close(file);
        if (told.length > 0) throw failure('EIO');
      },
    };
    const recording = await start(at.file('a'), {
      disk: worse,
      failed: (error) => told.push(error),
      onError: 'continue',
    });
    await feed(recording, call);
    await recording.close?.(callEnd);
    expect(told.map(({ reason }) => reason)).toEqual(['enospc']);
  });

  it('says so when it fails in the background', async () => {
    using at = folder();
    const clock = handClock();
    let working = true;
    const told: SidebandError[] = [];
    const recording = await start(at.file('a'), {
      clock,
      disk: { ...disk, sync: (file) => (working ? disk.sync(file) : Promise.reject(failure('EIO'))) },
      failed: (error) => told.push(error),
    });
    working = false;
    await feed(recording, [received(1, '{}')]);
    await clock.move(1000);
    await turn();
    expect(told).toEqual([
      expect.objectContaining({ message: expect.stringContaining('the disk reports an error') }),
    ]);
    expect(recording.durable()).toBe(0);
    expect(() => recording.flush?.()).toThrow(told[0]);
    await recording.close?.(ending(1));
  });

  it('notices within a second that its file was deleted, though every write goes well', async () => {
    using at = folder();
    const clock = handClock();
    const told: SidebandError[] = [];
    const recording = await start(at.file('a'), {
      clock,
      onError: 'continue',
      failed: (error) => told.push(error),
    });
    rmSync(at.file('a'));
    await feed(recording, [received(1, '{}')]);
    await clock.move(1000);
    await expect
      .poll(() => told)
      .toMatchObject([{ kind: 'output', message: expect.stringContaining('the file was deleted') }]);
    await recording.close?.(ending(1));
  });

  it('never breaks anything else, whichever call it fails', async () => {
    using at = folder();
    const whole = recorded();
    for (let k = 1, failed = true; failed; k += 1) {
      let calls = 0;
      failed = false;
      const step = (): void => {
        calls += 1;
        if (calls !== k) return;
        failed = true;
        throw failure('EIO');
      };
      const path = at.file(`${k}.ndjson`);
      const faulty: Disk = {
        kind: (path) => (step(), disk.kind(path)),
        create: (path) => (step(), disk.create(path)),
        write: (file, bytes, offset) => (step(), disk.write(file, bytes, offset)),
        truncate: (file, length) => (step(), disk.truncate(file, length)),
        sync: async (file) => (step(), disk.sync(file)),
        close: (file) => {
          disk.close(file);
          step();
        },
        read: (path) => (step(), disk.read(path)),
        remove: (path) => (step(), disk.remove(path)),
        link: (path, name) => (step(), disk.link(path, name)),
        move: (path, name) => (step(), disk.move(path, name)),
      };
      const told: SidebandError[] = [];
      let thrown: unknown;
      try {
        const recording = await start(path, { disk: faulty, failed: (error) => told.push(error) });
        try {
          await feed(recording, call);
        } finally {
          await recording.close?.(callEnd);
        }
      } catch (error) {
        thrown = error;
      }
      if (thrown !== undefined) expect(thrown, `call ${k}`).toBeInstanceOf(SidebandError);
      if (told.length > 0) expect(thrown, `call ${k}`).toBe(told[0]);
      if (disk.kind(path) === 'nothing') {
        expect(thrown, `call ${k}`).toBeDefined();
        continue;
      }
      const kept = readFileSync(path, 'utf8');
      expect(whole.startsWith(kept) && (kept === '' || kept.endsWith('\n')), `call ${k}`).toBe(true);
      expect(thrown !== undefined || kept === whole, `call ${k}`).toBe(true);
      expect(k).toBeLessThan(100);
    }
  });
});
