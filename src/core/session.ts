import type { ToolCallId } from './ids.ts';
import type { Order } from './order.ts';
import type { Passage, Passages } from './passages.ts';
import type { Raw } from './raw.ts';
import type { EndReason, Gap, Instant } from './signal.ts';
import type { Whose } from './whose.ts';

export type Role = 'user' | 'agent' | 'system';

/** One thing of the conversation, in the words of the wire where it has them. Ids and texts are untrusted. */
export type Item = {
  readonly id: string;
  /** `message`, `function_call`, `function_call_output`, `mcp_call`, `mcp_list_tools`, `mcp_approval_request`, … */
  readonly type: string;
  readonly role?: Role;
  /** `in_progress`, `completed`, `incomplete`; undefined when the wire did not say. */
  readonly status?: string;
  /** What was said or written, as far as known: both the agent's and the caller's transcript end up here. */
  readonly text: string;
  /** False while the text still grows, or while a caller's transcription is outstanding. */
  readonly final: boolean;
  /** Set when the agent was cut off: how much was heard, in ms, if the server said. */
  readonly cut?: { readonly heardMs?: number };
  readonly responseId?: string;
  readonly toolCallId?: ToolCallId;
  readonly addedAt?: Instant;
  /** False when we only know the item from a later mention (attached late, or across a gap). */
  readonly seen: boolean;
};

/** A response as we saw it. Finished ones stay, for `say`, metrics and reports. */
export type Response = {
  readonly id: string;
  /** `in_progress`, `completed`, `cancelled`, `incomplete`, `failed`; `unknown` when a gap swallowed its end. */
  readonly status: string;
  /** `turn_detected`, `client_cancelled`, `max_output_tokens`, `content_filter`, or an error code. */
  readonly reason?: string;
  /** False for an out-of-band response (`conversation: "none"`). */
  readonly inConversation: boolean;
  readonly metadata?: Raw;
  readonly items: readonly string[];
  readonly createdAt?: Instant;
  readonly doneAt?: Instant;
  readonly usage?: Raw;
};

/** A function or MCP call. `answered` means an output item was seen, whoever sent it. */
export type ToolCall = {
  readonly id: ToolCallId;
  readonly kind: 'function' | 'mcp';
  readonly name?: string;
  readonly itemId?: string;
  readonly responseId?: string;
  /** JSON text as the model wrote it. */
  readonly arguments: string;
  readonly state: 'building' | 'called' | 'answered' | 'failed' | 'abandoned';
  readonly output?: string;
  readonly outputs: number;
  readonly calledAt?: Instant;
  readonly answeredAt?: Instant;
};

/** An effective configuration of the session that the server told us, and when. */
export type ConfigSeen = {
  readonly seq: number;
  readonly at: Instant;
  readonly config: Raw;
  /** Whose doing it was, if that is known. */
  readonly whose?: Whose | undefined;
};

export type ErrorSeen = {
  readonly seq: number;
  readonly at: Instant;
  readonly type?: string;
  readonly code?: string;
  readonly message: string;
  /** The client event it blames, if it says. */
  readonly eventId?: string;
};

export type RateLimit = {
  readonly name: string;
  readonly limit?: number;
  readonly remaining?: number;
  readonly resetSeconds?: number;
};

/** A gap as the session met it, with what was open when the link was lost: all of that has an unknown outcome. */
export type GapSeen = Gap & {
  readonly seq: number;
  /** The last frame before: its number in our stream and the server's id of it. */
  readonly last?: { readonly seq: number; readonly eventId?: string };
  readonly responses: readonly string[];
  readonly toolCalls: readonly ToolCallId[];
  readonly userSpeaking: boolean;
};

/** Text that is still growing, by item id: kept apart from `items` so that a delta costs little. */
export type Draft = {
  readonly itemId: string;
  readonly role: Role;
  readonly text: string;
  readonly since: Instant;
};

/** Tokens summed over every `response.done`, by modality. Cached tokens are a subset of the input. */
export type Usage = {
  readonly responses: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly input: { readonly text: number; readonly audio: number; readonly image: number };
  readonly cached: { readonly text: number; readonly audio: number; readonly image: number };
  readonly output: { readonly text: number; readonly audio: number };
  /** Input transcription is billed apart: by tokens or by seconds. */
  readonly transcription: { readonly tokens: number; readonly seconds: number };
};

/** What we believe about a call: the fold of every event so far. Immutable. Of very many things only the newest thousands. */
export type Session = {
  readonly id?: string;
  readonly model?: string;
  /** Unix seconds; the session is cut off then. */
  readonly expiresAt?: number;
  /**
   * The last effective configuration the server told us, and each that differed from the one before it, oldest first.
   * Of very many, those after the first are forgotten, and counted.
   */
  readonly config?: Raw;
  readonly configs: readonly ConfigSeen[];
  readonly configsForgotten: number;
  readonly items: ReadonlyMap<string, Item>;
  /** Item ids in the order of the conversation (by `previous_item_id` of `added`), not of arrival. */
  readonly order: Order;
  readonly drafts: ReadonlyMap<string, Draft>;
  /** What is being said in a translation session, and what of it became whole with the entry of that number. */
  readonly interpreted?: {
    readonly passages: Passages;
    readonly whole: readonly Passage[];
    readonly seq: number;
  };
  readonly user: { readonly speaking: boolean; readonly since?: Instant };
  /** The response whose audio the caller hears now, and since when. */
  readonly agent: { readonly audible?: string; readonly since?: Instant };
  /** Every response seen, by id; `active` are those whose end we have not seen. */
  readonly responses: ReadonlyMap<string, Response>;
  readonly active: readonly string[];
  readonly toolCalls: ReadonlyMap<ToolCallId, ToolCall>;
  /** How many of these were too old to be remembered. */
  readonly forgotten: { readonly items: number; readonly responses: number; readonly toolCalls: number };
  readonly errors: readonly ErrorSeen[];
  readonly usage: Usage;
  readonly rateLimits: ReadonlyMap<string, RateLimit>;
  readonly counts: {
    readonly received: number;
    readonly sent: number;
    readonly unknown: number;
    readonly malformed: number;
    readonly duplicate: number;
  };
  readonly lastFrame?: { readonly seq: number; readonly eventId?: string; readonly at: Instant };
  readonly link: 'connecting' | 'open' | 'retrying' | 'closed';
  readonly gaps: readonly GapSeen[];
  /** Set by an `error` that announces the end: `session_expired`, `beta_api_shape_disabled`, … */
  readonly fatal?: string;
  readonly end?: { readonly reason: EndReason; readonly at: Instant };
};

/** A session nothing is known of yet. */
export const newSession: Session = {
  configs: [],
  configsForgotten: 0,
  items: new Map(),
  order: [],
  drafts: new Map(),
  user: { speaking: false },
  agent: {},
  responses: new Map(),
  active: [],
  toolCalls: new Map(),
  forgotten: { items: 0, responses: 0, toolCalls: 0 },
  errors: [],
  usage: {
    responses: 0,
    inputTokens: 0,
    outputTokens: 0,
    input: { text: 0, audio: 0, image: 0 },
    cached: { text: 0, audio: 0, image: 0 },
    output: { text: 0, audio: 0 },
    transcription: { tokens: 0, seconds: 0 },
  },
  rateLimits: new Map(),
  counts: { received: 0, sent: 0, unknown: 0, malformed: 0, duplicate: 0 },
  link: 'connecting',
  gaps: [],
};
