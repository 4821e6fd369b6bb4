import { define, type Line } from '../definition.ts';
import { withNamedItem } from '../items.ts';
import { asPresent } from '../present.ts';
import { number, own, text, type Raw } from '../raw.ts';
import type { Session } from '../session.ts';
import { seconds } from '../words.ts';
import { changed } from '../session-copy.ts';

const readSpeech = (raw: Raw) =>
  asPresent({
    itemId: text(raw, 'item_id'),
    startMs: number(raw, 'audio_start_ms'),
    endMs: number(raw, 'audio_end_ms'),
  });

const speech = (label: string, fields: ReturnType<typeof readSpeech>): Line => ({
  tone: 'user',
  who: 'user',
  label,
  fields: { item: fields.itemId, at_ms: fields.startMs ?? fields.endMs },
});

/** Voice activity began; the time given includes padding and can lie before the last end. */
export const speechStarted = define('input_audio_buffer.speech_started', {
  read: readSpeech,
  apply: (session, _, { at }) => changed(session, { user: { speaking: true, since: at } }),
  line: (fields) => speech('caller started speaking', fields),
});

/** Voice activity ended; the time given includes the silence that was waited for. */
export const speechStopped = define('input_audio_buffer.speech_stopped', {
  read: readSpeech,
  apply: (session, _, { at }) => changed(session, { user: { speaking: false, since: at } }),
  line: (fields) => speech('caller stopped speaking', fields),
});

/** What was heard becomes an item of the conversation. */
export const inputCommitted = define('input_audio_buffer.committed', {
  read: (raw) => asPresent({ itemId: text(raw, 'item_id') }),
  line: ({ itemId }) => ({
    tone: 'quiet',
    who: 'user',
    label: 'caller audio committed',
    fields: { item: itemId },
    minor: true,
  }),
});

/** A client threw away what was heard since the last commit. */
export const inputCleared = define('input_audio_buffer.cleared', {
  read: () => ({}),
  apply: (session, _, { at }) =>
    session.user.speaking ? changed(session, { user: { speaking: false, since: at } }) : session,
  line: () => ({ tone: 'warn', who: 'user', label: 'caller audio thrown away' }),
});

/** Nobody spoke for `idle_timeout_ms`: the agent will speak without being asked. */
export const idleTimeout = define('input_audio_buffer.timeout_triggered', {
  read: readSpeech,
  line: ({ itemId, startMs, endMs }) => ({
    tone: 'warn',
    who: 'user',
    label:
      startMs === undefined || endMs === undefined
        ? 'caller was silent'
        : `caller was silent for ${seconds(endMs - startMs)}`,
    fields: { item: itemId },
  }),
});

/** A key was pressed on the phone. SIP only; the one event without an `event_id`. */
export const dtmfReceived = define('input_audio_buffer.dtmf_event_received', {
  read: (raw) => {
    const key = own(raw, 'event');
    return typeof key === 'string' || typeof key === 'number' ? { key: String(key) } : undefined;
  },
  line: ({ key }) => ({ tone: 'user', who: 'user', label: 'caller pressed', text: key }),
});

const readOutput = (raw: Raw) => asPresent({ responseId: text(raw, 'response_id') });

const silent = (session: Session, { responseId }: ReturnType<typeof readOutput>): Session =>
  responseId === undefined || session.agent.audible === responseId
    ? changed(session, { agent: {} })
    : session;

/** The peer begins to hear a response. WebRTC and SIP only, like the two below. */
export const outputStarted = define('output_audio_buffer.started', {
  read: readOutput,
  apply: (session, { responseId }, { at }) =>
    changed(session, { agent: { audible: responseId ?? '', since: at } }),
  line: ({ responseId }) => ({
    tone: 'agent',
    who: 'agent',
    label: 'agent started speaking',
    fields: { response: responseId },
  }),
});

/** Everything generated was heard: seconds after the response was done. */
export const outputStopped = define('output_audio_buffer.stopped', {
  read: readOutput,
  apply: silent,
  line: ({ responseId }) => ({
    tone: 'agent',
    who: 'agent',
    label: 'agent stopped speaking',
    fields: { response: responseId },
  }),
});

/** The message that was playing was cut off; how much of it was heard comes with its truncation. */
const cutOff = (session: Session, fields: ReturnType<typeof readOutput>): Session => {
  const { items } = session;
  const itemId = session.responses
    .get(fields.responseId ?? '')
    ?.items.findLast((id) => items.get(id)?.role === 'agent');
  const next = silent(session, fields);
  if (itemId === undefined || items.get(itemId)?.cut !== undefined) return next;
  return withNamedItem(next, itemId, 'agent', (item) => ({ ...item, cut: {} }));
};

/** What was not heard yet was thrown away: the caller spoke, or an operator wanted silence. */
export const outputCleared = define('output_audio_buffer.cleared', {
  read: readOutput,
  apply: cutOff,
  line: ({ responseId }) => ({
    tone: 'warn',
    who: 'agent',
    label: 'agent stopped speaking, cut off',
    fields: { response: responseId },
  }),
});
