import { isRaw, text, type Raw } from '../core/raw.ts';
import type { Leg } from './leg.ts';
import { notRealtime } from './agentless.ts';
import { readJson } from './read-json.ts';
import { refusal, type Refusal } from './refusal.ts';
import { failed, type Reply } from './reply.ts';
import type { Scenario } from './scenario.ts';
import { isRealtimeModel } from './session-config.ts';
import type { Switchboard } from './switchboard.ts';

/** A request to the REST part, with its body read. */
export type Request = {
  readonly method: string;
  /** The path under `/v1`. */
  readonly path: string;
  readonly key: string | undefined;
  readonly contentType: string;
  readonly body: Buffer;
};

/**
 * The door for media legs: answers SDP offers, and hands over the leg of who called; without one the answer leads
 * nowhere. Undefined for what is no offer.
 */
export type Media = {
  answer(offer: string): Promise<{ readonly sdp: string; readonly leg?: Leg | undefined } | undefined>;
  /** Hangs up what is left. */
  close?(): void;
};

/** What the REST part works with. */
export type Desk = {
  readonly board: Switchboard;
  readonly media: Media;
  /** What callers do whose call was made over REST. */
  readonly created: Scenario;
  /** What the model answers callers who come over a media leg of their own. */
  readonly called: Scenario;
};

/** Answers one kind of request; `id` is the call it is about, if any. */
export type Handler = (request: Request, desk: Desk, id: string) => Reply | Promise<Reply>;

/** A body as a JSON object; no body is an empty one, anything else nothing. */
export const json = (body: Buffer): Raw | undefined => {
  if (body.length === 0) return {};
  try {
    const value = readJson(body.toString('utf8'));
    return isRaw(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** The reply to a body that is not JSON. */
export const notJson = failed(
  400,
  refusal(null, 'We could not parse the JSON body of your request. The API expects a JSON payload.'),
);

/** What is wrong with the model of a session, if anything. */
export const modelOf = (session: Raw): Refusal | undefined => {
  const model = text(session, 'model');
  if (model === undefined || isRealtimeModel(model)) return undefined;
  return notRealtime(model);
};
