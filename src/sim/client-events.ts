import { child, children, isRaw, number, own, text, type Raw } from '../core/raw.ts';
import { clientShapes, supportedEvents } from './client-shapes.ts';
import type { Hearing } from './hearing.ts';
import { silenceOf } from './hearing.ts';
import { completed, place } from './items.ts';
import { listTools, newServers } from './mcp.ts';
import type { Microphone } from './microphone.ts';
import type { Cut, Playback } from './playback.ts';
import { invalidValue, refusal, type Refusal } from './refusal.ts';
import type { Responses } from './responding.ts';
import type { Routine } from './routine.ts';
import { forbidden, merged } from './session-config.ts';
import { speechMs } from './speech.ts';
import type { Participant, Stage } from './stage.ts';

/** What client events act on. */
export type Scene = {
  readonly stage: Stage;
  readonly responses: Responses;
  readonly sound: Playback;
  readonly ears: Hearing;
  readonly microphone: Microphone;
  /** The words of the next spoken turn of a client that sends audio. */
  readonly nextWords: () => string;
  readonly configure: (config: Raw) => void;
  /** Plays a routine that ends with the session. */
  readonly run: (routine: Routine) => void;
};

type Handler = (event: Raw, scene: Scene, from: Participant) => Refusal | undefined;

const noItem = (verb: 'deleting' | 'retrieving' | 'truncating', id: string): Refusal => {
  const code = { deleting: 'item_delete', retrieving: 'item_retrieve', truncating: 'item_truncate' }[verb];
  return refusal(
    `${code}_invalid_item_id`,
    `Error ${verb} item: the item with id '${id}' does not exist.`,
    'item_id',
  );
};

const update: Handler = (event, { stage, responses, configure, run }) => {
  const { type, ...fields } = child(event, 'session') ?? {};
  const patch = { type, ...fields };
  if (Object.keys(fields).length === 0 && stage.switches.choice('empty_session_update') === 'reject') {
    return refusal('invalid_value', 'The update changes nothing.', 'session');
  }
  const before = stage.config();
  const state = { spoken: responses.spoken(), responding: responses.active() !== undefined };
  const wrong = forbidden(before, patch, state);
  if (wrong !== undefined) return wrong;
  configure(merged(before, patch, { silence: stage.switches.number('silence_default') }));
  stage.emit({ type: 'session.updated', session: stage.config() });
  for (const server of newServers(before, stage.config())) run(listTools(stage, server));
  return undefined;
};

const createItem: Handler = (event, { stage }) => {
  const item = child(event, 'item') ?? {};
  const previous = text(event, 'previous_item_id');
  if (previous !== undefined && previous !== 'root' && !stage.conversation.has(previous)) {
    const message = `Error adding item: the previous item with id '${previous}' does not exist.`;
    return refusal('invalid_value', message, 'previous_item_id');
  }
  const id = text(item, 'id');
  if (id !== undefined && stage.conversation.has(id)) {
    return refusal('invalid_value', `Error adding item: an item with id '${id}' already exists.`, 'item.id');
  }
  if (text(item, 'type') === 'function_call_output') {
    const callId = text(item, 'call_id') ?? '';
    const called = stage.conversation.items().some((one) => isCall(one, callId));
    if (!called) {
      return refusal(
        'invalid_tool_call_id',
        `Tool call ID '${callId}' not found in conversation.`,
        'item.call_id',
      );
    }
  }
  place(stage, completed(stage, item), previous);
  return undefined;
};

const isCall = (item: Raw, callId: string): boolean =>
  text(item, 'type') === 'function_call' && text(item, 'call_id') === callId;

const retrieveItem: Handler = (event, { stage }) => {
  const id = text(event, 'item_id') ?? '';
  const item = stage.conversation.get(id);
  if (item === undefined) return noItem('retrieving', id);
  stage.emit({ type: 'conversation.item.retrieved', item });
  return undefined;
};

const deleteItem: Handler = (event, { stage }) => {
  const id = text(event, 'item_id') ?? '';
  if (!stage.conversation.has(id)) return noItem('deleting', id);
  stage.conversation.remove(id);
  stage.emit({ type: 'conversation.item.deleted', item_id: id });
  return undefined;
};

const truncateItem: Handler = (event, { stage }) => {
  const id = text(event, 'item_id') ?? '';
  const item = stage.conversation.get(id);
  if (item === undefined) return noItem('truncating', id);
  const part = children(item, 'content')[number(event, 'content_index') ?? 0];
  if (text(part, 'type') !== 'output_audio') {
    return refusal('invalid_value', 'Only model output audio messages can be truncated.', 'item_id');
  }
  const transcript = text(part, 'transcript');
  if (transcript === undefined) {
    return refusal('item_already_truncated', `The item with id '${id}' is already truncated.`, 'item_id');
  }
  const end = number(event, 'audio_end_ms') ?? 0;
  const length = speechMs(transcript);
  if (end > length) {
    const message = `Audio content of ${length}ms is already shorter than ${end}ms`;
    return refusal('invalid_value', message, 'audio_end_ms');
  }
  truncate(stage, { itemId: id, contentIndex: number(event, 'content_index') ?? 0, heardMs: end });
  return undefined;
};

/** Cuts the audio of an item off; the server forgets its transcript with it. */
export const truncate = (stage: Stage, cut: Cut): void => {
  const item = stage.conversation.get(cut.itemId);
  if (item === undefined) return;
  const content = children(item, 'content').map((part, index) => {
    const { transcript: _, ...rest } = part;
    return index === cut.contentIndex ? rest : part;
  });
  stage.conversation.replace(cut.itemId, { ...item, content });
  stage.emit({
    type: 'conversation.item.truncated',
    item_id: cut.itemId,
    content_index: cut.contentIndex,
    audio_end_ms: cut.heardMs,
  });
};

