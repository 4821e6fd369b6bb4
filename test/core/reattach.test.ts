import { describe, expect, it } from 'vitest';
import { readCallArgument } from '../../src/core/call-argument.ts';
import type { SidebandError } from '../../src/core/error.ts';
import { reattaching } from '../../src/core/reattach.ts';
import { endedUnseen } from '../../src/core/redial-end.ts';
import { defaultRetryPolicy, type RetryPolicy } from '../../src/core/retry-policy.ts';
import type { LinkChange, Signal } from '../../src/core/signal.ts';
import { manualClock, skippingClock } from '../manual-clock.ts';
import { clean, failing, scriptedConnect, type ScriptedSocket } from '../scripted-connect.ts';

const callId = readCallArgument('rtc_1');
type Step = SidebandError | ((socket: ScriptedSocket, clock: ReturnType<typeof skippingClock>) => void);

/** Runs a whole call over a script of dials, to the end of its stream. */
const watched = async (
  script: (nth: number) => Step,
  policy: Partial<RetryPolicy> = {},
  random = () => 1,
) => {
  const clock = skippingClock();
  const { connect, dials, sockets } = scriptedConnect(clock, (nth) => {
    const step = script(nth);
    return typeof step === 'function' ? (socket) => step(socket, clock) : step;
  });
  const began = clock.now().mono;
  const coming = reattaching(connect, { ...defaultRetryPolicy, ...policy }, { clock, random });
  const link = await coming(callId, new AbortController().signal);
  const signals: Signal[] = [];
  for await (const signal of link.signals) signals.push(signal);
  const changes = signals.flatMap((signal) => (signal.kind === 'link' ? [signal.change] : []));
  const of = <T extends LinkChange['to']>(to: T) =>
    changes.filter((change): change is Extract<LinkChange, { to: T }> => change.to === to);
  const [end, ...more] = of('closed');
  expect(more).toEqual([]);
  expect(changes.at(-1)).toBe(end);
  return { clock, dials, sockets, signals, changes, of, end, took: clock.now().mono - began };
};

describe('a call that stays up', () => {
  it('passes everything on, once, in order', async () => {
    const { signals, dials, end } = await watched(() => (socket) => {
      for (const text of ['a', 'b', 'c']) socket.receive(text);
      socket.drop({ reason: 'ended', cause: 'expired', exit: 'ok', message: 'maximum length' });
    });
    expect(signals.flatMap((signal) => (signal.kind === 'frame' ? [signal.text] : []))).toEqual([
      'a',
      'b',
      'c',
    ]);
    expect(dials).toHaveLength(1);
    expect(end).toMatchObject({ reason: 'ended', exit: 'ok' });
  });
});

describe('a word of ours', () => {
  it('is a notice in the stream, also while no socket is open, and none when the stream is over', async () => {
    const clock = skippingClock();
    const { connect } = scriptedConnect(clock, () => (socket) => socket.receive('a'));
    const coming = reattaching(connect, defaultRetryPolicy, { clock, random: () => 1 });
    const link = await coming(callId, new AbortController().signal);
    link.note?.('outcome', '/say confirmed');
    const signals: Signal[] = [];
    for await (const signal of link.signals) {
      signals.push(signal);
      if (signal.kind === 'frame') void link.close();
      // Who learns of the end at once may have a word to say about it.
      else if (signal.kind === 'link' && signal.change.to === 'closed') link.note?.('outcome', 'too late');
    }
    link.note?.('outcome', 'too late');
    const changes = signals.flatMap((signal) => (signal.kind === 'link' ? [signal.change] : []));
    expect(changes.filter(({ to }) => to === 'notice')).toEqual([
      { to: 'notice', code: 'outcome', message: '/say confirmed' },
    ]);
    expect(changes.at(-1)?.to).toBe('closed');
  });
});

