import { afterEach, describe, expect, it } from 'vitest';
import { native, type ConnectionState } from '../../src/media/native.ts';
import { place, type Placed, type Placing } from '../../src/media/placing.ts';
import { tone } from '../../src/media/tone.ts';
import { systemClock } from '../../src/io/system.ts';
import type { Signal } from '../../src/core/signal.ts';
import { manualClock } from '../manual-clock.ts';
import { fakeNative } from './fake-native.ts';
import { describeWithPeers } from './native-here.ts';
import { mediaService, type Misbehaviour } from './service.ts';

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The answer of a service to an offer. */
const answered = async ({ baseUrl }: { readonly baseUrl: string }, sdp: string): Promise<string> => {
  const body = `--rt\r\nContent-Type: application/sdp\r\n\r\n${sdp}\r\n--rt--`;
  return (await fetch(`${baseUrl}/realtime/calls`, { method: 'POST', body })).text();
};

const setUp = async (how: Misbehaviour = {}) => {
  const service = await mediaService(how);
  closing.push(() => service.close());
  let hangUps = 0;
  const placing = (more: Partial<Placing> = {}): Promise<Placed> =>
    place({
      native: native(),
      clock: systemClock(),
      loopback: true,
      within: 20_000,
      signal: new AbortController().signal,
      offer: (sdp) => answered(service, sdp),
      async hangUp() {
        hangUps += 1;
        await fetch(`${service.baseUrl}/realtime/calls/rtc_x/hangup`, { method: 'POST' });
        return true;
      },
      ...more,
    }).then((placed) => {
      closing.push(() => placed.link.close());
      return placed;
    });
  return { service, placing, hangUps: () => hangUps };
};

const loud = (frames: readonly Int16Array[]): number =>
  frames.filter((frame) => frame.some((value) => Math.abs(value) > 1000)).length;

const rest = async (placed: Placed): Promise<readonly Signal[]> => {
  const signals: Signal[] = [];
  for await (const signal of placed.link.signals) signals.push(signal);
  return signals;
};

describeWithPeers('a call that is placed', () => {
  it('has events both ways, a voice and an ear, until it is hung up', async () => {
    const heard: Int16Array[] = [];
    const told: unknown[] = [];
    const { service, placing, hangUps } = await setUp({
      onCall: (call) => call.say({ type: 'session.created' }),
      onMessage: (_call, event) => told.push(event['type']),
    });
    const placed = await placing({ heard: (frame) => heard.push(Int16Array.from(frame)) });
    const [call] = service.calls;
    await placed.link.send({ type: 'response.create' });
    await expect.poll(() => told, { timeout: 10_000 }).toEqual(['response.create']);

    const began = Date.now();
    await placed.play(tone('Hello there.'));
    expect(Date.now() - began).toBeGreaterThan(500);
    await expect.poll(() => loud(call?.heard ?? []), { timeout: 10_000 }).toBeGreaterThan(20);

    call?.mouth.say(tone('Good evening.'));
    await expect.poll(() => loud(heard), { timeout: 10_000 }).toBeGreaterThan(20);
    expect(heard.every(({ length }) => length === 480)).toBe(true);

    await placed.link.close();
    expect(hangUps()).toBe(1);
    const signals = await rest(placed);
    const kinds = signals.map((one) => (one.kind === 'link' ? one.change.to : one.direction));
    expect([kinds[0], kinds.at(-1), ...kinds.slice(1, -1).toSorted()]).toEqual([
      'open',
      'closed',
      'received',
      'sent',
    ]);
  });

  it('is over when the other side ends it, and is not hung up again', async () => {
    const { service, placing, hangUps } = await setUp();
    const placed = await placing();
    service.calls[0]?.leg.close();
    const signals = await rest(placed);
    expect(signals.at(-1)).toMatchObject({ change: { to: 'closed', reason: 'ended', exit: 'ok' } });
    await placed.link.close();
    expect(hangUps()).toBe(0);
  });

  it('stops speaking when told to, and when it is hung up', async () => {
    const { placing } = await setUp();
    const placed = await placing();
    const enough = new AbortController();
    const playing = placed.play(tone('a long sentence '.repeat(30)), enough.signal);
    enough.abort();
    await playing;
    const again = placed.play(tone('a long sentence '.repeat(30)));
    await placed.link.close();
    await again;
  });

  it('says that an answer is none, and hangs up what there is', async () => {
    const { placing, hangUps } = await setUp({ answer: 'v=0\r\nnonsense' });
    await expect(placing()).rejects.toMatchObject({ kind: 'network' });
    expect(hangUps()).toBe(1);
  });

  it('gives up when the media do not connect, and hangs up', async () => {
    const { placing, hangUps } = await setUp();
    const unreachable = (sdp: string): string => sdp.replaceAll(/^a=candidate.*\r\n/gm, '');
    const elsewhere = async (sdp: string): Promise<string> => {
      const other = await mediaService();
      closing.push(() => other.close());
      return unreachable(await answered(other, unreachable(sdp)));
    };
    await expect(placing({ offer: elsewhere, within: 500 })).rejects.toMatchObject({
      kind: 'network',
      reason: 'media',
    });
    expect(hangUps()).toBe(1);
  });

  it('hangs up what an offer may have made, whatever became of it', async () => {
    const { placing, hangUps } = await setUp();
    const offer = () => Promise.reject(new Error('no such host'));
    await expect(placing({ offer })).rejects.toThrow('no such host');
    expect(hangUps()).toBe(1);
  });

  it('is left while it is being connected', async () => {
    const { placing, hangUps } = await setUp();
    const leaving = new AbortController();
    const offer = (): Promise<string> => {
      leaving.abort();
      return Promise.reject(new Error('left'));
    };
    await expect(placing({ offer, signal: leaving.signal })).rejects.toThrow('left');
    expect(hangUps()).toBe(1);
  });
});