const createResponse: Handler = (event, { stage, responses }) => {
  const request = child(event, 'response') ?? {};
  if (text(stage.config(), 'type') === 'transcription') {
    return refusal('invalid_value', 'A transcription session has no responses.', 'type');
  }
  const voice = own(child(child(request, 'audio'), 'output') ?? {}, 'voice');
  const fixed = own(child(child(stage.config(), 'audio'), 'output') ?? {}, 'voice');
  if (voice !== undefined && responses.spoken() && JSON.stringify(voice) !== JSON.stringify(fixed)) {
    const message = "Cannot update a conversation's voice if assistant audio is present.";
    return refusal('cannot_update_voice', message, 'response.audio.output.voice');
  }
  const strange = children(request, 'input').find(
    (item) => text(item, 'type') === 'item_reference' && !stage.conversation.has(text(item, 'id') ?? ''),
  );
  if (strange !== undefined) {
    const message = `The item with id '${text(strange, 'id') ?? ''}' does not exist.`;
    return refusal('invalid_value', message, 'response.input');
  }
  return responses.create(request);
};

const cancelResponse: Handler = (event, { responses }) =>
  responses.cancel('client_cancelled', text(event, 'response_id'))
    ? undefined
    : refusal('response_cancel_not_active', 'Cancellation failed: no active response found');

const clearOutput: Handler = (_event, { stage, sound }) => {
  for (const cut of sound.clear() ?? []) truncate(stage, cut);
  return undefined;
};

const notHere = (stage: Stage, from: Participant): Refusal | undefined =>
  from.kind === 'sideband' && stage.switches.choice('append_on_sideband') === 'error'
    ? refusal('invalid_value', 'Input audio comes from the media leg of this call.', 'type')
    : undefined;

const append: Handler = (event, { stage, ears, microphone, nextWords }, from) => {
  const wrong = notHere(stage, from);
  if (wrong !== undefined) return wrong;
  const audio = text(event, 'audio') ?? '';
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(audio)) {
    return refusal('invalid_value', "Invalid 'audio'. Expected base64-encoded audio bytes.", 'audio');
  }
  const vad = child(child(child(stage.config(), 'audio'), 'input'), 'turn_detection');
  for (const heard of microphone.append(Buffer.from(audio, 'base64'), silenceOf(vad))) {
    if (vad === undefined) continue;
    if (heard.kind === 'began') ears.turn(heard.at);
    else {
      microphone.empty();
      ears.turnOver(heard.at, nextWords());
    }
  }
  return undefined;
};

const commit: Handler = (_event, { stage, ears, microphone, nextWords }, from) => {
  const wrong = notHere(stage, from);
  if (wrong !== undefined) return wrong;
  const ms = microphone.pending();
  if (ms < 100) {
    const message = `Error committing input audio buffer: buffer too small. Expected at least 100ms of audio, but buffer only has ${ms.toFixed(2)}ms of audio.`;
    return refusal('input_audio_buffer_commit_empty', message);
  }
  microphone.empty();
  ears.commit(stage.ids.item(), { words: nextWords(), speechMs: ms }, false);
  return undefined;
};

const clearInput: Handler = (_event, { stage, microphone }, from) => {
  const wrong = notHere(stage, from);
  if (wrong !== undefined) return wrong;
  microphone.empty();
  stage.emit({ type: 'input_audio_buffer.cleared' });
  return undefined;
};

const handlers: ReadonlyMap<string, Handler> = new Map([
  ['session.update', update],
  ['input_audio_buffer.append', append],
  ['input_audio_buffer.commit', commit],
  ['input_audio_buffer.clear', clearInput],
  ['output_audio_buffer.clear', clearOutput],
  ['conversation.item.create', createItem],
  ['conversation.item.retrieve', retrieveItem],
  ['conversation.item.delete', deleteItem],
  ['conversation.item.truncate', truncateItem],
  ['response.create', createResponse],
  ['response.cancel', cancelResponse],
]);

/** The client event in a frame, or what is wrong with it. */
export const readClientEvent = (
  frame: string,
  stage: Stage,
): { readonly event: Raw; readonly wrong?: undefined } | { readonly event: Raw; readonly wrong: Refusal } => {
  let event: unknown;
  try {
    event = JSON.parse(frame);
  } catch {
    return { event: {}, wrong: refusal('invalid_json', 'Invalid event: failed to parse JSON value.') };
  }
  if (!isRaw(event)) {
    return { event: {}, wrong: refusal('invalid_event', 'Invalid event: expected a JSON object.') };
  }
  const type = own(event, 'type');
  if (type === undefined) return { event, wrong: refusal('invalid_event', "The 'type' field is missing.") };
  const shape = typeof type === 'string' ? clientShapes.get(type) : undefined;
  const unheard = type === 'output_audio_buffer.clear' && stage.transport === 'websocket';
  if (shape === undefined || unheard) {
    const said = typeof type === 'string' ? type : JSON.stringify(type);
    return { event, wrong: invalidValue(said, supportedEvents, 'type') };
  }
  const wrong = shape(event, '');
  return wrong === undefined ? { event } : { event, wrong };
};

/** Carries a checked client event out, or says why not. */
export const handle = (event: Raw, scene: Scene, from: Participant): Refusal | undefined =>
  handlers.get(text(event, 'type') ?? '')?.(event, scene, from);
