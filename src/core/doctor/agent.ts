import { at, number, own, text, type Raw } from '../raw.ts';
import { cause, unless, type Cause, type Finding } from './finding.ts';

const voices: ReadonlySet<string> = new Set([
  'alloy',
  'ash',
  'ballad',
  'coral',
  'echo',
  'sage',
  'shimmer',
  'verse',
  'marin',
  'cedar',
]);

/** Who the agent is: model, voice, instructions, and what of it makes a call go wrong. */
export const judgeAgent = (config: Raw): Finding => {
  const causes: Cause[] = [];
  const doubt = (what: string, fix: string, sure: Cause['confidence'] = 'medium'): void => {
    causes.push(cause(what, fix, sure));
  };
  const kind = text(config, 'type') ?? 'realtime';
  const model = text(config, 'model');
  const voice = text(config, 'audio.output.voice') ?? at(config, 'audio.output.voice');
  const instructions = text(config, 'instructions') ?? '';
  const speed = at(config, 'audio.output.speed');
  const modalities = own(config, 'output_modalities');
  const limit = number(config, 'max_output_tokens');

  if (kind === 'transcription') {
    doubt(
      'this is a transcription session: it has no agent, and never answers',
      'create the call with a session of type realtime',
      'high',
    );
  }
  if (kind === 'translation') {
    doubt(
      'this is a translation session: an interpreter speaks, and no agent answers',
      'create the call with a session of type realtime',
      'high',
    );
  }
  if (kind === 'realtime' && instructions.trim() === '') {
    doubt(
      'there are no instructions: the agent does not know what it is for',
      'rt-sideband instruct CALL @instructions.md',
    );
  }
  if (Array.isArray(modalities) && !modalities.includes('audio')) {
    doubt(
      'the output is text alone: the caller hears nothing',
      `rt-sideband instruct CALL --set 'output_modalities=["audio"]'`,
      'high',
    );
  }
  if (kind === 'realtime' && model !== undefined && !/realtime/.test(model)) {
    doubt(
      'the model does not look like a realtime one',
      'on Azure this is the name of a deployment; else check the model of the session',
      'low',
    );
  }
  if (model !== undefined && /preview/.test(model)) {
    doubt(
      'the model is a preview of the retired beta',
      'create calls with a present model (gpt-realtime-2.1)',
    );
  }
  if (typeof voice === 'string' && !voices.has(voice)) {
    doubt(
      'the voice is none of the known ones',
      'a voice can be changed only before the agent has spoken',
      'low',
    );
  }
  if (typeof speed === 'number' && (speed < 0.75 || speed > 1.25)) {
    doubt(
      `a speed of ${speed} is hard to listen to`,
      'rt-sideband instruct CALL --set audio.output.speed=1',
      'low',
    );
  }
  if (limit !== undefined && limit < 200) {
    doubt(
      `max_output_tokens ${limit} cuts answers off in the middle of a sentence`,
      `rt-sideband instruct CALL --set 'max_output_tokens="inf"'`,
    );
  }
  const spoken = typeof voice === 'string' ? `, voice ${voice}` : '';
  const long = instructions === '' ? 'no instructions' : `instructions of ${instructions.length} characters`;
  return unless('agent', causes, `${model ?? 'a model that is not named'}${spoken}, ${long}`, {
    type: kind,
    model: model ?? null,
    voice: typeof voice === 'string' ? voice : null,
    instructions_characters: instructions.length,
    max_output_tokens: own(config, 'max_output_tokens') ?? null,
  });
};
