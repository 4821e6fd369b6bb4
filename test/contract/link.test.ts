import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readCallArgument } from '../../src/core/call-argument.ts';
import { observer } from '../../src/core/observe.ts';
import type { Connect } from '../../src/core/ports.ts';
import { encodeEnd, encodeEntry, encodeHeader } from '../../src/core/record.ts';
import { reattaching } from '../../src/core/reattach.ts';
import { defaultRetryPolicy } from '../../src/core/retry-policy.ts';
import type { LinkChange, Signal } from '../../src/core/signal.ts';
import { exitOf } from '../../src/core/error.ts';
import { connector } from '../../src/io/connect.ts';
import { readRecording } from '../../src/io/recording-file.ts';
import { replay } from '../../src/io/replay.ts';
import { secret } from '../../src/io/secret.ts';
import { systemClock } from '../../src/io/system.ts';
import type { Simulator } from '../../src/sim/simulator.ts';
import { closeAll, simulator } from '../sim/client.ts';
import { until } from '../connecting.ts';
import { emit } from '../sim-control.ts';
import { linkSuite, type Subject } from './link-suite.ts';

afterEach(closeAll);

const clock = systemClock();

const overSocket = (sim: Simulator): Connect =>
  connector({
    baseUrl: sim.baseUrl,
    key: secret(sim.apiKey),
    clock,
    env: {},
    userAgent: 'rt-sideband/test',
  });

/** A live call of the simulator, whose second frame is followed by one that is not JSON. */
const liveCall = async (wrap: (connect: Connect) => Connect): Promise<Subject> => {
  const sim = await simulator({ scenario: 'idle', faults: ['garbage_frame'] });
  const id = sim.calls[0]!;
  const frames = (dir: 'in' | 'out') =>
    sim
      .log(id)
      .filter((frame) => frame.kind === 'sideband' && frame.dir === dir)
      .map(({ text }) => text);
  let said = 0;
  const speak = async (): Promise<void> => {
    for (let n = 0; n < 6; n += 1) {
      said += 1;
      await emit(sim, id, { type: 'rate_limits.updated', event_id: `event_${said}`, rate_limits: [] });
    }
  };
  return {
    connect: wrap(overSocket(sim)),
    callId: readCallArgument(id),
    sent: () => frames('out'),
    came: () => frames('in'),
    speak,
    end: () => sim.endCall(id),
    // What is said to a socket that is gone is not in the log.
    released: async () => {
      for (let n = 0; n < 100; n += 1) {
        const before = frames('out').length;
        await speak();
        if (frames('out').length === before) return;
        await clock.sleep(20);
      }
      throw new Error('the socket is still open');
    },
    close: closeAll,
  };
};

linkSuite('over a socket', () => liveCall((connect) => connect), { sends: true });

const comingBack = (connect: Connect): Connect =>
  reattaching(connect, defaultRetryPolicy, { clock, random: () => 0 });

linkSuite('over sockets that come back', () => liveCall(comingBack), { sends: true });

const recorded = async (goesOn: boolean): Promise<Subject> => {
  const folder = mkdtempSync(join(tmpdir(), 'rt-contract-'));
  const path = join(folder, 'call.ndjson');
  const callId = readCallArgument('rtc_u1_recorded');
  const texts = [
    ...Array.from({ length: 6 }, (_, n) =>
      JSON.stringify({ type: 'rate_limits.updated', event_id: `event_${n}`, rate_limits: [] }),
    ),
    '{"type":"response.done","event_id":',
  ];
  const startedAt = clock.now();
  const header = { callId, startedAt, tool: 'rt-sideband/test', baseUrl: 'http://127.0.0.1/v1' };
  const at = (ms: number) => ({ wall: startedAt.wall + ms, mono: startedAt.mono + ms });
  const link = (ms: number, change: LinkChange): Signal => ({ at: at(ms), kind: 'link', change });
  const signals: readonly Signal[] = [
    link(0, { to: 'open', epoch: 1, took: 3 }),
    ...texts.map((text, n): Signal => ({ at: at(n + 1), kind: 'frame', direction: 'received', text })),
    link(goesOn ? 3_600_000 : 20, {
      to: 'closed',
      reason: 'ended',
      message: 'the call has ended',
      exit: 'ok',
    }),
  ];
  const see = observer();
  const lines = signals.map((signal) => encodeEntry(see(signal), header));
  const end = {
    at: at(21),
    reason: 'ended',
    exit: exitOf('ok'),
    complete: true,
    frames: { in: 7, out: 0 },
  } as const;
  writeFileSync(
    path,
    `${[encodeHeader(header), ...lines, encodeEnd(end, header, signals.length + 1)].join('\n')}\n`,
  );
  const recording = await readRecording(path);
  return {
    connect: replay(recording, { speed: goesOn ? 1 : 'max', clock }),
    callId,
    sent: () => texts,
    came: () => [],
    speak: async () => undefined,
    end: () => undefined,
    released: () => until(() => !openFiles().includes(path)),
    close: async () => rmSync(folder, { recursive: true }),
  };
};

/** The files that this process holds open (Linux). */
const openFiles = (): readonly string[] =>
  readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });

linkSuite('from a recording', recorded, { sends: false });

describe('sockets that come back', () => {
  it('are one stream with one end, whose gap says what it knows', async () => {
    const sim = await simulator({ scenario: 'idle' });
    const id = sim.calls[0]!;
    const link = await comingBack(overSocket(sim))(readCallArgument(id), new AbortController().signal);
    const changes: string[] = [];
    let texts = '';
    for await (const signal of link.signals) {
      if (signal.kind !== 'link') continue;
      changes.push(signal.change.to);
      texts += JSON.stringify(signal.change);
      if (signal.change.to === 'open' && signal.change.epoch === 1) sim.dropSockets(id);
      if (signal.change.to === 'gap') sim.endCall(id);
    }
    expect(changes.slice(0, 4)).toEqual(['open', 'retrying', 'open', 'gap']);
    expect(changes.filter((to) => to === 'closed')).toEqual(['closed']);
    expect(changes.at(-1)).toBe('closed');
    expect(texts).not.toMatch(/resumed|recovered|no events? lost/i);
  });
});
