import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Context } from '../../src/commands/context.ts';
import { forgetRecordings, ownRecording, recordingOf } from '../../src/commands/own-recordings.ts';
import { noteCall } from '../../src/commands/visits.ts';
import { asCallId, type CallId } from '../../src/core/ids.ts';
import { stateFolder, type Keeps } from '../../src/io/state-folder.ts';
import { folder } from '../io/recording-kit.ts';
import { manualClock } from '../manual-clock.ts';

const callId = (id: string): CallId => asCallId(id) as CallId;
const baseUrl = 'https://x.invalid/v1';

const setUp = (home: string, keeps: Keeps = 'all') => {
  const clock = manualClock();
  const state = stateFolder({ XDG_STATE_HOME: home }, process.pid).keeping(keeps);
  // No more of a context is used.
  const context = { state, clock, pid: process.pid } as unknown as Context;
  return {
    clock,
    context,
    files: () => readdirSync(join(home, 'rt-sideband', 'recordings')),
    /** A call that was placed, recorded and left. */
    called: async (id: string, how: 'ended' | 'detached' = 'ended'): Promise<string> => {
      const path = ownRecording(callId(id), context) ?? '';
      writeFileSync(path, 'x');
      noteCall({ callId: callId(id), baseUrl, by: 'call', recording: path }, how, context);
      await clock.advance(1);
      return path;
    },
  };
};

describe('recordings of calls we placed', () => {
  it('are found by the id of the call when it is over, at the same place alone', async () => {
    using home = folder();
    const { called, context } = setUp(home.path);
    const path = await called('rtc_1');
    expect(recordingOf(callId('rtc_1'), baseUrl, context)).toBe(path);
    expect(recordingOf(callId('rtc_1'), 'https://y.invalid/v1', context)).toBeUndefined();
    expect(recordingOf(callId('rtc_2'), baseUrl, context)).toBeUndefined();
    await called('rtc_3', 'detached');
    expect(recordingOf(callId('rtc_3'), baseUrl, context)).toBeUndefined();
    forgetRecordings(callId('rtc_1'), context);
    expect(recordingOf(callId('rtc_1'), baseUrl, context)).toBeUndefined();
  });

  it('are not made where what is said is not to be kept', () => {
    using home = folder();
    for (const keeps of ['bare', 'nothing'] as const)
      expect(ownRecording(callId('rtc_1'), setUp(home.path, keeps).context)).toBeUndefined();
  });

  it('go when they are too many, the oldest first, and when nothing remembers their call', async () => {
    using home = folder();
    const { called, clock, files, context } = setUp(home.path);
    for (let nth = 10; nth < 70; nth += 1) await called(`rtc_${nth}`);
    const stray = ownRecording(callId('rtc_stray'), context) ?? '';
    mkdirSync(dirname(stray), { recursive: true });
    writeFileSync(stray, 'x');
    expect(files()).toHaveLength(61);
    await clock.advance(7_200_000);
    await called('rtc_70');
    expect(files()).toHaveLength(51);
    expect(files().some((name) => name.startsWith('rtc_69.'))).toBe(true);
    expect(files().some((name) => name.startsWith('rtc_10.') || name.startsWith('rtc_stray.'))).toBe(false);
  });
});
