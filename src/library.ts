import { readCallArgument } from './core/call-argument.ts';
import { channel, type Channel } from './core/channel.ts';
import { SidebandError } from './core/error.ts';
import { applyChange, currentSession, planChange } from './core/instruct.ts';
import { observer } from './core/observe.ts';
import { operator } from './core/operator.ts';
import type { Outgoing } from './core/outgoing.ts';
import type { CallId } from './core/ids.ts';
import type { Entry, Header } from './core/ports.ts';
import { pump } from './core/pump.ts';
import { text, type Raw } from './core/raw.ts';
import { reattaching } from './core/reattach.ts';
import { defaultRetryPolicy, type RetryPolicy } from './core/retry-policy.ts';
import { say, type Said, type Saying } from './core/say.ts';
import type { Session } from './core/session.ts';
import type { Outcome } from './core/settle.ts';
import { connector } from './io/connect.ts';
import { readRecording as openRecording } from './io/recording-file.ts';
import { secret } from './io/secret.ts';
import { runIds, systemClock } from './io/system.ts';
import type { Simulator, SimulatorOptions } from './sim/simulator.ts';
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

/** A live call, attached to. */
export type Call = {
  readonly id: CallId;
  /** What is believed about the call right now. */
  session(): Session;
  /**
   * Every entry from now on; call it right after `attach` to miss none. Ends when the call ends or was left. Entries
   * wait for their reader in memory.
   */
  entries(): AsyncIterable<Entry>;
  /** Has the agent speak `text` word for word, or puts it in as the caller's, and follows it to the end. */
  say(text: string, how?: Partial<Omit<Saying, 'text'>>): Promise<Said>;
  /** Replaces the instructions, or puts `text` after the present ones with `append`. */
  instruct(text: string, how?: { append?: boolean }): Promise<Outcome>;
  /**
   * Sends any client event. With `accepts` it waits for the entry that shows its effect; without, only for a refusal,
   * so that `unknown` is what a success looks like.
   */
  send(event: Raw, accepts?: (entry: Entry) => boolean, limit?: number): Promise<Outcome>;
  /** Detaches. The call goes on. */
  close(): Promise<void>;
};

/**
 * Attaches to a live call: an id, a `Location` header, a URL that holds either, or the JSON of a
 * `realtime.call.incoming` webhook. Nothing is sent. Comes back by itself after a loss, which shows as a gap. Rejects
 * with a SidebandError whose `kind` says why.
 */
export const attach = async (call: string, options: AttachOptions): Promise<Call> => {
  const id = readCallArgument(call);
  const clock = systemClock();
  const ids = runIds();
  const leaving = options.signal ?? new AbortController().signal;
  const connect = reattaching(
    connector({
      key: secret(options.apiKey),
      baseUrl: options.baseUrl ?? 'https://api.openai.com/v1',
      organization: options.organization,
      project: options.project,
      clock,
      env: options.env ?? {},
      userAgent: tool,
    }),
    { ...defaultRetryPolicy, ...options.retry },
    { clock, random: Math.random },
  );
  const link = await connect(id, leaving);
  const acts = operator(link, clock);
  const readers = new Set<Channel<Entry>>();
  const fanOut = {
    write(entry: Entry): void {
      for (const reader of readers) reader.push(entry);
    },
  };
  // Not before the caller had the chance to ask for the entries.
  setImmediate(() => {
    void pump(link.signals, [acts, fanOut]).finally(() => {
      for (const reader of readers) reader.end();
      readers.clear();
    });
  });

  return {
    id,
    session: () => acts.session(),
    entries() {
      const reader = channel<Entry>({ closed: () => readers.delete(reader) });
      readers.add(reader);
      return reader;
    },
    say: (words, how = {}) =>
      say(
        acts,
        { as: 'agent', loosely: false, collision: 'queue', wait: true, timeout: 30_000, ...how, text: words },
        ids,
        clock,
      ),
    async instruct(words, { append = false } = {}) {
      const current = append ? await currentSession(acts, ids) : undefined;
      if (current !== undefined && current.config === undefined) return current.outcome;
      const change = { instructions: words, append, set: new Map<string, unknown>() };
      return applyChange(acts, planChange(change, current?.config), ids);
    },
    send(event, accepts = () => false, limit = 5000) {
      if (text(event, 'type') === undefined) {
        throw new SidebandError('usage', 'a client event needs a type');
      }
      const eventId = text(event, 'event_id') ?? ids('event');
      const outgoing: Outgoing = {
        event: { ...event, event_id: eventId },
        id: eventId,
        by: 'send',
        effect: 'sign of its effect',
        limit,
        accepts,
      };
      return acts.perform(outgoing);
    },
    close: () => link.close(),
  };
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