describe('after a loss', () => {
  it('comes back, and says what is not known right after the open', async () => {
    const { changes, of, end, dials } = await watched((nth) => (socket, clock) => {
      if (nth === 2) {
        socket.receive('after');
        return socket.drop({ reason: 'ended', cause: 'expired', exit: 'ok' });
      }
      socket.receive('before');
      clock.pass(3000);
      socket.drop();
    });
    expect(changes.map(({ to }) => to)).toEqual(['open', 'retrying', 'open', 'gap', 'closed']);
    expect(of('open').map(({ epoch }) => epoch)).toEqual([1, 2]);
    const { gap } = of('gap')[0]!;
    expect(gap.cause).toBe('connection lost');
    expect(gap.noticed.mono - gap.from.mono).toBe(3000);
    expect(gap.to.mono).toBeGreaterThan(gap.noticed.mono);
    expect(end?.reason).toBe('ended');
    expect(dials).toHaveLength(2);
  });

  it('never says that anything was recovered', async () => {
    const { changes } = await watched((nth) =>
      nth % 3 === 0 ? failing('network') : (socket) => socket.drop(),
    );
    expect(JSON.stringify(changes)).not.toMatch(/resum|recover|no events lost|reconnect/i);
  });

  it.each([
    ['a broken socket', {}],
    ['a clean close', clean],
    ['a server that restarts', { cause: 'restart' as const }],
    ['no pong', { cause: 'no-pong' as const }],
  ])('takes an unknown call for ended after %s', async (_, closed) => {
    const { end, dials, of } = await watched((nth) =>
      nth === 1 ? (socket) => socket.drop(closed) : failing('not-found'),
    );
    expect(end).toMatchObject({ reason: 'ended', exit: 'ok', cause: 'not-found' });
    expect(end?.message).toContain('the call has ended');
    expect(dials).toHaveLength(2);
    expect(of('gap')).toEqual([]);
  });

  it.each([
    ['a broken socket', { code: 1006 }, true],
    ['no pong', { code: 1006, cause: 'no-pong' as const }, true],
    ['a server that restarts', { code: 1012, cause: 'restart' as const }, true],
    ['a clean close', { ...clean, code: 1000 }, false],
  ])('owns up to what it did not see of the end after %s', async (_, closed, unseen) => {
    const { end } = await watched((nth) =>
      nth === 1 ? (socket) => socket.drop(closed) : failing('not-found'),
    );
    expect(end).toMatchObject({ reason: 'ended', exit: 'ok' });
    expect(end?.message.includes('is not known')).toBe(unseen);
    expect(end === undefined ? undefined : endedUnseen(end)).toBe(unseen);
  });

  it('stops with auth when the key is no longer accepted, and does not say ended', async () => {
    const { end, dials } = await watched((nth) => (nth === 1 ? (socket) => socket.drop() : failing('auth')));
    expect(end).toMatchObject({
      reason: 'unknown',
      exit: 'auth',
      message: 'the key is no longer accepted; the call may be live',
    });
    expect(dials).toHaveLength(2);
  });

  it.each([
    ['TLS', failing('network', { retryable: false, reason: 'tls' }), 'network', 'dropped'],
    ['a redirect', failing('network', { retryable: false, reason: 'http-307' }), 'network', 'dropped'],
    ['a refusal', failing('refused'), 'refused', 'unknown'],
  ] as const)('stops at once at %s', async (_, failure, exit, reason) => {
    const { end, dials } = await watched((nth) => (nth === 1 ? (socket) => socket.drop() : failure));
    expect(end).toMatchObject({ exit, reason });
    expect(dials).toHaveLength(2);
  });

  it.each(['auth', 'refused', 'tls', 'expired', 'detached'] as const)(
    'does not dial again after a close for %s',
    async (cause) => {
      const { dials, end } = await watched(
        () => (socket) => socket.drop({ cause, exit: 'auth', reason: 'unknown' }),
      );
      expect(dials).toHaveLength(1);
      expect(end).toMatchObject({ cause });
    },
  );
});

