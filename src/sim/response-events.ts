import { child, children, own, text } from '../core/raw.ts';
import { invalidValue, refusal } from './refusal.ts';
import type { Handler } from './scene.ts';
import { truncate } from './truncate.ts';

/** response.create */
export const createResponse: Handler = (event, { stage, responses }) => {
  const request = child(event, 'response') ?? {};
  if (text(stage.config(), 'type') === 'transcription') {
    return refusal('invalid_value', 'A transcription session has no responses.', 'type');
  }
  const where = text(request, 'conversation');
  if (where !== undefined && !['auto', 'none', stage.conversationId].includes(where)) {
    return invalidValue(where, ['auto', 'none'], 'response.conversation');
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

/** response.cancel */
export const cancelResponse: Handler = (event, { responses }) =>
  responses.cancel('client_cancelled', text(event, 'response_id'))
    ? undefined
    : refusal('response_cancel_not_active', 'Cancellation failed: no active response found');

/** output_audio_buffer.clear */
export const clearOutput: Handler = (_event, { stage, sound }) => {
  for (const cut of sound.clear() ?? []) truncate(stage, cut);
  return undefined;
};
