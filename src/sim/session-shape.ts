import { isRaw, own } from '../core/raw.ts';
import { formatShape, inputAudioShape, noiseReductionShape, voiceShape } from './audio-shapes.ts';
import { refusal } from './refusal.ts';
import {
  anyObject,
  boolean,
  byType,
  list,
  nullable,
  number,
  object,
  oneOf,
  string,
  stringOr,
  type Shape,
} from './shape.ts';

/** `["audio"]` or `["text"]`, never both. */
export const modalitiesShape: Shape = (value, path) => {
  const wrong = list(oneOf('text', 'audio'))(value, path);
  if (wrong !== undefined || (Array.isArray(value) && value.length === 1)) return wrong;
  const given = Array.isArray(value) ? value.map((one) => `'${String(one)}'`).join(', ') : '';
  return refusal(
    'invalid_value',
    `Invalid modalities: [${given}]. Supported combinations are: ['text'] and ['audio'].`,
    path,
  );
};

/** A tool: a function, or a remote MCP server. */
export const toolShape = byType(
  new Map([
    [
      'function',
      object({ type: string(), name: string(64), description: nullable(string()), parameters: anyObject }, [
        'name',
      ]),
    ],
    [
      'mcp',
      (value: unknown, path: string) =>
        isRaw(value) && own(value, 'server_label') === undefined
          ? object({}, ['server_label'])(value, path)
          : anyObject(value, path),
    ],
  ]),
);

/** Which tool the model may or must call. */
export const toolChoiceShape = stringOr(
  oneOf('auto', 'none', 'required'),
  byType(
    new Map([
      ['function', object({ type: string(), name: string() }, ['name'])],
      ['mcp', object({ type: string(), server_label: string(), name: nullable(string()) }, ['server_label'])],
    ]),
  ),
);

/** 1 to 4096, or `inf`. */
export const maxTokensShape = stringOr(oneOf('inf'), number(1, 4096));

/** How hard a reasoning model thinks. */
export const reasoningShape = nullable(
  object({ effort: oneOf('minimal', 'low', 'medium', 'high', 'xhigh') }),
);

/** A reusable prompt. */
export const promptShape = nullable(
  object({ id: string(), version: nullable(string()), variables: nullable(anyObject) }, ['id']),
);

const realtime = object(
  {
    type: string(),
    model: string(),
    output_modalities: modalitiesShape,
    instructions: string(),
    audio: object({
      input: inputAudioShape,
      output: object({ format: formatShape, voice: voiceShape, speed: number(0.25, 1.5, 'decimal') }),
    }),
    tools: list(toolShape),
    tool_choice: toolChoiceShape,
    parallel_tool_calls: boolean,
    max_output_tokens: maxTokensShape,
    tracing: nullable(
      stringOr(oneOf('auto'), object({ workflow_name: string(), group_id: string(), metadata: anyObject })),
    ),
    truncation: stringOr(
      oneOf('auto', 'disabled'),
      object(
        {
          type: oneOf('retention_ratio'),
          retention_ratio: number(0, 1, 'decimal'),
          token_limits: object({ post_instructions: number(0, 1_000_000) }),
        },
        ['type', 'retention_ratio'],
      ),
    ),
    prompt: promptShape,
    include: nullable(list(oneOf('item.input_audio_transcription.logprobs'))),
    reasoning: reasoningShape,
    // Removed from the API, but the service still swallows it.
    temperature: number(0, 2, 'decimal'),
  },
  ['type'],
);

const transcriptionSession = object(
  {
    type: string(),
    audio: object({ input: inputAudioShape }),
    include: nullable(list(oneOf('item.input_audio_transcription.logprobs'))),
  },
  ['type'],
);

/** A session as clients write it: complete, or the part to change. */
export const sessionShape = byType(
  new Map([
    ['realtime', realtime],
    ['transcription', transcriptionSession],
  ]),
);

const translationFields = {
  audio: object({
    input: object({
      transcription: nullable(object({ model: string() }, ['model'])),
      noise_reduction: nullable(noiseReductionShape),
    }),
    output: object({ language: string(64) }),
  }),
};

/** What can be changed of a translation session; neither its type nor its model is among it (openai 7.57). */
export const translationUpdateShape = object(translationFields);

/** A translation session as a client asks for it. */
export const translationShape = object({ model: string(), ...translationFields }, ['model']);

/** Any session, as a scenario has it: what it does not say of a kind is that of a realtime one. */
export const scenarioSessionShape = byType(
  new Map([
    ['realtime', realtime],
    ['transcription', transcriptionSession],
    ['translation', object({ type: string(), model: string(), ...translationFields })],
  ]),
);
