import type { ServerEvent } from './catalogue.ts';
import type { CallerRow } from './caller-row.ts';
import type { Gathered, When } from './facts.ts';
import { children, number, type Raw } from './raw.ts';

/** What an event tells of the caller; its `raw` is asked for what the fields do not hold. */
export const gatherCaller = (
  facts: Gathered,
  known: ServerEvent,
  event: { readonly raw: Raw },
  { at, seq }: When,
): void => {
  const now = at.mono;
  switch (known.type) {
    case 'input_audio_buffer.speech_started': {
      const { itemId, startMs } = known.fields;
      const speech = facts.callers.add(itemId, seq);
      speech.startedAt = now;
      speech.startMs = startMs;
      return;
    }
    case 'input_audio_buffer.speech_stopped': {
      const speech = speechOf(facts, known.fields.itemId, seq);
      speech.stoppedAt ??= now;
      if (known.fields.endMs !== undefined) speech.endMs ??= known.fields.endMs;
      if (facts.detection !== undefined) speech.detection ??= facts.detection;
      return;
    }
    case 'input_audio_buffer.committed': {
      const speech = speechOf(facts, known.fields.itemId, seq);
      speech.committedAt ??= now;
      if (facts.detection !== undefined) speech.detection ??= facts.detection;
      return;
    }
    case 'input_audio_buffer.timeout_triggered':
      facts.timeouts.push(at);
      return;
    case 'input_audio_buffer.dtmf_event_received':
      facts.dtmf += 1;
      return;
    case 'conversation.item.input_audio_transcription.completed': {
      const { itemId, transcript, usage, language } = known.fields;
      const speech = speechOf(facts, itemId, seq);
      speech.transcript = transcript;
      speech.transcribedAt ??= now;
      if (language !== undefined) speech.language = language;
      const confidence = confidenceOf(event.raw);
      if (confidence !== undefined) speech.confidence = confidence;
      if (usage !== undefined) facts.transcriptions.add(usage);
      return;
    }
    case 'conversation.item.input_audio_transcription.failed':
      speechOf(facts, known.fields.itemId, seq).transcriptionFailed = true;
      return;
    default:
  }
};

/** The speech of this item; the last one without an item, or a new one, when there is none. */
const speechOf = ({ callers }: Gathered, itemId: string | undefined, seq: number): CallerRow =>
  (itemId === undefined ? callers.uncommitted() : callers.ofItem(itemId)) ?? callers.add(itemId, seq);

const confidenceOf = (raw: Raw): number | undefined => {
  const logprobs = children(raw, 'logprobs').flatMap((token) => number(token, 'logprob') ?? []);
  if (logprobs.length === 0) return undefined;
  return logprobs.reduce((sum, logprob) => sum + Math.exp(logprob), 0) / logprobs.length;
};
