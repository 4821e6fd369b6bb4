import { createReadStream } from 'node:fs';
import { ask } from './core/asked.ts';
import { defaultBaseUrl, isLoopback } from './core/base-url.ts';
import { callPlaced, usualSession } from './core/call-placed.ts';
import { hangupRequest } from './core/call-request.ts';
import { channel, type Channel } from './core/channel.ts';
import { isNotFound } from './core/depart.ts';
import { SidebandError } from './core/error.ts';
import type { CallId } from './core/ids.ts';
import type { Entry } from './core/ports.ts';
import type { Raw } from './core/raw.ts';
import { takingTurns } from './core/taking-turns.ts';
import { identity } from './io/key-source.ts';
import { restClient } from './io/rest.ts';
import { runIds, systemClock } from './io/system.ts';
import type { AttachOptions } from './library.ts';
import { liveCall, type Call } from './live-call.ts';
import { tool } from './version.ts';

/** How to place a call, and as whom. */
export type PlaceOptions = Omit<AttachOptions, 'retry'> & {
  /** The session: `{ instructions: '…', tools: […] }`; `type` and `model` (gpt-realtime-2.1) are added where they are missing. */
  readonly session?: Raw;
  /** A stable hashed id of the end user. */
  readonly safetyIdentifier?: string;
  /** How long the media connection may take, in milliseconds (20,000). */
  readonly connectWithin?: number;
};

/** A WebRTC call that we placed: we are its caller. Its events come over the data channel. `close` hangs it up. */
export type PlacedCall = Call & {
  /**
   * Says words as the caller, by `espeak-ng` (looked for in `env.PATH`) or as a tone shaped like speech; resolves with which
   * it was, once all of it was sent.
   */
  speak(words: string): Promise<'espeak-ng' | 'tone'>;
  /** Plays a WAV file, or 16-bit samples (48 kHz, mono), as the caller; resolves when all of it was sent. */
  play(sound: string | Int16Array): Promise<void>;
  /**
   * Until the agent has answered what was said last, to the last word: `silent` when no sign of that came for `within` ms
   * (20,000), `over` when the call is.
   */
  answered(within?: number): Promise<'answered' | 'silent' | 'over'>;
  /** What the agent says from now on, 10 ms at a time: 480 samples, 48 kHz, mono. Waits for its reader in memory. */
  audio(): AsyncIterable<Int16Array>;
};

/**
 * Places a WebRTC call and resolves when it is connected. Needs the optional package `@roamhq/wrtc`. Rejects with a
 * SidebandError whose `kind` says why.
 */
export const placeCall = async (options: PlaceOptions): Promise<PlacedCall> => {
  const [{ place }, { loaderFor, native }, { fromWav, speak: spoken }, { readWav }] = await Promise.all([
    import('./media/placing.ts'),
    import('./media/native.ts'),
    import('./media/voice.ts'),
    import('./media/wav.ts'),
  ]);
  const { session = {}, env = {}, signal = new AbortController().signal } = options;
  const clock = systemClock();
  const settings = {
    ...identity(options),
    baseUrl: options.baseUrl ?? defaultBaseUrl,
    safetyIdentifier: options.safetyIdentifier,
    clock,
    env,
    userAgent: tool,
  };
  const rest = await restClient({ ...settings, signal });
  const goodbye = await restClient({ ...settings, deadlineMs: 3000 });
  const listeners = new Set<Channel<Int16Array>>();
  let id: CallId | undefined;
  const { link, play } = await place({
    native: native(loaderFor(env)),
    loopback: isLoopback(new URL(settings.baseUrl).hostname),
    clock,
    signal,
    within: options.connectWithin ?? 20_000,
    heard(pcm) {
      for (const listener of listeners) listener.push(Int16Array.from(pcm));
    },
    async offer(sdp) {
      const { text, headers } = await rest.createCall(sdp, { ...usualSession, ...session });
      id = callPlaced(headers.location);
      return text;
    },
    async hangUp() {
      if (id === undefined) return true;
      const request = hangupRequest(id);
      const came = await ask(() => goodbye.change(request));
      return came.asked === 'taken' || isNotFound(came);
    },
  });
  if (id === undefined) throw new SidebandError('internal', 'a call without an id');
  const leave = (): void => void link.close();
  signal.addEventListener('abort', leave, { once: true });

  const turns = takingTurns(clock);
  let silent = false;
  const over = (entry: Entry): void => {
    if (entry.event.kind !== 'link' || entry.event.change.to !== 'closed') return;
    silent = true;
    signal.removeEventListener('abort', leave);
    for (const listener of listeners) listener.end();
    listeners.clear();
    // Whoever ended it: nothing of it may keep the process up.
    leave();
  };
  const call = liveCall(id, link, { clock, ids: runIds(), sinks: [turns, { write: over }] });
  let since = clock.now().mono;
  const say = (pcm: Int16Array): Promise<void> => {
    since = clock.now().mono;
    return play(pcm, signal);
  };
  return {
    ...call,
    async speak(words) {
      const { pcm, by } = await spoken(words, { env, signal });
      await say(pcm);
      return by;
    },
    play: async (sound) =>
      say(typeof sound === 'string' ? await fromWav(await readWav(createReadStream(sound))) : sound),
    answered: (within = 20_000) => turns.answered(since, within, signal),
    audio() {
      const listener = channel<Int16Array>({ closed: () => listeners.delete(listener) });
      if (silent) listener.end();
      else listeners.add(listener);
      return listener;
    },
  };
};