describe('a connection that breaks', () => {
  /** A call that is up, on a clock that stands still and a network that does what it is told. */
  const up = async () => {
    const { native, connection } = fakeNative();
    const clock = manualClock();
    let hangUps = 0;
    const placed = await place({
      native,
      clock,
      loopback: true,
      within: 20_000,
      signal: new AbortController().signal,
      offer: () => Promise.resolve('v=0'),
      async hangUp() {
        hangUps += 1;
        return true;
      },
    });
    closing.push(() => placed.link.close());
    const becomes = (...states: readonly ConnectionState[]): void => {
      for (const state of states) {
        connection.is(state);
        connection.says();
      }
    };
    let over: unknown;
    const signals = rest(placed).then((all) => {
      over = all.at(-1);
      return all;
    });
    becomes('connecting', 'connected');
    return { placed, clock, becomes, signals, over: () => over, hangUps: () => hangUps };
  };
  const lost = { change: { to: 'closed', reason: 'dropped', cause: 'lost' } };

  it('is waited for, and lost when it does not come back', async () => {
    const { clock, becomes, over } = await up();
    becomes('disconnected');
    await clock.advance(7900);
    expect(over()).toBeUndefined();
    await clock.advance(200);
    expect(over()).toMatchObject(lost);
  });

  it('is waited for anew each time it breaks', async () => {
    const { clock, becomes, over } = await up();
    becomes('disconnected');
    await clock.advance(5000);
    becomes('connected');
    await clock.advance(20_000);
    becomes('disconnected');
    await clock.advance(5000);
    becomes('connected', 'disconnected');
    await clock.advance(7900);
    expect([over(), clock.sleeping]).toEqual([undefined, 1]);
    await clock.advance(200);
    expect(over()).toMatchObject(lost);
  });

  it('is lost at once when there is no hope', async () => {
    const { becomes, clock, over } = await up();
    becomes('disconnected', 'failed');
    await clock.advance(0);
    expect(over()).toMatchObject(lost);
    expect(clock.sleeping).toBe(0);
  });

  it('is not waited for once the call is left', async () => {
    const { placed, clock, becomes, signals, hangUps } = await up();
    becomes('disconnected');
    await clock.advance(1000);
    await placed.link.close();
    expect([hangUps(), clock.sleeping]).toEqual([1, 0]);
    becomes('connected', 'disconnected');
    expect(clock.sleeping).toBe(0);
    expect((await signals).filter((one) => one.kind === 'link' && one.change.to === 'closed')).toHaveLength(
      1,
    );
  });
});
