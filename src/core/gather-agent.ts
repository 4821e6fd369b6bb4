import type { ServerEvent } from './catalogue.ts';
import { lastOf } from './cells.ts';
import type { Gathered, When } from './facts.ts';
import { text, type Raw } from './raw.ts';
import type { ResponseRow } from './response-row.ts';
import { responseUsage } from './usage.ts';

/** What an event tells of the responses and of what is heard of them. */
export const gatherAgent = (facts: Gathered, known: ServerEvent, when: When): void => {
  const {
    at: { mono: now },
    seq,
  } = when;
  switch (known.type) {
    case 'response.created': {
      const response = facts.responses.of(known.fields.id, seq);
      response.createdAt ??= now;
      response.inConversation = known.fields.inConversation;
      response.operator ||= isOperators(known.fields.metadata);
      return;
    }
    case 'response.output_audio.delta':
      facts.audioBytes += known.fields.bytes;
      return begins(facts, known.fields.responseId, 'firstAudioAt', when);
    case 'response.output_audio_transcript.delta':
      return begins(facts, known.fields.responseId, 'firstWordAt', when);
    case 'response.output_text.delta':
    case 'response.function_call_arguments.delta':
      return begins(facts, known.fields.responseId, 'firstDeltaAt', when);
    case 'response.output_audio_transcript.done':
    case 'response.output_text.done': {
      const { responseId, itemId, said } = known.fields;
      if (responseId !== undefined && said !== '')
        facts.responses.said(facts.responses.of(responseId, seq), itemId, said);
      return;
    }
    case 'response.done':
      return finished(facts, known.fields, when);
    case 'output_audio_buffer.started':
      facts.playback = true;
      if (known.fields.responseId !== undefined)
        facts.responses.of(known.fields.responseId, seq).audibleAt ??= now;
      return;
    case 'output_audio_buffer.stopped':
      facts.playback = true;
      return silent(facts, known.fields.responseId, when);
    case 'output_audio_buffer.cleared':
      facts.playback = true;
      return cleared(facts, known.fields.responseId, when);
    case 'conversation.item.truncated': {
      const { itemId, heardMs } = known.fields;
      const cut =
        facts.responses.ofItem(itemId) ?? lastOf(facts.responses, (one) => one.cleared !== undefined);
      if (cut !== undefined && heardMs !== undefined) cut.heardMs ??= heardMs;
      return;
    }
    default:
  }
};

const audible = ({ responses }: Gathered): ResponseRow | undefined =>
  lastOf(responses, (response) => response.audibleAt !== undefined && response.silentAt === undefined);

const isOperators = (metadata: Raw | undefined): boolean => text(metadata, 'source') === 'rt-sideband';

const begins = (
  facts: Gathered,
  responseId: string | undefined,
  key: 'firstAudioAt' | 'firstWordAt' | 'firstDeltaAt',
  when: When,
): void => {
  if (responseId === undefined) return;
  const response = facts.responses.of(responseId, when.seq);
  response.firstDeltaAt ??= when.at.mono;
  response[key] ??= when.at.mono;
};

const finished = (
  facts: Gathered,
  fields: Extract<ServerEvent, { type: 'response.done' }>['fields'],
  { seq, at }: When,
): void => {
  const response = facts.responses.of(fields.id, seq);
  if (response.doneAt !== undefined) return;
  response.doneAt = at.mono;
  response.status = fields.status;
  response.inConversation = response.inConversation && fields.inConversation;
  response.operator ||= isOperators(fields.metadata);
  if (fields.reason !== undefined) response.reason = fields.reason;
  if (fields.usage !== undefined) response.usage = responseUsage(fields.usage);
  if (facts.model !== undefined) response.model = facts.model;
  for (const item of fields.output) {
    if (item.type === 'message' && item.text !== '')
      facts.responses.said(response, item.id, item.text, 'once');
  }
};

const silent = (facts: Gathered, responseId: string | undefined, { at, seq }: When): void => {
  const response = responseId === undefined ? audible(facts) : facts.responses.of(responseId, seq);
  if (response !== undefined) response.silentAt ??= at.mono;
};

/** Cut off by the caller when they had begun to speak while it was audible; by a client otherwise. */
const cleared = (facts: Gathered, responseId: string | undefined, when: When): void => {
  const response = responseId === undefined ? audible(facts) : facts.responses.of(responseId, when.seq);
  if (response === undefined) return;
  const since = response.audibleAt;
  const spoke = facts.callers.at(facts.callers.length - 1)?.startedAt;
  response.cleared ??= spoke !== undefined && since !== undefined && spoke >= since ? 'caller' : 'client';
  response.silentAt ??= when.at.mono;
};
