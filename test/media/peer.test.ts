import { afterEach, describe, expect, it } from 'vitest';
import { SidebandError } from '../../src/core/error.ts';
import { peer, type PeerParts } from '../../src/media/peer.ts';
import { fakeNative } from './fake-native.ts';
import { describeWithPeers, wrtc } from './native-here.ts';
import { end, hangUp, loudness, tone, until, type End } from './two-peers.ts';

const ends: End[] = [];
const made = (parts: Omit<PeerParts, 'voice'> = {}): End => {
  const one = end(wrtc(), parts);
  ends.push(one);
  return one;
};
afterEach(() => hangUp(...ends.splice(0)));

const connected = async (caller: End, called: End): Promise<void> => {
  await caller.peer.accept(await called.peer.answer(await caller.peer.offer()));
  await until(() => caller.peer.state() === 'connected' && called.peer.state() === 'connected');
};

describeWithPeers('two peers', () => {
  it('talk over the data channel as soon as it is open, whichever side opened it', async () => {
    const got: string[] = [];
    const caller = made({
      opened: () => caller.peer.send('from the caller'),
      message: (text) => got.push(text),
    });
    const called = made({
      opened: () => called.peer.send('from the called'),
      message: (text) => got.push(text),
    });
    expect(called.peer.send('too early')).toBe(false);
    await connected(caller, called);
    await until(() => got.length === 2);
    expect(got.toSorted()).toEqual(['from the called', 'from the caller']);
  });

  it('hear each other: frames of ten milliseconds at 48 kHz', async () => {
    const frames: Int16Array[] = [];
    const loud = { caller: false, called: false };
    const caller = made({ hear: (frame) => (loud.caller ||= loudness(frame) > 1000) });
    const called = made({
      hear: (frame) => {
        frames.push(frame);
        loud.called ||= loudness(frame) > 1000;
      },
    });
    await connected(caller, called);
    caller.voice.say(tone(20_000));
    called.voice.say(tone(20_000));
    await until(() => loud.caller && loud.called);
    expect(new Set(frames.map((frame) => frame.length))).toEqual(new Set([480]));
  });

  it('are told when the other side hangs up, once its channel is closed; and nothing after they did', async () => {
    const told: string[] = [];
    const caller = made();
    const called = made({
      channelClosed: () => told.push('channel'),
      state: (now) => told.push(now),
    });
    await connected(caller, called);
    await until(() => caller.peer.send('x'));
    caller.peer.close();
    expect(caller.peer.state()).toBe('closed');
    expect(caller.peer.send('x')).toBe(false);
    await until(() => told.includes('channel'));
    called.peer.close();
    called.peer.close();
    const before = told.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(told).toHaveLength(before);
  });

  it('announce loopback alone when they are asked to', async () => {
    const caller = made();
    const called = made({ loopback: true });
    const answer = await called.peer.answer(await caller.peer.offer());
    const addresses = [...answer.matchAll(/^a=candidate:\S+ \d+ \S+ \d+ (\S+)/gm)].map((found) => found[1]);
    expect(addresses.length).toBeGreaterThan(0);
    expect(new Set(addresses)).toEqual(new Set(['127.0.0.1']));
    await caller.peer.accept(answer);
    await until(() => caller.peer.state() === 'connected');
  });

  it('refuse an offer and an answer that are none', async () => {
    await expect(made().peer.answer('v=0\r\nno such thing')).rejects.toThrow(SidebandError);
    const caller = made();
    await caller.peer.offer();
    await expect(caller.peer.accept('v=0')).rejects.toThrow('the answer to our SDP offer cannot be used');
  });

  it('refuse a text that is too long for the channel, and go on', async () => {
    const got: string[] = [];
    const caller = made();
    const called = made({ message: (text) => got.push(text) });
    await connected(caller, called);
    await until(() => caller.peer.send('first'));
    expect(caller.peer.send('x'.repeat(262_145))).toBe(false);
    expect(caller.peer.send('é'.repeat(200_000))).toBe(false);
    expect(caller.peer.send('x'.repeat(262_144))).toBe(true);
    expect(caller.peer.send('last')).toBe(true);
    await until(() => got.at(-1) === 'last');
    expect(got.map((text) => text.length)).toEqual([5, 262_144, 4]);
  });

  it('can be made and hung up many times', async () => {
    for (let round = 0; round < 15; round += 1) {
      const caller = made();
      const called = made();
      await connected(caller, called);
      hangUp(...ends.splice(0));
    }
  });
});

describe('the state of a peer', () => {
  const voice = { kind: 'audio', stop: () => {} };

  it('is told each once, and also when wrtc gives it late or says nothing of it', async () => {
    const { native, connection } = fakeNative();
    const seen: string[] = [];
    const one = peer(native, { voice, state: (now) => seen.push(now) });
    connection.says();
    connection.is('connected');
    connection.says();
    connection.says();
    connection.is('disconnected');
    await until(() => seen.length === 2);
    connection.is('connected');
    await until(() => seen.length === 3);
    connection.says();
    one.close();
    expect(seen).toEqual(['connected', 'disconnected', 'connected']);
  });

  it('is no news after the hang-up, and nobody looks at it any more', async () => {
    const { native, connection } = fakeNative();
    const seen: string[] = [];
    const one = peer(native, { voice, state: (now) => seen.push(now) });
    await until(() => connection.looks() > 1);
    one.close();
    connection.is('failed');
    connection.says();
    const looks = connection.looks();
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect([seen, connection.looks()]).toEqual([[], looks]);
  });

  it('is looked at without keeping the process up', () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const one = peer(fakeNative().native, { voice });
    expect(timers()).toBe(before);
    one.close();
  });
});
