import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { leavingWith, reasonOf } from '../../src/commands/leaving.ts';
import { met, stopsFor } from '../../src/commands/stops.ts';
import { watch, type Watching } from '../../src/commands/watch.ts';
import { SidebandError, type ExitName } from '../../src/core/error.ts';
import { asCallId } from '../../src/core/ids.ts';
import type { End, Entry, Link, Sink } from '../../src/core/ports.ts';
import { systemClock } from '../../src/io/system.ts';
import { scriptedLink } from '../scripted-link.ts';
import { entriesOf, received } from '../ui/scripts.ts';

const callId = asCallId('rtc_test');
if (callId === undefined) throw new Error('not a call id');

const keeping = (): Sink & { readonly entries: Entry[]; readonly ends: End[] } => {
  const entries: Entry[] = [];
  const ends: End[] = [];
  return { entries, ends, write: (entry) => void entries.push(entry), close: (end) => void ends.push(end) };
};

/** Watches a scripted link; `during` runs once it is open. Leaving the connection detaches it, as a real one. */
const watching = async (
  more: Partial<Watching>,
  during: (link: ReturnType<typeof scriptedLink>) => void | Promise<void>,
) => {
  const link = scriptedLink(() => []);
  const sink = keeping();
  const watched = watch({
    callId,
    clock: systemClock(),
    signal: new AbortController().signal,
    connect: async (_id, signal): Promise<Link> => {
      signal.addEventListener('abort', () => void link.close(), { once: true });
      void Promise.resolve().then(() => during(link));
      return link;
    },
    sinks: () => [sink],
    ...more,
  });
  return { watched, sink };
};

const event = (type: string) => ({ type, event_id: `event_${type}` });

