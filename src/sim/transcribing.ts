import { own, type Raw } from '../core/raw.ts';
import { transcriptionModel } from './audio-input.ts';
import { padded } from './padded.ts';
import type { Routine } from './routine.ts';
import { pieces, speechMs } from './speech.ts';
import type { Stage } from './stage.ts';
import { transcriptionUsage } from './usage.ts';

/** Something the caller says. Times in milliseconds. */
export type Utterance = {
  readonly words: string;
  readonly speechMs?: number | undefined;
  /** What the transcription makes of it, when that differs; null when it fails. */
  readonly transcript?: string | null | undefined;
  /** From the end of the speech to the finished transcription. */
  readonly transcriptAfterMs?: number | undefined;
  /** What an interpreter makes of it. */
  readonly translation?: string | undefined;
  /** Who speaks, for models that tell speakers apart. */
  readonly speaker?: string | undefined;
  /** The code of the language, for models that recognise it. */
  readonly language?: string | undefined;
};

const family = 'conversation.item.input_audio_transcription';

/** Probabilities of the words, for who asked for them. */
const logprobs = (stage: Stage, words: readonly string[]): Raw => {
  const include = own(stage.config(), 'include');
  if (!Array.isArray(include) || !include.includes('item.input_audio_transcription.logprobs')) return {};
  return {
    logprobs: words.map((token) => ({
      token,
      bytes: [...Buffer.from(token, 'utf8')],
      logprob: -Math.round(token.length * 100) / 10_000,
    })),
  };
};

/**
 * Writes down what a caller said, as the service does some time after it was committed. Only the diarising model gives
 * segments with speakers, only `gpt-transcribe` the languages it recognised (openai 7.57).
 */
export function* transcribe(stage: Stage, itemId: string, utterance: Utterance): Routine {
  const ms = utterance.speechMs ?? speechMs(utterance.words);
  yield utterance.transcriptAfterMs ?? 900;
  const on = { item_id: itemId, content_index: 0 };
  const transcript = utterance.transcript === undefined ? utterance.words : utterance.transcript;
  if (transcript === null) {
    const message = 'Input transcription failed for the item.';
    const error = { type: 'transcription_error', code: 'audio_unintelligible', message, param: null };
    stage.emit({ type: `${family}.failed`, ...on, error });
    return;
  }
  const model = transcriptionModel(stage.config());
  if (model.includes('diarize')) {
    yield 8;
    const { speaker = 'A' } = utterance;
    const span = { start: 0, end: Math.round(ms) / 1000 };
    stage.emit({ type: `${family}.segment`, ...on, id: `seg_${itemId}`, text: transcript, speaker, ...span });
  } else {
    for (const delta of pieces(transcript)) {
      stage.emit({ type: `${family}.delta`, ...on, ...padded(stage, delta), ...logprobs(stage, [delta]) });
      yield 8;
    }
  }
  const item = stage.conversation.get(itemId);
  if (item !== undefined) {
    stage.conversation.replace(itemId, { ...item, content: [{ type: 'input_audio', transcript }] });
  }
  const usage = transcriptionUsage(stage.config(), transcript, ms);
  const code = utterance.language;
  const languages = model === 'gpt-transcribe' ? { languages: code === undefined ? [] : [{ code }] } : {};
  const sure = logprobs(stage, pieces(transcript));
  stage.emit({ type: `${family}.completed`, ...on, transcript, usage, ...languages, ...sure });
}
