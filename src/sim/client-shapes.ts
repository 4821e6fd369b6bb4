import { isRaw } from '../core/raw.ts';
import type { SessionKind } from '../core/session-kind.ts';
import { formatShape, voiceShape } from './audio-shapes.ts';
import { inputShape, itemShape } from './item-shapes.ts';
import { refusal } from './refusal.ts';
import {
  maxTokensShape,
  modalitiesShape,
  promptShape,
  reasoningShape,
  sessionShape,
  toolChoiceShape,
  toolShape,
  translationUpdateShape,
} from './session-shape.ts';
import { boolean, list, nullable, number, object, string, type Shape } from './shape.ts';

/** At most 16 pairs, keys of at most 64 and values of at most 512 characters. */
const metadataShape: Shape = (value, path) => {
  if (!isRaw(value)) return object({})(value, path);
  const pairs = Object.entries(value);
  if (pairs.length > 16) {
    return refusal(
      'object_above_max_properties',
      `Invalid '${path}': too many properties. Expected an object with at most 16 properties, but got an object with ${pairs.length} properties instead.`,
      path,
    );
  }
  for (const [key, one] of pairs) {
    if (key.length > 64) {
      return refusal(
        'string_above_max_length',
        `Invalid '${path}': a key is longer than 64 characters.`,
        path,
      );
    }
    const wrong = string(512)(one, `${path}.${key}`);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
};

const responseShape = object({
  conversation: string(),
  input: list(inputShape),
  instructions: string(),
  output_modalities: modalitiesShape,
  audio: object({ output: object({ voice: voiceShape, format: formatShape }) }),
  max_output_tokens: maxTokensShape,
  metadata: nullable(metadataShape),
  tools: list(toolShape),
  tool_choice: toolChoiceShape,
  prompt: promptShape,
  reasoning: reasoningShape,
  parallel_tool_calls: boolean,
});

const event = (fields: Readonly<Record<string, Shape>> = {}, required: readonly string[] = []): Shape =>
  object({ type: string(), event_id: string(512), ...fields }, required);

const audio = string(21_000_000);

const realtimeShapes: ReadonlyMap<string, Shape> = new Map([
  ['session.update', event({ session: sessionShape }, ['session'])],
  ['input_audio_buffer.append', event({ audio }, ['audio'])],
  ['input_audio_buffer.commit', event()],
  ['input_audio_buffer.clear', event()],
  ['output_audio_buffer.clear', event()],
  ['conversation.item.create', event({ item: itemShape, previous_item_id: nullable(string()) }, ['item'])],
  ['conversation.item.retrieve', event({ item_id: string() }, ['item_id'])],
  ['conversation.item.delete', event({ item_id: string() }, ['item_id'])],
  [
    'conversation.item.truncate',
    event({ item_id: string(), content_index: number(0, 1000), audio_end_ms: number(0, 1_000_000_000) }, [
      'item_id',
      'content_index',
      'audio_end_ms',
    ]),
  ],
  ['response.create', event({ response: responseShape })],
  ['response.cancel', event({ response_id: string() })],
]);

/** The names the service lists when it does not know an event, in its order. */
const realtimeNames = [
  'session.update',
  'session.close',
  'input_audio_buffer.append',
  'session.input_audio_buffer.append',
  'input_audio_buffer.commit',
  'input_audio_buffer.clear',
  'conversation.item.create',
  'conversation.item.truncate',
  'conversation.item.delete',
  'conversation.item.retrieve',
  'response.create',
  'response.cancel',
];

/** What makes sense where nobody answers; that the service refuses the rest, and in these words, is a guess. */
const transcriptionNames = [
  'session.update',
  'input_audio_buffer.append',
  'input_audio_buffer.commit',
  'input_audio_buffer.clear',
  'conversation.item.delete',
  'conversation.item.retrieve',
];

/** The events of a translation session: a protocol of its own (openai 7.57). */
const translationShapes: ReadonlyMap<string, Shape> = new Map([
  ['session.update', event({ session: translationUpdateShape }, ['session'])],
  ['session.input_audio_buffer.append', event({ audio }, ['audio'])],
  ['session.close', event()],
]);

/** The client events of one kind of session: what each may hold, and the names that are listed for who sends another. */
export type ClientEvents = {
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly names: readonly string[];
};

const only = (names: readonly string[]): ReadonlyMap<string, Shape> =>
  new Map([...realtimeShapes].filter(([name]) => names.includes(name)));

/** The client events by the kind of session. */
export const clientEvents: Readonly<Record<SessionKind, ClientEvents>> = {
  realtime: { shapes: realtimeShapes, names: realtimeNames },
  transcription: { shapes: only(transcriptionNames), names: transcriptionNames },
  translation: { shapes: translationShapes, names: [...translationShapes.keys()] },
};
