import type { ServerEvent } from './catalogue.ts';
import type { Facts, ResponseFacts, When } from './facts.ts';
import { text, type Raw } from './raw.ts';

/** What an event tells of the responses and of what is heard of them. */
export const gatherAgent = (facts: Facts, known: ServerEvent, when: When): void => {
  const { at: now, seq } = when;
  switch (known.type) {
    case 'response.created': {
      const response = responseOf(facts, known.fields.id, seq);
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
        responseOf(facts, responseId, seq).words.push({ itemId, text: said });
      return;
    }
    case 'response.done':
      return finished(facts, known.fields, when);
    case 'output_audio_buffer.started':
      facts.playback = true;
      if (known.fields.responseId !== undefined)
        responseOf(facts, known.fields.responseId, seq).audibleAt ??= now;
      return;
    case 'output_audio_buffer.stopped':
      facts.playback = true;
      return silent(facts, known.fields.responseId, when);
    case 'output_audio_buffer.cleared':
      facts.playback = true;
      return cleared(facts, known.fields.responseId, when);
    case 'conversation.item.truncated': {
      const { itemId, heardMs } = known.fields;
      const response = facts.inOrder.findLast(({ words }) => words.some((said) => said.itemId === itemId));
      const cut = response ?? facts.inOrder.findLast((one) => one.cleared !== undefined);
      if (cut !== undefined && heardMs !== undefined) cut.heardMs ??= heardMs;
      return;
    }
    default:
  }
};

const responseOf = (facts: Facts, id: string, seq: number): ResponseFacts => {
  const known = facts.responses.get(id);
  if (known !== undefined) return known;
  const fresh: ResponseFacts = { id, inConversation: true, operator: false, words: [], seq };
  facts.responses.set(id, fresh);
  facts.inOrder.push(fresh);
  return fresh;
};

const audible = (facts: Facts): ResponseFacts | undefined =>
  facts.inOrder.findLast((response) => response.audibleAt !== undefined && response.silentAt === undefined);

const isOperators = (metadata: Raw | undefined): boolean => text(metadata, 'source') === 'rt-sideband';

const begins = (
  facts: Facts,
  responseId: string | undefined,
  key: 'firstAudioAt' | 'firstWordAt' | 'firstDeltaAt',
  when: When,
): void => {
  if (responseId === undefined) return;
  const response = responseOf(facts, responseId, when.seq);
  response.firstDeltaAt ??= when.at;
  response[key] ??= when.at;
};

const finished = (
  facts: Facts,
  fields: Extract<ServerEvent, { type: 'response.done' }>['fields'],
  { seq, at: now }: When,
): void => {
  const response = responseOf(facts, fields.id, seq);
  if (response.doneAt !== undefined) return;
  response.doneAt = now;
  response.status = fields.status;
  response.inConversation = response.inConversation && fields.inConversation;
  response.operator ||= isOperators(fields.metadata);
  if (fields.reason !== undefined) response.reason = fields.reason;
  if (fields.usage !== undefined) response.usage = fields.usage;
  if (facts.model !== undefined) response.model = facts.model;
  for (const item of fields.output) {
    if (
      item.type === 'message' &&
      item.text !== '' &&
      !response.words.some(({ itemId }) => itemId === item.id)
    )
      response.words.push({ itemId: item.id, text: item.text });
  }
};

const silent = (facts: Facts, responseId: string | undefined, { at: now, seq }: When): void => {
  const response = responseId === undefined ? audible(facts) : responseOf(facts, responseId, seq);
  if (response !== undefined) response.silentAt ??= now;
};

/** Cut off by the caller when they had begun to speak while it was audible; by a client otherwise. */
const cleared = (facts: Facts, responseId: string | undefined, when: When): void => {
  const response = responseId === undefined ? audible(facts) : responseOf(facts, responseId, when.seq);
  if (response === undefined) return;
  const since = response.audibleAt?.mono;
  const spoke = facts.callers.at(-1)?.startedAt?.mono;
  response.cleared ??= spoke !== undefined && since !== undefined && spoke >= since ? 'caller' : 'client';
  response.silentAt ??= when.at;
};
