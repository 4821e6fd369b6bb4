import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { callsHere, forgetCalls, knownCall, openCalls } from '../../src/commands/calls-here.ts';
import type { Context } from '../../src/commands/context.ts';
import { noteCall, remembered, type Visited } from '../../src/commands/visits.ts';
import { asCallId, type CallId } from '../../src/core/ids.ts';
import { encodeVisit, type Visit } from '../../src/core/visit.ts';
import { stateFolder, type Keeps } from '../../src/io/state-folder.ts';
import { ending, entry } from '../core/entries.ts';
import { after } from '../core/script.ts';
import { folder } from '../io/recording-kit.ts';
import { manualClock } from '../manual-clock.ts';

const callId = (id: string): CallId => asCallId(id) as CallId;
const gone = spawnSync(process.execPath, ['-e', '']).pid;
const baseUrl = 'https://x.invalid/v1';

/** A machine with a memory of its own. */
const setUp = (home: string, pid = process.pid, keeps: Keeps = 'all') => {
  const clock = manualClock();
  const told: string[] = [];
  const state = stateFolder({ XDG_STATE_HOME: home }, pid).keeping(keeps);
  state.tell((problem) => told.push(problem));
  // No more of a context is used.
  const context = { state, clock, pid } as unknown as Context;
  const files = (): readonly string[] => readdirSync(join(home, 'rt-sideband', 'calls'));
  const text = (): string =>
    files()
      .map((name) => readFileSync(join(home, 'rt-sideband', 'calls', name), 'utf8'))
      .join('');
  const visited = (more: Partial<Visited> = {}): Visited => ({
    callId: callId('rtc_1'),
    baseUrl,
    by: 'tail',
    ...more,
  });
  const write = (name: string, more: Partial<Visit> | string): void => {
    const { wall } = clock.now();
    const visit: Visit = {
      callId: 'rtc_1',
      baseUrl,
      by: 'tail',
      host: hostname(),
      pid: gone,
      since: wall,
      seen: wall,
      ms: 0,
      state: 'detached',
      ...(typeof more === 'string' ? {} : more),
    };
    state.replace(`calls/${name}`, typeof more === 'string' ? more : encodeVisit(visit));
  };
  return { context, clock, told, files, text, visited, write };
};

/** A session in which these words were said last. */
const saying = (words: string) => ({
  ...entry(1, { at: { wall: 0, mono: 0 }, kind: 'link', change: { to: 'open', epoch: 1, took: 1 } }),
  session: after(
    { type: 'conversation.item.added', item: { id: 'a', type: 'message', role: 'assistant', content: [] } },
    { type: 'response.output_audio_transcript.done', response_id: 'r', item_id: 'a', transcript: words },
  ).session,
});

