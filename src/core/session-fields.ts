import { isRaw, own, text } from './raw.ts';

/** What a field of a session holds: how it is recognised, and that in words. */
export type FieldKind = {
  readonly is: string;
  readonly holds: (value: unknown) => boolean;
  readonly nullable?: true;
};

const string: FieldKind = { is: 'text', holds: (value) => typeof value === 'string' };
const boolean: FieldKind = { is: 'true or false', holds: (value) => typeof value === 'boolean' };
const object: FieldKind = { is: 'an object', holds: isRaw };
const list: FieldKind = { is: 'a list', holds: Array.isArray };
const number = (least: number, most: number): FieldKind => ({
  is: `a number from ${least} to ${most}`,
  holds: (value) => typeof value === 'number' && value >= least && value <= most,
});
const words = (...of: readonly string[]): FieldKind => ({
  is: of.map((one) => `"${one}"`).join(' or '),
  holds: (value) => typeof value === 'string' && of.includes(value),
});
const either = (one: FieldKind, other: FieldKind): FieldKind => ({
  is: `${one.is} or ${other.is}`,
  holds: (value) => one.holds(value) || other.holds(value),
});
const orNull = (kind: FieldKind): FieldKind => ({ ...kind, nullable: true });

const format: FieldKind = {
  is: 'an object like {"type":"audio/pcm","rate":24000}',
  holds: (value) => isRaw(value) && text(value, 'type') !== undefined,
};
const modalities: FieldKind = {
  is: '["audio"] or ["text"]',
  holds: (value) =>
    Array.isArray(value) && value.length === 1 && (value[0] === 'audio' || value[0] === 'text'),
};
const turnDetection: FieldKind = {
  is: 'null or an object with type "server_vad" or "semantic_vad"',
  holds: (value) => isRaw(value) && ['server_vad', 'semantic_vad'].includes(text(value, 'type') ?? ''),
  nullable: true,
};
const voice: FieldKind = {
  is: 'the name of a voice, or {"id":…}',
  holds: (value) => typeof value === 'string' || (isRaw(value) && typeof own(value, 'id') === 'string'),
};
const tokens: FieldKind = {
  is: 'a whole number from 1 to 4096, or "inf"',
  holds: (value) =>
    value === 'inf' || (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 4096),
};

/** The fields of a realtime session as a client writes it, by path; what is in tools is not listed here. */
export const sessionFields: ReadonlyMap<string, FieldKind> = new Map([
  ['type', string],
  ['model', string],
  ['instructions', string],
  ['output_modalities', modalities],
  ['audio', object],
  ['audio.input', object],
  ['audio.input.format', format],
  ['audio.input.noise_reduction', orNull(object)],
  ['audio.input.transcription', orNull(object)],
  ['audio.input.turn_detection', turnDetection],
  ['audio.input.turn_detection.type', string],
  ['audio.input.turn_detection.threshold', number(0, 1)],
  ['audio.input.turn_detection.prefix_padding_ms', number(0, 10_000)],
  ['audio.input.turn_detection.silence_duration_ms', number(0, 10_000)],
  ['audio.input.turn_detection.idle_timeout_ms', orNull(number(5000, 30_000))],
  ['audio.input.turn_detection.create_response', boolean],
  ['audio.input.turn_detection.interrupt_response', boolean],
  ['audio.input.turn_detection.eagerness', words('low', 'medium', 'high', 'auto')],
  ['audio.output', object],
  ['audio.output.format', format],
  ['audio.output.voice', voice],
  ['audio.output.speed', number(0.25, 1.5)],
  ['include', orNull(list)],
  ['max_output_tokens', tokens],
  ['parallel_tool_calls', boolean],
  ['prompt', orNull(object)],
  ['reasoning', orNull(object)],
  ['tool_choice', either(string, object)],
  ['tools', list],
  ['tracing', orNull(either(string, object))],
  ['truncation', either(string, object)],
]);
