import { defaultBaseUrl } from './core/base-url.ts';
import { readCallArgument } from './core/call-argument.ts';
import { observer } from './core/observe.ts';
import type { Entry, Header } from './core/ports.ts';
import { reattaching } from './core/reattach.ts';
import { defaultRetryPolicy, type RetryPolicy } from './core/retry-policy.ts';
import { connector } from './io/connect.ts';
import { identity } from './io/key-source.ts';
import { readRecording as openRecording } from './io/recording-file.ts';
import { runIds, systemClock } from './io/system.ts';
import { liveCall, type Call } from './live-call.ts';
import type { SimulatorOptions } from './sim/simulator-options.ts';
import type { Simulator } from './sim/simulator.ts';
import { tool } from './version.ts';

/** How to reach a call. */
export type AttachOptions = {
  /** A standard API key of the project that the call belongs to. */
  readonly apiKey: string;
  /** Ends in `/v1`; `https://api.openai.com/v1` unless given. */
  readonly baseUrl?: string;
  readonly organization?: string;
  readonly project?: string;
  /** Aborting it detaches; the call goes on. */
  readonly signal?: AbortSignal;
  /** When to dial again, and when to stop. */
  readonly retry?: Partial<RetryPolicy>;
  /** Where proxies are named (`HTTPS_PROXY`, `NO_PROXY`); none unless given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
};

/**
 * Attaches to a live call: an id, a `Location` header, a URL that holds either, or the JSON of a
 * `realtime.call.incoming` webhook. Nothing is sent. Comes back by itself after a loss, which shows as a gap. Rejects
 * with a SidebandError whose `kind` says why.
 */
export const attach = async (call: string, options: AttachOptions): Promise<Call> => {
  const id = readCallArgument(call);
  const clock = systemClock();
  const leaving = options.signal ?? new AbortController().signal;
  const connect = reattaching(
    connector({
      ...identity(options),
      baseUrl: options.baseUrl ?? defaultBaseUrl,
      clock,
      env: options.env ?? {},
      userAgent: tool,
    }),
    { ...defaultRetryPolicy, ...options.retry },
    { clock, random: Math.random },
  );
  return liveCall(id, await connect(id, leaving), { clock, ids: runIds() });
};

/** Starts the Realtime API offline, on loopback, for a test. See `SimulatorOptions`. */
export const startSimulator = async (options: SimulatorOptions = {}): Promise<Simulator> =>
  (await import('./sim/simulator.ts')).startSimulator(options);

/** A recording: its first record, and everything it holds as entries, meanings included. */
export type ReadRecording = { readonly header: Header; entries(): AsyncIterable<Entry> };

/** Opens a recording. Rejects with a SidebandError when the file is none. Lines that are no record are left out. */
export const readRecording = async (path: string): Promise<ReadRecording> => {
  const recording = await openRecording(path);
  return {
    header: recording.header,
    async *entries() {
      const see = observer();
      for await (const records of recording.records()) {
        for (const record of records) if (record.kind === 'signal') yield see(record.signal);
      }
    },
  };
};
