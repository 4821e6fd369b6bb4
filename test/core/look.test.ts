import { describe, expect, it } from 'vitest';
import { asCallId, type CallId } from '../../src/core/ids.ts';
import { look, lookFor, type Sight } from '../../src/core/look.ts';
import { manualClock, skippingClock } from '../manual-clock.ts';
import { clean, failing, scriptedConnect, type ScriptedSocket } from '../scripted-connect.ts';

const callId = asCallId('rtc_1') as CallId;
const never = new AbortController().signal;

const looking = async (step: ReturnType<typeof failing> | ((socket: ScriptedSocket) => void)) => {
  const clock = manualClock();
  const { connect, sockets } = scriptedConnect(clock, () => step);
  const seen = look(connect, callId, clock, never);
  await clock.advance(1000);
  return { seen: await seen, sockets };
};

describe('a look at a call', () => {
  it('finds one that takes us in, leaves it again, and sends nothing', async () => {
    let closed = false;
    const { seen, sockets } = await looking((socket) => {
      const close = socket.close.bind(socket);
      Object.assign(socket, {
        close: () => {
          closed = true;
          return close();
        },
      });
    });
    expect(seen).toEqual({ sight: 'there' });
    expect(closed).toBe(true);
    expect(sockets[0]?.sent).toEqual([]);
  });

  it('finds none where the server says 404, or says so over the socket', async () => {
    expect((await looking(failing('not-found'))).seen).toEqual({ sight: 'gone' });
    const kicked = await looking((socket) =>
      socket.drop({ cause: 'not-found', reason: 'unknown', exit: 'not-found' }),
    );
    expect(kicked.seen).toEqual({ sight: 'gone' });
  });

  it('cannot tell when it is not let in, or the socket closes without a word', async () => {
    expect((await looking(failing('auth'))).seen).toEqual({
      sight: 'unseen',
      because: 'dial failed: auth',
    });
    expect((await looking(failing('network'))).seen).toMatchObject({ sight: 'unseen' });
    expect((await looking((socket) => socket.drop(clean))).seen).toMatchObject({ sight: 'unseen' });
  });
});

describe('looking for something', () => {
  const seeing = async (sights: readonly Sight['sight'][], within: number) => {
    const clock = skippingClock();
    let looks = 0;
    const next = async (): Promise<Sight> => {
      const sight = sights[Math.min(looks, sights.length - 1)] ?? 'unseen';
      looks += 1;
      return sight === 'unseen' ? { sight, because: 'x' } : { sight };
    };
    const seen = await lookFor('gone', next, { within, clock, signal: never });
    return { sight: seen.sight, looks };
  };

  it('ends with the first look that finds it', async () => {
    expect(await seeing(['there', 'unseen', 'gone', 'there'], 10_000)).toEqual({ sight: 'gone', looks: 3 });
  });

  it('ends when the time is up, with what was seen last', async () => {
    const { sight, looks } = await seeing(['there'], 5000);
    expect(sight).toBe('there');
    expect(looks).toBeGreaterThan(4);
    expect(looks).toBeLessThan(12);
  });

  it('looks once when there is no time', async () => {
    expect(await seeing(['there', 'gone'], 0)).toEqual({ sight: 'there', looks: 1 });
  });
});
