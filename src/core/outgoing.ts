import { contains } from './contains.ts';
import type { Entry, Ids } from './ports.ts';
import { at, child, children, isRaw, own, text, type Raw } from './raw.ts';

/** A client event together with how its acceptance is recognised. Success events never carry our `event_id`. */
export type Outgoing = {
  /** The event as sent, `event_id` included. */
  readonly event: Raw;
  readonly id: string;
  /** The verb, as records name it. */
  readonly by: string;
  /** What we wait for, in words. */
  readonly effect: string;
  /** Milliseconds after which no answer means `unknown` (reliability: 5 s, 10 s for responses). */
  readonly limit: number;
  readonly accepts: (entry: Entry) => boolean;
};

const serverRaw = (entry: Entry): Raw | undefined =>
  entry.event.kind === 'server' ? entry.event.raw : undefined;

/** True for a received event of this GA type that was not a duplicate. */
export const isType = (entry: Entry, ...types: readonly string[]): boolean =>
  entry.event.kind === 'server' && entry.duplicate !== true && types.includes(entry.event.known.type);

/** The metadata key under which a response carries our tag, so that ours is told from anybody else's. */
export const responseTag = 'rt_sideband';

const tagOf = (entry: Entry): string | undefined =>
  text(child(child(serverRaw(entry), 'response'), 'metadata'), responseTag);

/** True when the entry is about the response with this tag. */
export const isTagged = (entry: Entry, tag: string): boolean => tagOf(entry) === tag;

/** Changes only the given fields of the session. Accepted by a `session.updated` that holds all of them. */
export const updateSession = (patch: Raw, ids: Ids, kind = 'realtime', by = 'instruct'): Outgoing => {
  const id = ids('event');
  // The update of a translation session has no type.
  const session = kind === 'translation' ? patch : { type: kind, ...patch };
  return {
    event: { type: 'session.update', event_id: id, session },
    id,
    by,
    effect: 'session.updated that holds our values',
    limit: 5000,
    accepts: (entry) =>
      isType(entry, 'session.updated') && contains(child(serverRaw(entry), 'session'), session),
  };
};

/** Asks for the effective session by an update that changes nothing: there is no other way to read it. */
export const readSession = (ids: Ids, by = 'instruct', kind = 'realtime'): Outgoing => ({
  ...updateSession({}, ids, kind, by),
  effect: 'session.updated',
  accepts: (entry) => isType(entry, 'session.updated'),
});

/** True for an item that cannot be this one of ours: its id is ours too, but its output is somebody else's. */
export const isAnother = (item: unknown, ours: Raw): boolean =>
  isRaw(item) && 'output' in ours && 'output' in item && item['output'] !== ours['output'];

/**
 * Adds an item at the end of the conversation, under an id of ours. Accepted when an item of that id was added, with the
 * output that ours has: two operators who answer the same tool call name their items alike.
 */
export const createItem = (item: Raw, ids: Ids, by: string): Outgoing => {
  const id = ids('event');
  const itemId = text(item, 'id') ?? ids('item');
  return {
    event: { type: 'conversation.item.create', event_id: id, item: { id: itemId, ...item } },
    id,
    by,
    effect: 'conversation.item.added with our item id',
    limit: 5000,
    accepts: (entry) =>
      isType(entry, 'conversation.item.added', 'conversation.item.done') &&
      at(serverRaw(entry), 'item.id') === itemId &&
      !isAnother(at(serverRaw(entry), 'item'), item),
  };
};

/** Asks for an item by its id. Accepted when it comes. */
export const retrieveItem = (itemId: string, ids: Ids, by: string): Outgoing => {
  const id = ids('event');
  return {
    event: { type: 'conversation.item.retrieve', event_id: id, item_id: itemId },
    id,
    by,
    effect: 'conversation.item.retrieved',
    limit: 5000,
    accepts: (entry) =>
      isType(entry, 'conversation.item.retrieved') && at(serverRaw(entry), 'item.id') === itemId,
  };
};

/** A user message of text. */
export const userMessage = (words: string): Raw => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text: words }],
});

/** A system message of text: the model reads it, the caller does not hear it. */
export const systemMessage = (words: string): Raw => ({
  type: 'message',
  role: 'system',
  content: [{ type: 'input_text', text: words }],
});

/** Starts a response that carries `tag` in its metadata. Accepted when a response with that tag appears. */
export const createResponse = (response: Raw, tag: string, ids: Ids, by: string): Outgoing => {
  const id = ids('event');
  const metadata = isRaw(response['metadata']) ? response['metadata'] : {};
  return {
    event: {
      type: 'response.create',
      event_id: id,
      response: { ...response, metadata: { ...metadata, source: 'rt-sideband', [responseTag]: tag } },
    },
    id,
    by,
    effect: 'response.created with our tag',
    limit: 10_000,
    accepts: (entry) => isType(entry, 'response.created', 'response.done') && isTagged(entry, tag),
  };
};

/** Cuts off what is being generated: the response of this id, or the one of the conversation. */
export const cancelResponse = (responseId: string | undefined, ids: Ids, by: string): Outgoing => {
  const id = ids('event');
  return {
    event: {
      type: 'response.cancel',
      event_id: id,
      ...(responseId === undefined ? {} : { response_id: responseId }),
    },
    id,
    by,
    effect: 'response.done that says cancelled',
    limit: 5000,
    accepts: (entry) =>
      isType(entry, 'response.done') &&
      (responseId === undefined
        ? own(child(serverRaw(entry), 'response'), 'conversation_id') !== null
        : at(serverRaw(entry), 'response.id') === responseId) &&
      wasCancelled(entry),
  };
};

/** True for a response that a client cut off: one that ended by itself, or was talked over, confirms no cancel. */
const wasCancelled = (entry: Entry): boolean => {
  const response = child(serverRaw(entry), 'response');
  const reason = at(response, 'status_details.reason');
  return text(response, 'status') === 'cancelled' && reason !== 'turn_detected';
};

/** Drops the audio that the caller has not heard yet. WebRTC and SIP calls only. */
export const clearOutputAudio = (ids: Ids, by: string): Outgoing => {
  const id = ids('event');
  return {
    event: { type: 'output_audio_buffer.clear', event_id: id },
    id,
    by,
    effect: 'output_audio_buffer.cleared',
    limit: 5000,
    accepts: (entry) => isType(entry, 'output_audio_buffer.cleared'),
  };
};

/** Everything a finished response said or wrote, from its `response.done`. */
export const spokenIn = (entry: Entry): string =>
  children(child(serverRaw(entry), 'response'), 'output')
    .flatMap((item) => children(item, 'content'))
    .map((part) => text(part, 'transcript') ?? text(part, 'text') ?? '')
    .join('');