describe('the budget', () => {
  it('is eight tries after a drop, then dropped', async () => {
    const { dials, end, of, took } = await watched((nth) =>
      nth === 1 ? (socket) => socket.drop() : failing('network'),
    );
    expect(dials).toHaveLength(1 + 8);
    expect(of('retrying').map(({ attempt, of: most }) => `${attempt}/${most}`)).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `${n}/8`),
    );
    expect(end).toMatchObject({ reason: 'dropped', exit: 'network' });
    expect(end?.message).toContain('8 tries');
    expect(took).toBeLessThanOrEqual(60_000);
  });

  it('does not guess when a clean close could not be looked into', async () => {
    const { end } = await watched((nth) => (nth === 1 ? (socket) => socket.drop(clean) : failing('network')));
    expect(end).toMatchObject({ reason: 'unknown', exit: 'network', code: 1000 });
  });

  it('is sixty seconds after a drop, when dials take long', async () => {
    const clock = skippingClock();
    const { connect, dials } = scriptedConnect(clock, (nth) => {
      if (nth === 1) return (socket) => socket.drop();
      clock.pass(15_000);
      return failing('network');
    });
    const link = await reattaching(connect, defaultRetryPolicy, { clock, random: () => 1 })(
      callId,
      new AbortController().signal,
    );
    for await (const signal of link.signals) void signal;
    expect(dials).toHaveLength(1 + 4);
  });

  it('never pauses less than 0.2 s: no tight loop', async () => {
    const { of } = await watched(
      (nth) => (nth === 1 ? (socket) => socket.drop() : failing('network')),
      {},
      () => 0,
    );
    for (const { delay } of of('retrying')) expect(delay).toBeGreaterThanOrEqual(200);
  });

  it('is not refilled by a server that accepts and closes', async () => {
    const { dials, end } = await watched(() => (socket) => socket.drop(clean));
    expect(dials).toHaveLength(1 + 8);
    expect(end).toMatchObject({ reason: 'dropped', exit: 'network' });
    expect(end?.message).toContain('closes right after opening, 9 times');
  });

  it('begins anew after ten seconds of open socket', async () => {
    const { dials, end } = await watched((nth) => (socket, clock) => {
      clock.pass(nth === 5 ? 10_000 : 500);
      socket.drop();
    });
    expect(end).toMatchObject({ reason: 'dropped' });
    expect(dials).toHaveLength(5 + 8);
  });

  it('is thirty dials in ten minutes, whatever else allows more', async () => {
    const { dials, end } = await watched(() => (socket, clock) => {
      clock.pass(10_000);
      socket.drop();
    });
    expect(dials).toHaveLength(30);
    expect(end).toMatchObject({ reason: 'dropped', exit: 'network' });
  });

  it('waits as long as the server asks, even beyond the budget, once', async () => {
    const { of, end, dials } = await watched((nth) =>
      nth === 1 ? (socket) => socket.drop() : failing('network', { retryAfter: 60_000 }),
    );
    expect(of('retrying').map(({ delay }) => delay)).toEqual([250, 60_000]);
    expect(dials).toHaveLength(3);
    expect(end).toMatchObject({ reason: 'dropped' });
  });

  it.each(['protocol', 'too-large'] as const)('is one more try after %s', async (cause) => {
    const { dials, end } = await watched(() => (socket, clock) => {
      clock.pass(60_000);
      socket.drop({ cause, message: `${cause} violation` });
    });
    expect(dials).toHaveLength(2);
    expect(end?.message).toContain('the second time');
  });
});

describe('a call the socket says is unknown', () => {
  const unknown = { cause: 'not-found', reason: 'unknown', exit: 'not-found' } as const;
  it('was never attached when that comes first', async () => {
    const { end, dials } = await watched(() => (socket) => socket.drop(unknown));
    expect(end).toMatchObject({ reason: 'unknown', exit: 'not-found' });
    expect(dials).toHaveLength(1);
  });

  it('has ended when that comes on a later socket', async () => {
    const said = { ...unknown, hint: 'why it may not be known' };
    const { end } = await watched((nth) => (socket) => socket.drop(nth === 1 ? {} : said));
    expect(end).toMatchObject({ reason: 'ended', exit: 'ok' });
    expect(end).not.toHaveProperty('hint');
  });
});

