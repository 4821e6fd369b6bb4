import { describe, expect, it } from 'vitest';
import { pulse } from '../../src/io/pulse.ts';
import { attach, readAll, until } from '../connecting.ts';
import { faultProxy } from '../fault-proxy.ts';
import { manualClock } from '../manual-clock.ts';
import { frame, rawServer, switching } from '../raw-server.ts';

const beating = (more: { paused?: () => boolean } = {}) => {
  const clock = manualClock();
  const began = clock.now().mono;
  let bytes = 0;
  let lastFrame = began;
  const pings: number[] = [];
  const quiet: number[] = [];
  let died: number | undefined;
  const stop = new AbortController();
  const patient = {
    bytes: () => bytes,
    lastFrame: () => lastFrame,
    paused: more.paused ?? (() => false),
    ping: () => pings.push(clock.now().mono - began),
    dead: () => {
      died = clock.now().mono - began;
    },
    quiet: (ms: number) => quiet.push(ms),
  };
  void pulse(patient, 10_000, clock, stop.signal);
  return {
    clock,
    pings,
    quiet,
    stop,
    died: () => died,
    pong: () => {
      bytes += 2;
    },
    frame: () => {
      bytes += 100;
      lastFrame = clock.now().mono;
    },
  };
};

describe('a pulse', () => {
  it('pings every ten seconds', async () => {
    const { clock, pings, pong } = beating();
    for (let n = 0; n < 8; n += 1) {
      pong();
      await clock.advance(5000);
    }
    expect(pings).toEqual([10_000, 20_000, 30_000, 40_000]);
  });

  it.each([0, 1, 4999, 5000, 5001, 9999, 10_000, 12_345])(
    'finds a link dead within 25 s of its last byte (after %i ms)',
    async (at) => {
      const { clock, pong, died } = beating();
      await clock.advance(at);
      pong();
      const last = at;
      for (let n = 0; n < 60 && died() === undefined; n += 1) await clock.advance(500);
      const took = (died() ?? Number.NaN) - last;
      expect(took).toBeGreaterThanOrEqual(15_000);
      expect(took).toBeLessThanOrEqual(25_000);
    },
  );

  it('takes any byte for life', async () => {
    const { clock, pong, died } = beating();
    for (let n = 0; n < 60; n += 1) {
      pong();
      await clock.advance(10_000);
    }
    expect(died()).toBeUndefined();
  });

  it('does not judge a link that we ourselves do not read', async () => {
    let paused = true;
    const { clock, died } = beating({ paused: () => paused });
    await clock.advance(120_000);
    expect(died()).toBeUndefined();
    paused = false;
    await clock.advance(30_000);
    expect(died()).toBeDefined();
  });

  it('does not judge after a stop of the whole process, which has not read yet what waits for it', async () => {
    let mono = 0;
    let dead = 0;
    let beats = 0;
    const stop = new AbortController();
    // The second beat comes a minute late; then nothing moves any more.
    const clock = {
      now: () => ({ wall: mono, mono }),
      sleep: async (ms: number) => {
        beats += 1;
        mono += beats === 2 ? 60_000 : ms;
        if (beats > 5) stop.abort();
      },
    };
    const patient = { bytes: () => 1, lastFrame: () => mono, paused: () => false, ping: () => undefined };
    await pulse(
      { ...patient, quiet: () => undefined, dead: () => (dead = beats) },
      10_000,
      clock,
      stop.signal,
    );
    expect(dead).toBe(0);
  });

  it('calls a live link without frames quiet after a minute, once per silence', async () => {
    const { clock, pong, frame: event, quiet } = beating();
    const pass = async (ms: number): Promise<void> => {
      for (let n = 0; n < ms / 5000; n += 1) {
        pong();
        await clock.advance(5000);
      }
    };
    await pass(55_000);
    expect(quiet).toEqual([]);
    await pass(300_000);
    expect(quiet).toEqual([60_000]);
    event();
    await pass(120_000);
    expect(quiet).toHaveLength(2);
  });

  it('does not call a busy link quiet', async () => {
    const { clock, frame: event, quiet } = beating();
    for (let n = 0; n < 60; n += 1) {
      event();
      await clock.advance(5000);
    }
    expect(quiet).toEqual([]);
  });

  it('stops when told', async () => {
    const { clock, pings, stop } = beating();
    stop.abort();
    await clock.advance(60_000);
    expect(pings).toEqual([]);
    expect(clock.sleeping).toBe(0);
  });
});

describe('a half-open link', () => {
  it.each(['to-client', 'to-server', 'both'] as const)(
    'is lost for want of a pong (%s swallowed)',
    async (swallow) => {
      const server = await rawServer((socket, head) => {
        socket.write(switching(head));
        socket.on('data', () => socket.write(frame('', 0x8a)));
      });
      const proxy = await faultProxy(server.port);
      const link = await attach(proxy.port, { pingMs: 40 });
      await until(() => server.received.split('\x89').length > 1);
      proxy.faults.swallow = swallow;
      const { closed } = await readAll(link);
      expect(closed).toMatchObject({
        reason: 'dropped',
        cause: 'no-pong',
        exit: 'network',
        message: 'no pong for 0.08 s',
      });
      await proxy.close();
      await server.close();
    },
  );

  it('is not lost while pongs come, however silent the call', async () => {
    const server = await rawServer((socket, head) => {
      socket.write(switching(head));
      socket.on('data', () => socket.write(frame('', 0x8a)));
    });
    const clock = manualClock();
    const link = await attach(server.port, { clock });
    for (let n = 0; n < 24; n += 1) {
      const before = server.received.length;
      await clock.advance(5000);
      if (n % 2 === 1) await until(() => server.received.length > before);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const closing = link.close();
    await clock.advance(1000);
    await closing;
    const { signals, closed } = await readAll(link);
    expect(closed.reason).toBe('detached');
    expect(signals.filter((signal) => signal.kind === 'link' && signal.change.to === 'notice')).toMatchObject(
      [{ change: { code: 'quiet' } }],
    );
    await server.close();
  });
});
