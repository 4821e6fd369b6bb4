import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { asCallId, type CallId } from '../core/ids.ts';
import { callsHere } from './calls-here.ts';
import type { Context } from './context.ts';

/** The folder of the state folder with the recordings of calls we placed. */
const folder = 'recordings';

/** No more of them stay than these, the newest. */
const most = 50;

/**
 * Where this machine records a call we placed, so that it can still be judged when it is over; undefined where what is
 * said is not to be kept. Makes room: old recordings go.
 */
export const ownRecording = (callId: CallId, context: Context): string | undefined => {
  const { state, clock, pid } = context;
  if (state.keeps !== 'all') return undefined;
  const since = Math.max(0, Math.round(clock.now().wall)).toString(36);
  const path = state.place(`${folder}/${callId}.${since}-${pid}.ndjson`);
  if (path !== undefined) prune(context);
  return path;
};

/** The recording of a call that is over, where this machine has one. A call at another base URL is another call. */
export const recordingOf = (callId: CallId, baseUrl: string, context: Context): string | undefined => {
  const known = callsHere(context, callId).calls.find((call) => call.baseUrl === baseUrl);
  if (known?.state !== 'ended' || known.recording === undefined) return undefined;
  return existsSync(known.recording) ? known.recording : undefined;
};

/** The recording that a word names: a file, or the id of a call that is over and was recorded on this machine. */
export const recordingNamed = (word: string, context: Context): string => {
  const path = resolve(context.cwd, word);
  const callId = asCallId(word);
  if (callId === undefined || existsSync(path)) return path;
  const known = callsHere(context, callId).calls.find(
    ({ state, recording }) => state === 'ended' && recording !== undefined && existsSync(recording),
  );
  return known?.recording ?? path;
};

/** Forgets the recordings of a call we placed, or of all. One that is still written goes on. */
export const forgetRecordings = (callId: CallId | undefined, { state }: Context): void => {
  for (const name of state.list(folder)) {
    if (callId === undefined || name.startsWith(`${callId}.`)) state.remove(`${folder}/${name}`);
  }
};

/** What is younger stays, in milliseconds: its call may not be remembered yet. */
const young = 3_600_000;

/** Removes what no remembered call names any more, and the oldest of what is too much. */
const prune = (context: Context): void => {
  const { state, clock } = context;
  const now = clock.now().wall;
  const kept = new Set<string>();
  for (const { state: how, recording } of callsHere(context).calls) {
    if (recording !== undefined && (how === 'attached' || kept.size < most)) kept.add(basename(recording));
  }
  for (const name of state.list(folder)) {
    const [, recording = '', since = ''] = /^(.*\.([0-9a-z]+)-\d+\.ndjson)/.exec(name) ?? [];
    const old = now - Number.parseInt(since, 36) > young;
    if (!kept.has(recording) && old) state.remove(`${folder}/${name}`);
  }
};
