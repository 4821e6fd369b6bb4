import type { CallerTable } from './caller-table.ts';
import type { Rows } from './cells.ts';
import type { Passage, Passages } from './passages.ts';
import type { ResponseTable } from './response-table.ts';
import type { SessionKind } from './session-kind.ts';
import type { RateLimit, Role } from './session.ts';
import type { Gap, Instant } from './signal.ts';
import type { TranscriptionTable, TranscriptionUsage } from './transcription-table.ts';
import type { ResponseUsage } from './usage.ts';

/**
 * A stretch in which the caller spoke, as the server's voice activity detection had it. Moments are of arrival, in ms of the
 * stream's own clock.
 */
export type CallerSpeech = {
  /** Where it began in the stream. */
  readonly seq: number;
  readonly startedAt?: number | undefined;
  readonly stoppedAt?: number | undefined;
  readonly committedAt?: number | undefined;
  /** On the clock of the input audio, in ms; the start includes the padding, the end the silence waited for. */
  readonly startMs?: number | undefined;
  readonly endMs?: number | undefined;
  /** What was said, when a transcription came (untrusted). Nothing where words are not kept. */
  readonly transcript?: string | undefined;
  /** What was said was no more than a sound of listening; undefined when no transcription came. */
  readonly listening?: boolean | undefined;
  readonly transcribedAt?: number | undefined;
  /** The code of the language it was said in, where the transcription recognised it (untrusted). */
  readonly language?: string | undefined;
  readonly transcriptionFailed?: true | undefined;
  /** Mean probability of the transcript's tokens, when the server gave them. */
  readonly confidence?: number | undefined;
  /** The settings of turn taking in force when it ended; undefined when the session's were never seen. */
  readonly detection?: Detection | undefined;
};

/** Turn taking as configured: `none` when the client commits by itself. */
export type Detection = {
  readonly type: 'server_vad' | 'semantic_vad' | 'none' | 'other';
  readonly silenceMs?: number;
  readonly paddingMs?: number;
};

/** A response, with the moments that matter, in ms of the stream's own clock. */
export type ResponseFacts = {
  /** Empty where words are not kept. */
  readonly id: string;
  /** Where it began in the stream. */
  readonly seq: number;
  readonly inConversation: boolean;
  /** Made by this tool: its metadata says so. */
  readonly operator: boolean;
  readonly createdAt?: number | undefined;
  readonly firstDeltaAt?: number | undefined;
  readonly firstAudioAt?: number | undefined;
  readonly firstWordAt?: number | undefined;
  /** The caller begins to hear it, and the last of it; `cleared` when what was left was thrown away. */
  readonly audibleAt?: number | undefined;
  readonly silentAt?: number | undefined;
  readonly cleared?: 'caller' | 'client' | undefined;
  readonly doneAt?: number | undefined;
  readonly status?: string | undefined;
  readonly reason?: string | undefined;
  readonly usage?: ResponseUsage | undefined;
  /** The model of the session when it was done. */
  readonly model?: string | undefined;
  /** How much of its speech was heard, in ms, when it was cut off. */
  readonly heardMs?: number | undefined;
  /** What was said or written (untrusted), in the order of its items. Nothing where words are not kept. */
  readonly words: readonly { readonly itemId: string; readonly text: string }[];
};

/** A function or MCP call. Moments are in ms of the stream's own clock. */
export type ToolFacts = {
  id: string;
  kind: 'function' | 'mcp';
  name?: string;
  /** Nothing where words are not kept. */
  arguments?: string;
  responseId?: string;
  calledAt?: number;
  /** When the first output was seen, and how many there were. */
  answeredAt?: number;
  /** The first output (untrusted). Nothing where words are not kept. */
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
  /** False where words and ids are of no use to anybody: then none are kept. */
  readonly words: boolean;
  callers: Rows<CallerSpeech>;
  /** In the order they were first seen. */
  responses: Rows<ResponseFacts>;
  tools: Map<string, ToolFacts>;
  actions: ActionFacts[];
  errors: ErrorFacts[];
  gaps: Gap[];
  opens: { readonly at: Instant; readonly took: number; readonly epoch: number }[];
  /** The caller's idle time-outs that the server acted upon. */
  timeouts: Instant[];
  dtmf: number;
  /**
   * Messages that were written, not spoken: by a client for the caller, or a note of the system (untrusted). None where words
   * are not kept.
   */
  typed: {
    readonly itemId: string;
    readonly role: Role;
    readonly text: string;
    readonly at: Instant;
    readonly seq: number;
  }[];
  /** Usage of caller transcription, one a transcript. */
  transcriptions: Rows<TranscriptionUsage>;
  /**
   * What was said in a translation session, where words are kept, and how often; what is being said; how much sound was put
   * in, where that was told.
   */
  passages: Passage[];
  passagesSaid: { user: number; agent: number };
  passing: Passages;
  elapsedMs?: number;
  rateLimits: Map<string, { worst: number; limit: RateLimit }>;
  ended?: { readonly at: Instant; readonly reason: string };
};

/** Facts that are being gathered. */
export type Gathered = Omit<Facts, 'callers' | 'responses' | 'transcriptions'> & {
  readonly callers: CallerTable;
  readonly responses: ResponseTable;
  readonly transcriptions: TranscriptionTable;
};

/** Where in the stream something happened, and the ids of what this connection sent. */
export type When = { readonly seq: number; readonly at: Instant; readonly sentIds: ReadonlySet<string> };

/** How long a call was seen, from the first signal to the last, in milliseconds; 0 when nothing was. */
export const seenMs = ({ first, last }: Pick<Facts, 'first' | 'last'>): number =>
  first === undefined || last === undefined ? 0 : last.mono - first.mono;