describe('watch', () => {
  describe('what is noted when the stream is over', () => {
    const quick: Watching['clock'] = {
      now: () => systemClock().now(),
      sleep: (ms, signal) => systemClock().sleep(ms / 20, signal),
    };
    const noted = (sink: ReturnType<typeof keeping>): readonly unknown[] =>
      sink.entries.flatMap(({ seq, event }) =>
        event.kind === 'link' && event.change.to === 'notice' ? [[seq, event.change.message]] : [],
      );

    it('stands before the end', async () => {
      let told: Link | undefined;
      const sink = keeping();
      const { watched } = await watching(
        {
          sinks: (link) => {
            told = link;
            return [sink];
          },
          async settled() {
            await pause(20);
            told?.note?.('outcome', '/hangup confirmed');
          },
        },
        (link) => link.closed(),
      );
      const { exit, end } = await watched;
      expect(noted(sink)).toEqual([[3, '/hangup confirmed']]);
      expect(sink.ends).toEqual([end]);
      expect([exit, end.reason, end.complete]).toEqual(['ok', 'ended', true]);
      expect(end.at.mono).toBeGreaterThanOrEqual(sink.entries.at(-1)?.signal.at.mono ?? Infinity);
    });

    it('is not waited for for ever, and then lost', async () => {
      let told: Link | undefined;
      const sink = keeping();
      const { watched } = await watching(
        {
          clock: quick,
          sinks: (link) => {
            told = link;
            return [sink];
          },
          settled: () => new Promise(() => undefined),
        },
        (link) => link.closed(),
      );
      expect((await watched).end.reason).toBe('ended');
      told?.note?.('outcome', 'too late');
      expect(noted(sink)).toEqual([]);
      expect(sink.ends).toHaveLength(1);
    });
  });

  it('pours the call into its sinks and ends with the call', async () => {
    const { watched, sink } = await watching({}, (link) => {
      link.receive(event('response.done'));
      link.closed();
    });
    const { exit, end } = await watched;
    expect(exit).toBe('ok');
    expect(end).toMatchObject({
      reason: 'ended',
      complete: true,
      frames: { in: 1, out: 0 },
      exit: { code: 0, name: 'ok' },
    });
    expect(sink.entries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(sink.ends).toEqual([end]);
  });

  it.each([{ for: 60_000 }, { idle: 60_000 }, { max: 9 }])(
    'ends as the connection did when that comes before the stop condition (%o)',
    async (stops) => {
      const { watched } = await watching({ stops }, (link) => link.closed('network'));
      expect(await watched).toMatchObject({ exit: 'network', end: { exit: { code: 5 } } });
    },
  );

  it('leaves with the name of the signal, and says detached', async () => {
    const quitting = new AbortController();
    const { watched } = await watching({ signal: quitting.signal }, () => quitting.abort('terminate'));
    expect(await watched).toMatchObject({
      exit: 'terminate',
      end: { reason: 'detached', exit: { code: 143 } },
    });
  });

  it.each([
    ['max', { max: 2 }],
    ['until', { until: ['b.*'] }],
    ['for', { for: 20 }],
    ['idle', { idle: 20 }],
  ])('stops by --%s with ok', async (_name, flags) => {
    const none = { for: undefined, idle: undefined, max: undefined, until: undefined };
    const stops = stopsFor({ ...none, ...flags }, () => true);
    const { watched } = await watching({ stops }, (link) => link.receive(event('a.x'), event('b.y')));
    expect(await watched).toMatchObject({ exit: 'ok', end: { reason: 'detached' } });
  });

  it('stops by the present name of an event that came under a retired one', () => {
    const none = { for: undefined, idle: undefined, max: undefined };
    const over = met(stopsFor({ ...none, until: ['response.output_text.done'] }, () => true));
    const text = { response_id: 'resp_1', item_id: 'item_1', output_index: 0, content_index: 0, text: 'Hi.' };
    const entries = entriesOf([received(0, 'response.created'), received(1, 'response.text.done', text)]);
    expect(entries.map(over)).toEqual([false, true]);
  });

  it('does not stop by conditions that are not met', async () => {
    const stops = stopsFor({ for: undefined, idle: 200, max: 3, until: ['c'] }, () => true);
    const { watched } = await watching({ stops }, async (link) => {
      for (let n = 0; n < 4; n += 1) {
        await pause(20);
        if (n < 2) link.receive(event('a'));
      }
      link.closed();
    });
    expect(await watched).toMatchObject({ end: { reason: 'ended' } });
  });

  it('keeps the other sinks going when one fails, detaches, and rejects with the failure', async () => {
    const failing: Sink = {
      write() {
        throw new SidebandError('output', 'disk full');
      },
    };
    const good = keeping();
    const { watched } = await watching({ sinks: () => [failing, good] }, (link) => link.receive(event('a')));
    await expect(watched).rejects.toMatchObject({ kind: 'output' });
    expect(good.entries.map(({ event: { kind } }) => kind)).toContain('unknown');
    expect(good.ends).toMatchObject([{ complete: false, exit: { code: 7 } }]);
  });

  it('takes the exit of who acts, and waits for what is to be put back', async () => {
    const done: string[] = [];
    const { watched } = await watching(
      {
        act: async (link) => {
          await link.send({ type: 'x' });
          await pause(30);
          done.push('put back');
          return 'refused' satisfies ExitName;
        },
      },
      () => undefined,
    );
    expect(await watched).toMatchObject({ exit: 'refused', end: { frames: { in: 0, out: 1 } } });
    expect(done).toEqual(['put back']);
  });

  it('lets who acts finish after an interrupt, while the link is still open', async () => {
    const quitting = new AbortController();
    let sentAfter = false;
    const { watched } = await watching(
      {
        signal: quitting.signal,
        act: async (link, leaving) => {
          await new Promise<void>((resolve) =>
            leaving.addEventListener('abort', () => resolve(), { once: true }),
          );
          await link.send({ type: 'session.update' });
          sentAfter = true;
          return undefined;
        },
      },
      async () => {
        await pause(10);
        quitting.abort('interrupt');
      },
    );
    expect(await watched).toMatchObject({ exit: 'interrupt', end: { frames: { out: 1 } } });
    expect(sentAfter).toBe(true);
  });

  it('rejects with what kept the call from being opened, but not once somebody left', async () => {
    const refused = new SidebandError('auth', 'no');
    await expect(
      (await watching({ connect: () => Promise.reject(refused) }, () => undefined)).watched,
    ).rejects.toBe(refused);
    const quitting = new AbortController();
    const connect = async (): Promise<Link> => {
      quitting.abort('interrupt');
      throw new SidebandError('network', 'aborted');
    };
    const { watched } = await watching({ connect, signal: quitting.signal }, () => undefined);
    expect(await watched).toMatchObject({
      exit: 'interrupt',
      end: { reason: 'detached', frames: { in: 0, out: 0 } },
    });
  });
});

describe('leavingWith', () => {
  it('follows the outside and can be left from inside', () => {
    const outside = new AbortController();
    const one = leavingWith(outside.signal);
    const two = leavingWith(outside.signal);
    two.leave('pipe');
    expect(one.signal.aborted).toBe(false);
    expect(reasonOf(two.signal)).toBe('pipe');
    outside.abort('hangup');
    expect(reasonOf(one.signal)).toBe('hangup');
    expect(reasonOf(two.signal)).toBe('pipe');
    expect(reasonOf(leavingWith(outside.signal).signal)).toBe('hangup');
  });
});
