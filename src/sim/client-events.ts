import { child, isRaw, own, text, type Raw } from '../core/raw.ts';
import { kindOf } from '../core/session-kind.ts';
import { clientEvents } from './client-shapes.ts';
import { closeSession } from './interpreter-events.ts';
import { append, clearInput, commit } from './input-events.ts';
import { createItem, deleteItem, retrieveItem, truncateItem } from './item-events.ts';
import { listTools, newServers } from './mcp.ts';
import { readJson } from './read-json.ts';
import { invalidValue, refusal, type Refusal } from './refusal.ts';
import { cancelResponse, clearOutput, createResponse } from './response-events.ts';
import type { Handler, Scene } from './scene.ts';
import { forbidden, merged } from './session-config.ts';
import type { Participant, Stage } from './stage.ts';

const update: Handler = (event, { stage, responses, configure, run }) => {
  const patch = child(event, 'session') ?? {};
  const { type: _, ...fields } = patch;
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
  ['session.input_audio_buffer.append', append],
  ['session.close', closeSession],
]);

/** The client event in a frame, or what is wrong with it. */
export const readClientEvent = (
  frame: string,
  stage: Stage,
): { readonly event: Raw; readonly wrong?: undefined } | { readonly event: Raw; readonly wrong: Refusal } => {
  let event: unknown;
  try {
    event = readJson(frame);
  } catch {
    return { event: {}, wrong: refusal('invalid_json', 'Invalid event: failed to parse JSON value.') };
  }
  if (!isRaw(event)) {
    return { event: {}, wrong: refusal('invalid_event', 'Invalid event: expected a JSON object.') };
  }
  const type = own(event, 'type');
  if (type === undefined) return { event, wrong: refusal('invalid_event', "The 'type' field is missing.") };
  const { shapes, names } = clientEvents[kindOf(stage.config())];
  const shape = typeof type === 'string' ? shapes.get(type) : undefined;
  const unheard = type === 'output_audio_buffer.clear' && stage.transport === 'websocket';
  if (shape === undefined || unheard) {
    const said = typeof type === 'string' ? type : JSON.stringify(type);
    return { event, wrong: invalidValue(said, names, 'type') };
  }
  const wrong = shape(event, '');
  return wrong === undefined ? { event } : { event, wrong };
};

/** Carries a checked client event out, or says why not. */
export const handle = (event: Raw, scene: Scene, from: Participant): Refusal | undefined =>
  handlers.get(text(event, 'type') ?? '')?.(event, scene, from);
