import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  attach,
  placeCall,
  readRecording,
  SidebandError,
  startSimulator,
  type Entry,
  type Simulator,
} from '../src/index.ts';
import { recorder } from '../src/io/recording.ts';
import { systemClock } from '../src/io/system.ts';

const running: Simulator[] = [];
const simulate = async (options: Parameters<typeof startSimulator>[0] = {}): Promise<Simulator> => {
  const simulator = await startSimulator({ scenario: 'idle', seed: 1, speed: 20, ...options });
  running.push(simulator);
  return simulator;
};
afterEach(async () => {
  for (const simulator of running.splice(0)) await simulator.close();
});

const attached = async (options: Parameters<typeof startSimulator>[0] = {}) => {
  const simulator = await simulate(options);
  const { apiKey, baseUrl } = simulator;
  return { simulator, call: await attach(simulator.calls[0] ?? '', { apiKey, baseUrl }) };
};

describe('the library', () => {
  it('has the agent speak, changes instructions, and knows the outcome', async () => {
    const { call } = await attached();
    expect(await call.say('One moment please.')).toEqual({
      outcome: 'confirmed',
      responseId: expect.stringMatching(/^resp_/),
      spoken: 'One moment please.',
    });
    expect(await call.instruct('Speak French.', { append: true })).toMatchObject({ outcome: 'confirmed' });
    expect(call.session().config).toMatchObject({
      instructions: expect.stringMatching(/\n\nSpeak French\.$/) as string,
    });
    await call.close();
  });

  it('gives every entry from the first on, to several readers, until the end', async () => {
    const { simulator, call } = await attached({ scenario: 'greeting' });
    const read = async (): Promise<Entry[]> => {
      const seen: Entry[] = [];
      for await (const entry of call.entries()) {
        seen.push(entry);
        if (entry.event.kind === 'server' && entry.event.type === 'response.done') simulator.endCall(call.id);
      }
      return seen;
    };
    const [one, two] = await Promise.all([read(), read()]);
    expect(one.map(({ seq }) => seq)).toEqual(one.map((_, index) => index + 1));
    expect(two).toEqual(one);
    expect(one[0]?.event).toMatchObject({ kind: 'link', change: { to: 'open' } });
    expect(one.at(-1)?.event).toMatchObject({ kind: 'link', change: { to: 'closed', reason: 'ended' } });
  });

  it('sends any event, and tells a refusal from what nobody answered', async () => {
    const { call } = await attached();
    expect(await call.send({ type: 'response.cancel' })).toMatchObject({
      outcome: 'refused',
      code: 'response_cancel_not_active',
    });
    const seen = (entry: Entry): boolean =>
      entry.event.kind === 'server' && entry.event.type === 'conversation.item.added';
    const item = { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'hint' }] };
    expect(await call.send({ type: 'conversation.item.create', item }, seen)).toMatchObject({
      outcome: 'confirmed',
    });
    expect(() => call.send({})).toThrow(SidebandError);
    await call.close();
  });

  it('hands back what a callback of `send` throws, and the call goes on', async () => {
    const { call } = await attached();
    const wrong = new Error('a slip of theirs');
    const update = { type: 'session.update', session: { type: 'realtime' } };
    const failing = (): boolean => {
      throw wrong;
    };
    await expect(call.send(update, failing)).rejects.toBe(wrong);
    expect(await call.say('Still here.')).toMatchObject({ spoken: 'Still here.' });
    await call.close();
  });

  it('has no more entries once it is over', async () => {
    const { call } = await attached();
    const before = call.entries();
    await call.close();
    for await (const _ of before);
    for await (const entry of call.entries()) expect(entry).toBeUndefined();
  });

  it('rejects with the kind of what went wrong, and without the key', async () => {
    const { baseUrl, calls } = await simulate();
    const key = ['not', 'the', 'key', '0123456789'].join('-');
    const failed = await attach(calls[0] ?? '', { apiKey: key, baseUrl }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ kind: 'auth' });
    expect(JSON.stringify(failed) + String(failed)).not.toContain(key);
    await expect(attach('not a call', { apiKey: key, baseUrl })).rejects.toMatchObject({ kind: 'usage' });
  });

  it('takes a key with what a file leaves around it, and tells what cannot be one from a wrong one', async () => {
    const { apiKey, baseUrl, calls } = await simulate();
    const call = await attach(calls[0] ?? '', { apiKey: `${apiKey}\n`, baseUrl });
    await call.close();
    const ways = [
      (more: { apiKey: string; organization?: string }) => attach(calls[0] ?? '', { baseUrl, ...more }),
      (more: { apiKey: string; organization?: string }) => placeCall({ baseUrl, ...more }),
    ];
    for (const way of ways) {
      await expect(way({ apiKey: '' })).rejects.toMatchObject({
        kind: 'auth',
        message: 'no API key: there is none in apiKey',
      });
      await expect(way({ apiKey: 'one\ntwo' })).rejects.toMatchObject({ kind: 'auth' });
      await expect(way({ apiKey, organization: 'one\r\ntwo' })).rejects.toMatchObject({ kind: 'auth' });
    }
  });

  it('reads a recording back as the same entries', async () => {
    const { call } = await attached();
    const folder = mkdtempSync(join(tmpdir(), 'rt-library-'));
    try {
      const path = join(folder, 'call.ndjson');
      const clock = systemClock();
      const header = {
        callId: call.id,
        startedAt: clock.now(),
        tool: 'test/0',
        baseUrl: 'http://127.0.0.1/v1',
      };
      const sink = await recorder(path, header, { pid: 1, clock });
      const seen: Entry[] = [];
      const reading = (async () => {
        for await (const entry of call.entries()) {
          seen.push(entry);
          sink.write(entry);
        }
      })();
      await call.say('Hello.');
      await call.close();
      await reading;
      await sink.flush?.();
      await sink.close?.({
        at: clock.now(),
        reason: 'detached',
        exit: { code: 0, name: 'ok' },
        complete: true,
        frames: { in: 1, out: 1 },
      });
      const again: Entry[] = [];
      for await (const entry of (await readRecording(path)).entries()) again.push(entry);
      expect(again.map(({ signal }) => (signal.kind === 'frame' ? signal.text : signal.change.to))).toEqual(
        seen.map(({ signal }) => (signal.kind === 'frame' ? signal.text : signal.change.to)),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