describe('sockets that misbehave', () => {
  it('hears nothing of a socket after its close', async () => {
    const { signals } = await watched((nth) => (socket) => {
      socket.receive(`frame ${nth}`);
      if (nth === 2) return socket.drop({ reason: 'ended', cause: 'expired' });
      socket.change({ to: 'closed', reason: 'dropped', cause: 'lost', message: 'lost', exit: 'network' });
      socket.receive('late');
      socket.drop();
    });
    expect(signals.flatMap((signal) => (signal.kind === 'frame' ? [signal.text] : []))).toEqual([
      'frame 1',
      'frame 2',
    ]);
  });

  it('takes a stream that just ends for a loss', async () => {
    const { end, dials } = await watched((nth) =>
      nth === 1 ? (socket) => socket.vanish() : failing('not-found'),
    );
    expect(dials).toHaveLength(2);
    expect(end).toMatchObject({ reason: 'ended' });
  });

  it('warns of binary frames once, not once per socket', async () => {
    const notice = { to: 'notice', code: 'binary', message: 'binary' } as const;
    const { of } = await watched((nth) => (socket) => {
      socket.change(notice);
      socket.drop(nth === 1 ? {} : { reason: 'ended', cause: 'expired' });
    });
    expect(of('notice')).toHaveLength(1);
  });
});

describe('leaving', () => {
  const open = async () => {
    const clock = manualClock();
    const leaving = new AbortController();
    const scripted = scriptedConnect(clock, (nth) => (nth === 1 ? () => undefined : failing('network')));
    const link = await reattaching(scripted.connect, defaultRetryPolicy, { clock, random: () => 1 })(
      callId,
      leaving.signal,
    );
    const rest = async (): Promise<Signal[]> => {
      const signals: Signal[] = [];
      for await (const signal of link.signals) signals.push(signal);
      return signals;
    };
    return { ...scripted, clock, link, leaving, rest };
  };
  const end = (signals: Signal[]) => signals.at(-1);

  it('detaches on close', async () => {
    const { link, rest, dials } = await open();
    await link.close();
    expect(end(await rest())).toMatchObject({ change: { to: 'closed', reason: 'detached', exit: 'ok' } });
    expect(dials).toHaveLength(1);
  });

  it('detaches on abort', async () => {
    const { leaving, rest } = await open();
    leaving.abort();
    expect(end(await rest())).toMatchObject({ change: { to: 'closed', reason: 'detached' } });
  });

  it('on abort between two tries dials no more, and does not claim that the call goes on', async () => {
    const { leaving, rest, sockets, clock, dials } = await open();
    sockets[0]!.drop();
    await clock.advance(0);
    expect(clock.sleeping).toBe(1);
    leaving.abort();
    expect(end(await rest())).toMatchObject({
      change: {
        to: 'closed',
        reason: 'dropped',
        exit: 'ok',
        message: 'connection lost; left before it was back',
      },
    });
    await clock.advance(60_000);
    expect(dials).toHaveLength(1);
  });

  it('on abort after a clean close knows even less', async () => {
    const { leaving, rest, sockets, clock } = await open();
    sockets[0]!.drop(clean);
    await clock.advance(0);
    leaving.abort();
    expect(end(await rest())).toMatchObject({ change: { to: 'closed', reason: 'unknown', exit: 'ok' } });
  });

  it('leaves when the reader stops reading', async () => {
    const { link, sockets, dials, clock } = await open();
    for await (const signal of link.signals) {
      void signal;
      break;
    }
    await clock.advance(0);
    await expect(sockets[0]!.send({})).rejects.toMatchObject({ reason: 'not-sent' });
    expect(dials).toHaveLength(1);
  });

  it('rejects the first attach with an interrupt', async () => {
    const clock = skippingClock();
    const { connect } = scriptedConnect(clock, () => failing('network'));
    const signal = AbortSignal.abort();
    await expect(
      reattaching(connect, defaultRetryPolicy, { clock, random: () => 1 })(callId, signal),
    ).rejects.toMatchObject({ kind: 'interrupt' });
  });
});