describe('what a process remembers of a call', () => {
  it('is there from the moment it is attached, fresh every few seconds, and says how it was left', async () => {
    using home = folder();
    const { context, clock, visited, files } = setUp(home.path);
    const sink = remembered(visited({ caller: 'Ann', recording: '/r.ndjson' }), context);
    expect(callsHere(context).calls).toEqual([]);
    sink.write(saying('Hello.'));
    expect(callsHere(context).calls).toMatchObject([
      {
        callId: 'rtc_1',
        state: 'attached',
        caller: 'Ann',
        recording: '/r.ndjson',
        words: { who: 'agent', text: 'Hello.' },
      },
    ]);
    sink.write(saying('And good bye.'));
    void sink.flush?.();
    expect(knownCall(callId('rtc_1'), context)?.words?.text).toBe('Hello.');
    await clock.advance(5000);
    expect(knownCall(callId('rtc_1'), context)?.words?.text).toBe('And good bye.');
    await clock.advance(5000);
    await sink.close?.(ending(1, 0, { reason: 'ended' }));
    expect(callsHere(context).calls).toMatchObject([{ state: 'ended', lasted: 10_000 }]);
    expect(files()).toHaveLength(1);
    await clock.advance(60_000);
    expect(callsHere(context).calls).toMatchObject([{ state: 'ended', lasted: 10_000 }]);
  });

  it.each([
    ['ended', 'ended'],
    ['detached', 'detached'],
    ['dropped', 'unknown'],
    ['unknown', 'unknown'],
  ] as const)('when the watching %s, the call is %s', async (reason, state) => {
    using home = folder();
    const { context, visited } = setUp(home.path);
    const sink = remembered(visited(), context);
    sink.write(saying('x'));
    await sink.close?.(ending(1, 0, { reason }));
    expect(callsHere(context).calls).toMatchObject([{ state }]);
  });

  it('is no ghost when the process was killed, or its number belongs to another one now', () => {
    using home = folder();
    const { context, write } = setUp(home.path);
    write('rtc_1.000000001-1.json', { state: 'attached' });
    expect(callsHere(context).calls).toMatchObject([{ state: 'unknown', attached: [] }]);
    write('rtc_1.000000001-1.json', { state: 'attached', pid: process.pid, mark: 'of long ago' });
    expect(callsHere(context).calls).toMatchObject([{ state: 'unknown' }]);
    write('rtc_1.000000001-1.json', { state: 'attached', pid: process.pid, host: 'another machine' });
    expect(callsHere(context).calls).toMatchObject([{ state: 'unknown' }]);
    write('rtc_1.000000001-1.json', { state: 'attached', pid: process.pid });
    expect(callsHere(context).calls).toMatchObject([{ state: 'attached' }]);
  });

  it('takes in what those before knew, and leaves the files of those who are there', async () => {
    using home = folder();
    const { context, visited, write, files, clock } = setUp(home.path);
    write('rtc_1.000000001-1.json', { recording: '/old.ndjson', since: clock.now().wall - 5000 });
    write('rtc_1.000000002-2.json', { state: 'attached', pid: process.pid, by: 'attach' });
    write('rtc_2.000000001-1.json', { callId: 'rtc_2' });
    const sink = remembered(visited(), context);
    sink.write(saying('x'));
    await sink.close?.(ending(1, 0, { reason: 'detached' }));
    expect(files().filter((name) => name.startsWith('rtc_1'))).toHaveLength(2);
    expect(files()).not.toContain('rtc_1.000000001-1.json');
    expect(files()).toContain('rtc_2.000000001-1.json');
    expect(knownCall(callId('rtc_1'), context)).toMatchObject({
      state: 'attached',
      recording: '/old.ndjson',
      since: clock.now().wall - 5000,
      attached: [{ by: 'attach' }],
    });
  });

  it('is no words and no caller where bare, and nothing where nothing is to be kept', async () => {
    using home = folder();
    const bare = setUp(home.path, process.pid, 'bare');
    const sink = remembered(bare.visited({ caller: 'Ann' }), bare.context);
    sink.write(saying('Hello.'));
    await sink.close?.(ending(1, 0, { reason: 'detached' }));
    expect(bare.text()).toContain('rtc_1');
    expect(bare.text()).not.toMatch(/Hello|Ann/);

    using other = folder();
    const off = setUp(other.path, process.pid, 'nothing');
    const silent = remembered(off.visited(), off.context);
    silent.write(saying('Hello.'));
    await silent.close?.(ending(1, 0, { reason: 'detached' }));
    noteCall(off.visited(), 'ended', off.context);
    expect(readdirSync(other.path)).toEqual([]);
  });

  it('stays bounded: the old and the too many go, those of living processes and foreign files stay', () => {
    using home = folder();
    const { context, visited, write, files, clock } = setUp(home.path);
    const name = (nth: number, wall: number, pid: number): string =>
      `rtc_${nth}.${Math.round(wall).toString(36).padStart(9, '0')}-${pid}.json`;
    const { wall } = clock.now();
    for (let nth = 0; nth < 405; nth += 1)
      write(name(nth, wall - 1000 - nth, gone), { callId: `rtc_${nth}` });
    const old = wall - 31 * 24 * 3_600_000;
    write(name(1000, old, gone), { callId: 'rtc_1000' });
    write(name(1001, old, process.pid), { callId: 'rtc_1001' });
    writeFileSync(join(home.path, 'rt-sideband', 'calls', 'notes.txt'), 'mine');
    writeFileSync(join(home.path, 'rt-sideband', 'calls', `${name(1, wall, gone)}.${gone}.tmp`), 'half');
    remembered(visited({ callId: callId('rtc_new') }), context).write(saying('x'));
    const left = files();
    expect(left.filter((file) => file.endsWith('.json') && !file.includes('1001'))).toHaveLength(399);
    expect(left.some((file) => file.startsWith('rtc_1000.'))).toBe(false);
    expect(left.some((file) => file.startsWith('rtc_1001.'))).toBe(true);
    expect(left).toContain('notes.txt');
    expect(left.some((file) => file.endsWith('.tmp'))).toBe(false);
  });

  it('is read past what is broken, and past what cannot be written', () => {
    using home = folder();
    const { context, write, told } = setUp(home.path);
    write('rtc_1.000000001-1.json', {});
    write('rtc_2.000000001-1.json', '{"call_id":');
    expect(callsHere(context)).toMatchObject({ calls: [{ callId: 'rtc_1' }], unreadable: 1 });
    expect(told).toEqual([]);

    using shut = folder();
    shut.file('rt-sideband', 'no folder');
    const other = setUp(shut.path);
    const sink = remembered(other.visited(), other.context);
    sink.write(saying('x'));
    void sink.close?.(ending(1, 0, { reason: 'detached' }));
    expect(other.told).toHaveLength(1);
  });
});

describe('the calls known here', () => {
  it('that somebody may want are those of this server that have not ended', () => {
    using home = folder();
    const { context, write, clock } = setUp(home.path);
    const { wall } = clock.now();
    write('rtc_1.000000001-1.json', { seen: wall + 1 });
    write('rtc_2.000000001-1.json', { callId: 'rtc_2', seen: wall + 2 });
    write('rtc_3.000000001-1.json', { callId: 'rtc_3', state: 'ended' });
    write('rtc_4.000000001-1.json', { callId: 'rtc_4', baseUrl: 'http://127.0.0.1:1/v1' });
    expect(openCalls(baseUrl, context).map((call) => call.callId)).toEqual(['rtc_2', 'rtc_1']);
  });

  it('are forgotten, one or all', () => {
    using home = folder();
    const { context, write } = setUp(home.path);
    for (const id of ['rtc_1', 'rtc_10', 'rtc_2']) write(`${id}.000000001-1.json`, { callId: id });
    forgetCalls(callId('rtc_1'), context);
    expect(callsHere(context).calls.map((call) => call.callId)).toEqual(['rtc_10', 'rtc_2']);
    forgetCalls(undefined, context);
    expect(callsHere(context).calls).toEqual([]);
  });

  it('were changed without having been attached', () => {
    using home = folder();
    const { context, visited } = setUp(home.path);
    noteCall(visited({ by: 'hangup', caller: 'Ann' }), 'ended', context);
    expect(callsHere(context).calls).toMatchObject([{ state: 'ended', caller: 'Ann' }]);
  });
});
