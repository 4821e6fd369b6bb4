import type { Passage, Passages } from './passages.ts';
import type { Raw } from './raw.ts';
import type { SessionKind } from './session-kind.ts';
import type { RateLimit, Role } from './session.ts';
import type { Gap, Instant } from './signal.ts';

/** A stretch in which the caller spoke, as the server's voice activity detection had it. Instants are of arrival. */
export type CallerSpeech = {
  itemId?: string;
  startedAt?: Instant;
  stoppedAt?: Instant;
  committedAt?: Instant;
  /** On the clock of the input audio, in ms; the start includes the padding, the end the silence waited for. */
  startMs?: number;
  endMs?: number;
  /** What was said, when a transcription came (untrusted). */
  transcript?: string;
  transcribedAt?: Instant;
  /** The code of the language it was said in, where the transcription recognised it (untrusted). */
  language?: string;
  transcriptionFailed?: true;
  /** Where it began in the stream. */
  seq: number;
  /** Mean probability of the transcript's tokens, when the server gave them. */
  confidence?: number;
  /** The settings of turn taking in force when it ended; undefined when the session's were never seen. */
  detection?: Detection;
};

/** Turn taking as configured: `none` when the client commits by itself. */
export type Detection = {
  readonly type: 'server_vad' | 'semantic_vad' | 'none' | 'other';
  readonly silenceMs?: number;
  readonly paddingMs?: number;
};

/** A response, with the moments that matter. */
export type ResponseFacts = {
  id: string;
  inConversation: boolean;
  /** Made by this tool: its metadata says so. */
  operator: boolean;
  createdAt?: Instant;
  firstDeltaAt?: Instant;
  firstAudioAt?: Instant;
  firstWordAt?: Instant;
  /** The caller begins to hear it, and the last of it; `cleared` when what was left was thrown away. */
  audibleAt?: Instant;
  silentAt?: Instant;
  cleared?: 'caller' | 'client';
  doneAt?: Instant;
  status?: string;
  reason?: string;
  usage?: Raw;
  /** The model of the session when it was done. */
  model?: string;
  /** How much of its speech was heard, in ms, when it was cut off. */
  heardMs?: number;
  /** What was said or written (untrusted), in the order of its items. */
  words: { readonly itemId: string; readonly text: string }[];
  /** Where it began in the stream. */
  seq: number;
};

/** A function or MCP call. */
export type ToolFacts = {
  id: string;
  kind: 'function' | 'mcp';
  name?: string;
  arguments?: string;
  responseId?: string;
  calledAt?: Instant;
  /** When the first output was seen, and how many there were. */
  answeredAt?: Instant;
  /** The first output (untrusted). */
  output?: string;
  outputs: number;
  failed?: true;
  seq: number;
};

/** Something this tool sent, and when the session showed its effect. */
export type ActionFacts = {
  readonly by: string;
  readonly type: string;
  readonly at: Instant;
  ackAt?: Instant;
};

export type ErrorFacts = {
  readonly at: Instant;
  readonly seq: number;
  readonly code: string;
  /** Blames an event that this connection sent. */
  readonly ours: boolean;
};

/**
 * What happened on a call, without its words in between: everything metrics, reports and subtitles are made of. It
 * grows with the turns of the call, not with its events.
 */
export type Facts = {
  first?: Instant;
  last?: Instant;
  frames: number;
  bytes: number;
  audioBytes: number;
  unknownTypes: Map<string, number>;
  malformed: number;
  /** A `session.created`: the connection is the session's own, so that its beginning was seen. */
  createdAt?: Instant;
  /** What the session is for; undefined when nothing told it. */
  kind?: SessionKind;
  /** The language that is interpreted into (untrusted). */
  language?: string;
  model?: string;
  expiresAt?: number;
  detection?: Detection;
  /** The model that transcribes the caller, as configured. */
  transcriber?: string;
  configSeen: boolean;
  /** Sound that is played by the peer is reported: WebRTC and SIP calls. */
  playback: boolean;
  callers: CallerSpeech[];
  responses: Map<string, ResponseFacts>;
  /** The same, in the order they were first seen: the last of them is looked for often. */
  inOrder: ResponseFacts[];
  tools: Map<string, ToolFacts>;
  actions: ActionFacts[];
  errors: ErrorFacts[];
  gaps: Gap[];
  opens: { readonly at: Instant; readonly took: number; readonly epoch: number }[];
  /** The caller's idle time-outs that the server acted upon. */
  timeouts: Instant[];
  dtmf: number;
  /** Messages that were written, not spoken: by a client for the caller, or a note of the system (untrusted). */
  typed: {
    readonly itemId: string;
    readonly role: Role;
    readonly text: string;
    readonly at: Instant;
    readonly seq: number;
  }[];
  /** Usage of caller transcription, one a transcript. */
  transcriptions: { readonly usage: Raw }[];
  /** What was said in a translation session, and what is being said; how much sound was put in, where that was told. */
  passages: Passage[];
  passing: Passages;
  elapsedMs?: number;
  rateLimits: Map<string, { worst: number; limit: RateLimit }>;
  ended?: { readonly at: Instant; readonly reason: string };
};

/** Where in the stream something happened, and the ids of what this connection sent. */
export type When = { readonly seq: number; readonly at: Instant; readonly sentIds: ReadonlySet<string> };

/** How long a call was seen, from the first signal to the last, in milliseconds; 0 when nothing was. */
export const seenMs = ({ first, last }: Pick<Facts, 'first' | 'last'>): number =>
  first === undefined || last === undefined ? 0 : last.mono - first.mono;
