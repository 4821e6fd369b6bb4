import { at, child, own, type Raw } from '../core/raw.ts';
import { kindOf } from '../core/session-kind.ts';
import { audioInput, transcriptionModel } from './audio-input.ts';
import { refusal, type Refusal } from './refusal.ts';

/** Who a session is. */
type Who = { readonly id: string; readonly model: string; readonly expiresAt: number };

/** The model of a translation session unless another is named. */
export const interpreter = 'gpt-realtime-translate';

/** True for a model that interprets; it is served under /realtime/translations and nowhere else (reported, June 2026). */
export const isInterpreter = (model: string): boolean => /^gpt-realtime-translate(?:$|-)/.test(model);

/** What is said of another model where interpreters are served; that it is said like this is a guess. */
export const notAnInterpreter = (model: string): Refusal =>
  refusal('invalid_model', `Model "${model}" is not supported in translation mode.`, 'session.model');

/** What is said of a model that cannot be that of a session (the first as a client reported it, May 2026). */
export const notRealtime = (model: string): Refusal =>
  isTranscriber(model)
    ? refusal(
        'invalid_model',
        `Model "${model}" is a transcription model and cannot be used as the realtime session model. Use a realtime model for the session model. Pass this transcription model as audio.input.transcription.model instead.`,
        'session.model',
      )
    : refusal('invalid_model', `Model "${model}" is not supported in realtime mode.`, 'session.model');

/** True for a model that writes down what is said: never the model of a session. */
export const isTranscriber = (model: string): boolean => /whisper|transcribe/.test(model);

/** A transcription session that nobody has configured: no model, no answers (recorded, January 2026). */
export const newTranscription = ({ id, expiresAt }: Who, input: Raw): Raw => ({
  type: 'transcription',
  object: 'realtime.transcription_session',
  id,
  expires_at: expiresAt,
  audio: { input },
  include: null,
});

/** A translation session that nobody has configured, its fields in the order of the official example. */
export const newTranslation = ({ id, model, expiresAt }: Who): Raw => ({
  id,
  type: 'translation',
  expires_at: expiresAt,
  model,
  audio: { input: { transcription: null, noise_reduction: null }, output: { language: 'en' } },
});

/**
 * A transcription session after a change. `gpt-realtime-whisper` has no turn detection: whoever turns it on has it off
 * (documented; that a default goes off by itself is a guess).
 */
export const withTranscriber = (config: Raw): Raw => {
  if (transcriptionModel(config) !== 'gpt-realtime-whisper') return config;
  const input = { ...audioInput(config), turn_detection: null };
  return { ...config, audio: { ...child(config, 'audio'), input } };
};

/** What a change may not do to a transcription session (messages as reported by two clients, May 2026). */
const unfitting = (config: Raw, patch: Raw): Refusal | undefined => {
  const model = at(patch, 'audio.input.transcription.model') ?? at(config, 'audio.input.transcription.model');
  const detection = at(patch, 'audio.input.turn_detection');
  if (model !== 'gpt-realtime-whisper' || detection === undefined || detection === null) return undefined;
  return refusal(
    'invalid_value',
    'Turn detection is not supported for this transcription model.',
    'session.audio.input.turn_detection',
  );
};

/** Why a change does not fit the kind of the session, if it does not. A translation session takes no `type` at all. */
export const wrongKind = (config: Raw, patch: Raw): Refusal | undefined => {
  const kind = kindOf(config);
  if (kind === 'translation') return undefined;
  if (own(patch, 'type') === kind) return kind === 'transcription' ? unfitting(config, patch) : undefined;
  return refusal(
    'invalid_parameter',
    `Passing a ${kindOf(patch)} session update event to a ${kind} session is not allowed.`,
    'session.type',
  );
};