describe('sending', () => {
  it('goes to the socket that is open, and is not sent while none is', async () => {
    const clock = manualClock();
    const scripted = scriptedConnect(clock, () => () => undefined);
    const link = await reattaching(scripted.connect, defaultRetryPolicy, { clock, random: () => 1 })(
      callId,
      new AbortController().signal,
    );
    await link.send({ type: 'a' });
    scripted.sockets[0]!.drop();
    await clock.advance(0);
    await expect(link.send({ type: 'b' })).rejects.toMatchObject({ kind: 'network', reason: 'not-sent' });
    await clock.advance(300);
    await link.send({ type: 'c' });
    expect(scripted.sockets.map(({ sent }) => sent)).toEqual([[{ type: 'a' }], [{ type: 'c' }]]);
    await link.close();
  });
});

describe('clocks', () => {
  it.each([3_600_000, -3_600_000, 31_536_000_000, -31_536_000_000])(
    'notices a jump of %i ms, and durations stay sane',
    async (by) => {
      const clock = manualClock();
      const scripted = scriptedConnect(clock, () => () => undefined);
      const link = await reattaching(scripted.connect, defaultRetryPolicy, { clock, random: () => 1 })(
        callId,
        new AbortController().signal,
      );
      const [socket] = scripted.sockets;
      socket?.receive('a');
      clock.jump(by);
      socket?.receive('b');
      socket?.receive('c');
      await clock.advance(0);
      await link.close();
      const signals: Signal[] = [];
      for await (const signal of link.signals) signals.push(signal);
      const notices = signals.filter((signal) => signal.kind === 'link' && signal.change.to === 'notice');
      expect(notices).toHaveLength(1);
      expect(notices[0]).toMatchObject({ change: { code: 'clock-jumped' } });
      expect(scripted.dials).toHaveLength(1);
      const monos = signals.map(({ at }) => at.mono);
      expect(monos).toEqual(monos.toSorted((a, b) => a - b));
    },
  );

  it.each([0, 29_000, -29_000])('says nothing of a step of %i ms', async (by) => {
    const clock = manualClock();
    const scripted = scriptedConnect(clock, () => () => undefined);
    const link = await reattaching(scripted.connect, defaultRetryPolicy, { clock, random: () => 1 })(
      callId,
      new AbortController().signal,
    );
    clock.jump(by);
    scripted.sockets[0]?.receive('b');
    await clock.advance(0);
    await link.close();
    const signals: Signal[] = [];
    for await (const signal of link.signals) signals.push(signal);
    expect(signals.filter((signal) => signal.kind === 'link' && signal.change.to === 'notice')).toEqual([]);
  });
});

describe('a slow reader', () => {
  it('stops the taking from the socket behind, and loses nothing', async () => {
    const clock = manualClock();
    const scripted = scriptedConnect(clock, () => () => undefined);
    const link = await reattaching(scripted.connect, defaultRetryPolicy, { clock, random: () => 1 })(
      callId,
      new AbortController().signal,
    );
    const [socket] = scripted.sockets;
    const waiting = (): number => (socket!.signals as unknown as { size: number }).size;
    for (let n = 0; n < 2000; n += 1) socket?.receive(String(n));
    await clock.advance(0);
    for (let n = 2000; n < 3000; n += 1) socket?.receive(String(n));
    await clock.advance(0);
    expect(waiting()).toBe(1000);
    socket?.drop({ reason: 'ended', cause: 'expired', exit: 'ok' });
    const frames: string[] = [];
    for await (const signal of link.signals) if (signal.kind === 'frame') frames.push(signal.text);
    expect(frames).toEqual(Array.from({ length: 3000 }, (_, n) => String(n)));
  });
});
