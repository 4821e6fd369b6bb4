import { spawn } from 'node:child_process';
import { PassThrough, Transform, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { SidebandError } from '../../src/core/error.ts';
import { escapeText, safe } from '../../src/core/safe.ts';
import { outlet, type Policy } from '../../src/ui/outlet.ts';
import { manualClock } from '../manual-clock.ts';
import { collecting, settled } from './collecting.ts';

const opened = (policy: Policy, collector = collecting()) => {
  const gone: SidebandError[] = [];
  const clock = manualClock();
  const out = outlet(collector.stream, { policy, clock, onGone: (error) => gone.push(error) });
  return { out, gone, clock, ...collector };
};

const much = (kib: number) => escapeText('x'.repeat(kib * 1024));

describe('outlet', () => {
  it('writes a batch in one piece', async () => {
    const { out, pieces } = opened('lossless');
    out.write(safe`one\n`);
    out.write(safe`two\n`);
    expect(out.flush()).toBeUndefined();
    out.write(safe`three\n`);
    await out.close();
    expect(pieces()).toEqual(['one\ntwo\n', 'three\n']);
  });

  it('lossless: makes its writer wait beyond a mebibyte, until all was taken, and loses nothing', async () => {
    const { out, text, take } = opened('lossless', collecting({ stuck: true }));
    out.write(much(900));
    expect(out.flush()).toBeUndefined();
    out.write(much(200));
    let waited = true;
    const flushed = Promise.resolve(out.flush()).then(() => {
      waited = false;
    });
    await settled();
    expect(waited).toBe(true);
    expect(out.room('delta')).toBe(true);
    take();
    await flushed;
    await out.close();
    expect(text().length).toBe(1100 * 1024);
  });

  it('drop: never waits, has no room for deltas first, and has room again when all was taken', async () => {
    const { out, take } = opened('drop', collecting({ stuck: true }));
    let calls = 0;
    out.onRoom(() => {
      calls += 1;
    });
    const rooms = () => [out.room('delta'), out.room('event'), out.room('must')];
    out.write(much(60));
    expect(out.flush()).toBeUndefined();
    expect(rooms()).toEqual([true, true, true]);
    out.write(much(10));
    void out.flush();
    expect(rooms()).toEqual([false, true, true]);
    out.write(much(200));
    expect(out.flush()).toBeUndefined();
    expect(rooms()).toEqual([false, false, true]);
    expect(calls).toBe(0);
    take();
    await settled();
    expect(calls).toBe(1);
    expect(rooms()).toEqual([true, true, true]);
  });

  it('drop: closing waits for all, but two seconds at most', async () => {
    const { out, clock } = opened('drop', collecting({ stuck: true }));
    out.write(safe`never read`);
    let closed = false;
    const closing = out.close().then(() => {
      closed = true;
    });
    await clock.advance(1900);
    expect(closed).toBe(false);
    await clock.advance(200);
    await closing;
    expect(closed).toBe(true);
  });

  it('lossless: closing waits for as long as it takes', async () => {
    const { out, clock, take, text } = opened('lossless', collecting({ stuck: true }));
    out.write(safe`read late`);
    let closed = false;
    const closing = out.close().then(() => {
      closed = true;
    });
    await clock.advance(60_000);
    expect(closed).toBe(false);
    take();
    await closing;
    expect(text()).toBe('read late');
  });

  it.each([
    ['EPIPE', 'pipe'],
    ['EIO', 'pipe'],
    ['ENOSPC', 'output'],
  ])('says once that it is gone: %s is %s', async (code, kind) => {
    const { out, gone, stream } = opened('lossless', collecting({ stuck: true }));
    out.write(much(2000));
    const flushed = out.flush();
    stream.destroy(Object.assign(new Error(code), { code }));
    await flushed;
    expect(gone.map((error) => [error.kind, error.reason])).toEqual([[kind, code]]);
    out.write(safe`too late`);
    expect(out.flush()).toBeUndefined();
    await out.close();
    await settled();
    expect(gone.length).toBe(1);
  });

  it('is gone when a stream is closed without an error', async () => {
    const { out, gone, stream } = opened('drop');
    stream.destroy();
    await settled();
    await out.close();
    expect(gone.map((error) => error.kind)).toEqual(['pipe']);
  });

  it('writes what is taken at once, by who keeps nothing of it, from the same bytes', () => {
    const places = new Set<string>();
    let text = '';
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        places.add(`${chunk.byteOffset}`);
        text += chunk.toString();
        done();
      },
    });
    const { out } = opened('lossless', { ...collecting(), stream: Object.assign(stream, { fd: 1 }) });
    for (let batch = 0; batch < 100; batch += 1) {
      out.write(escapeText(`${batch},`));
      void out.flush();
    }
    expect(places.size).toBe(1);
    expect(text).toBe(Array.from({ length: 100 }, (_, batch) => `${batch},`).join(''));
  });

  it.each([
    [
      'a stream onto a descriptor, which takes it later',
      () =>
        Object.assign(
          new Transform({
            transform: (chunk: Buffer, _, done) => {
              setImmediate(() => done(null, Buffer.from(chunk)));
            },
          }),
          { fd: 1 },
        ),
    ],
    ['a stream that hands it on at once, to somebody who reads it later', () => new PassThrough()],
  ])('leaves alone what was given to %s', async (_, make) => {
    const stream = make();
    const { out } = opened('lossless', { ...collecting(), stream });
    for (let batch = 0; batch < 100; batch += 1) {
      out.write(escapeText(`${batch},`));
      void out.flush();
    }
    stream.end();
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    expect(text).toBe(Array.from({ length: 100 }, (__, batch) => `${batch},`).join(''));
  });

  it('sees the reader of a real pipe leave', async () => {
    const child = spawn('head', ['-c', '1'], { stdio: ['pipe', 'ignore', 'ignore'] });
    const gone: SidebandError[] = [];
    const clock = manualClock();
    const out = outlet(child.stdin, { policy: 'lossless', clock, onGone: (error) => gone.push(error) });
    for (let batch = 0; batch < 1000 && gone.length === 0; batch += 1) {
      out.write(much(64));
      await out.flush();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await out.close();
    expect(gone.map((error) => error.kind)).toEqual(['pipe']);
  });
});
