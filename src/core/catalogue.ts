import * as audio from './events/audio.ts';
import * as conversation from './events/conversation.ts';
import { serverError } from './events/error.ts';
import { rateLimitsUpdated } from './events/limits.ts';
import * as response from './events/response.ts';
import * as session from './events/session.ts';
import * as speech from './events/speech.ts';
import * as tool from './events/tool.ts';
import * as transcription from './events/transcription.ts';
import * as translation from './events/translation.ts';
import type { Definition, Known, Line, Stamp } from './definition.ts';
import type { Raw } from './raw.ts';
import type { Session } from './session.ts';

/** Every server event of a call, by family: the order of `help events`. */
const definitions = [
  session.sessionCreated,
  session.sessionUpdated,
  session.conversationCreated,
  conversation.itemAdded,
  conversation.itemDone,
  conversation.itemCreated,
  conversation.itemRetrieved,
  conversation.itemDeleted,
  conversation.itemTruncated,
  transcription.transcriptionDelta,
  transcription.transcriptionCompleted,
  transcription.transcriptionSegment,
  transcription.transcriptionFailed,
  audio.speechStarted,
  audio.speechStopped,
  audio.inputCommitted,
  audio.inputCleared,
  audio.idleTimeout,
  audio.dtmfReceived,
  audio.outputStarted,
  audio.outputStopped,
  audio.outputCleared,
  response.responseCreated,
  response.responseDone,
  response.outputItemAdded,
  response.outputItemDone,
  response.contentPartAdded,
  response.contentPartDone,
  speech.textDelta,
  speech.textDone,
  speech.audioDelta,
  speech.audioDone,
  speech.transcriptDelta,
  speech.transcriptDone,
  tool.argumentsDelta,
  tool.argumentsDone,
  tool.mcpArgumentsDelta,
  tool.mcpArgumentsDone,
  tool.mcpCallInProgress,
  tool.mcpCallCompleted,
  tool.mcpCallFailed,
  tool.mcpListInProgress,
  tool.mcpListCompleted,
  tool.mcpListFailed,
  rateLimitsUpdated,
  serverError,
] as const;

/** Events of translation sessions, which are a protocol of their own. */
const translationDefinitions = [
  translation.sessionClosed,
  translation.inputTranscriptDelta,
  translation.outputTranscriptDelta,
  translation.translatedAudioDelta,
] as const;

type KnownOf<D> = D extends Definition<infer Type, infer Fields> ? Known<Type, Fields> : never;

/** An event of the API as it is today, with the fields we use. */
export type RealtimeEvent = KnownOf<(typeof definitions)[number]>;

/** Any server event we understand. */
export type ServerEvent = RealtimeEvent | KnownOf<(typeof translationDefinitions)[number]>;

/** A definition whose fields are its own secret: what `read` gives is what `apply` and `line` take. */
export type AnyDefinition = {
  readonly type: ServerEvent['type'];
  readonly read: (raw: Raw) => unknown;
  readonly joins?: true;
  readonly apply: (session: Session, fields: never, stamp: Stamp) => Session;
  readonly line: (fields: never, session: () => Session) => Line;
};

/** Names of the retired beta API, and of the deprecated transcription session, with what they are called now. */
const retired: ReadonlyMap<string, RealtimeEvent['type']> = new Map([
  ['response.text.delta', 'response.output_text.delta'],
  ['response.text.done', 'response.output_text.done'],
  ['response.audio.delta', 'response.output_audio.delta'],
  ['response.audio.done', 'response.output_audio.done'],
  ['response.audio_transcript.delta', 'response.output_audio_transcript.delta'],
  ['response.audio_transcript.done', 'response.output_audio_transcript.done'],
  ['transcription_session.created', 'session.created'],
  ['transcription_session.updated', 'session.updated'],
]);

const byType: ReadonlyMap<string, AnyDefinition> = (() => {
  const map = new Map<string, AnyDefinition>();
  for (const definition of [...definitions, ...translationDefinitions]) map.set(definition.type, definition);
  for (const [old, type] of retired) {
    const definition = map.get(type);
    if (definition !== undefined) map.set(old, definition);
  }
  return map;
})();

/** The definition that understands an event of this type, also under its retired name. */
export const definitionOf = (type: string): AnyDefinition | undefined => byType.get(type);

/** What a definition reads of an event; undefined when it does not recognise the shape. */
export const knownOf = (definition: AnyDefinition, raw: Raw): ServerEvent | undefined => {
  const fields = definition.read(raw);
  // What a definition reads is what its type says it reads.
  return fields === undefined ? undefined : ({ type: definition.type, fields } as ServerEvent);
};

/** The names of all server events of a call, as they are today. */
export const eventNames: readonly RealtimeEvent['type'][] = definitions.map(({ type }) => type);

/** The names of the events that come in translation sessions only. */
export const translationEventNames: readonly ServerEvent['type'][] = translationDefinitions.map(
  ({ type }) => type,
);

export { clientEventNames } from './client-events.ts';
