import { describe, expect, it } from 'vitest';
import { channelLink } from '../../src/media/channel-link.ts';
import type { Signal } from '../../src/core/signal.ts';
import { manualClock } from '../manual-clock.ts';

const setUp = ({ takes = true, hungUp = true } = {}) => {
  const sent: string[] = [];
  let hangUps = 0;
  const made = channelLink(manualClock(), {
    send(text) {
      if (takes) sent.push(text);
      return takes;
    },
    hangUp() {
      hangUps += 1;
      return Promise.resolve(hungUp);
    },
  });
  const all = async (): Promise<readonly Signal[]> => {
    const signals: Signal[] = [];
    for await (const signal of made.link.signals) signals.push(signal);
    return signals;
  };
  return { ...made, sent, all, hangUps: () => hangUps };
};

const lastChange = (signals: readonly Signal[]) => {
  const last = signals.at(-1);
  return last?.kind === 'link' ? last.change : undefined;
};

describe('the events of a call we placed', () => {
  it('are a stream with what came and what was sent, in order', async () => {
    const { link, opened, received, sent, all, ended } = setUp();
    opened(12.34);
    received('{"type":"session.created"}');
    await link.send({ type: 'response.create' }, 'say');
    received('{"type":"response.created"}');
    ended('them');
    expect(await all()).toMatchObject([
      { kind: 'link', change: { to: 'open', epoch: 1, took: 12.3 } },
      { kind: 'frame', direction: 'received', text: '{"type":"session.created"}' },
      { kind: 'frame', direction: 'sent', by: 'say', text: '{"type":"response.create"}' },
      { kind: 'frame', direction: 'received' },
      { kind: 'link', change: { to: 'closed', reason: 'ended', exit: 'ok' } },
    ]);
    expect(sent).toEqual(['{"type":"response.create"}']);
  });

  it('end once, when we hang up, and nothing comes after it', async () => {
    const { link, opened, received, ended, all, hangUps } = setUp();
    opened(1);
    await Promise.all([link.close(), link.close()]);
    ended('them');
    received('{"type":"late"}');
    const signals = await all();
    expect(signals).toHaveLength(2);
    expect(lastChange(signals)).toMatchObject({ reason: 'ended', message: 'hung up; the call is over' });
    await link.close();
    expect(hangUps()).toBe(1);
  });

  it('do not claim that a call is over whose hang-up nobody confirmed', async () => {
    const { link, opened, all } = setUp({ hungUp: false });
    opened(1);
    await link.close();
    expect(lastChange(await all())).toMatchObject({ reason: 'unknown', exit: 'unknown' });
  });

  it('tell a loss from an end, also while we hang up', async () => {
    const one = setUp();
    one.opened(1);
    one.ended('loss');
    expect(lastChange(await one.all())).toMatchObject({ reason: 'dropped', cause: 'lost', exit: 'unknown' });

    const other = setUp({ hungUp: false });
    other.opened(1);
    const closing = other.link.close();
    other.ended('loss');
    await closing;
    expect(lastChange(await other.all())).toMatchObject({ reason: 'dropped' });
  });

  it('know that the session was over after its hour', async () => {
    const { opened, received, ended, all } = setUp();
    opened(1);
    received('{"type":"error","error":{"code":"session_expired","message":"over"}}');
    ended('them');
    expect(lastChange(await all())).toMatchObject({ cause: 'expired', reason: 'ended' });
  });

  it('say that nothing was sent when nothing was', async () => {
    const { link, opened, all, ended } = setUp({ takes: false });
    await expect(link.send({ type: 'x' })).rejects.toMatchObject({ kind: 'network', reason: 'not-sent' });
    opened(1);
    await expect(link.send({ type: 'x' })).rejects.toMatchObject({ reason: 'not-sent' });
    ended('them');
    await expect(link.send({ type: 'x' })).rejects.toMatchObject({ reason: 'not-sent' });
    expect((await all()).filter(({ kind }) => kind === 'frame')).toEqual([]);
  });
});
