import type { Line } from './definition.ts';
import { at, child, number, text, type Raw } from './raw.ts';
import { leaves } from './contains.ts';
import { orderedWords } from './spoken-order.ts';
import { bytesOf, seconds } from './words.ts';

type Said = Pick<Line, 'label' | 'text' | 'fields' | 'minor'>;

const item = (raw: Raw): Said => {
  const made = child(raw, 'item');
  const words = text(made, 'output') ?? at(made, 'content.0.text');
  const type = text(made, 'type');
  return {
    label: type === 'function_call_output' ? 'answer tool call' : 'add item',
    text: typeof words === 'string' ? words : undefined,
    fields: {
      item_type: type,
      role: text(made, 'role'),
      item: text(made, 'id'),
      tool_call: text(made, 'call_id'),
    },
  };
};

const named =
  (label: string) =>
  (raw: Raw): Said => ({ label, fields: { item: text(raw, 'item_id') } });

const sayings = {
  'session.update': (raw) => {
    const { type: _, ...patch } = child(raw, 'session') ?? {};
    const paths = leaves(patch);
    return paths.length === 0
      ? { label: 'read session settings' }
      : { label: 'change session:', text: paths.join(', ') };
  },
  'input_audio_buffer.append': (raw) => ({
    label: 'send audio',
    fields: { bytes: bytesOf(text(raw, 'audio') ?? '') },
    minor: true,
  }),
  'input_audio_buffer.commit': () => ({ label: 'commit audio' }),
  'input_audio_buffer.clear': () => ({ label: 'throw caller audio away' }),
  'output_audio_buffer.clear': () => ({ label: 'stop playing' }),
  'conversation.item.create': item,
  'conversation.item.retrieve': named('retrieve item'),
  'conversation.item.delete': named('delete item'),
  'conversation.item.truncate': (raw) => {
    const ms = number(raw, 'audio_end_ms');
    return {
      label: ms === undefined ? 'truncate item' : `truncate item at ${seconds(ms)}`,
      fields: { item: text(raw, 'item_id') },
    };
  },
  'response.create': (raw) => {
    const instructions = text(child(raw, 'response'), 'instructions');
    const words = instructions === undefined ? undefined : orderedWords(instructions);
    return words === undefined
      ? { label: 'ask for a response', text: instructions }
      : { label: 'have the agent say', text: words };
  },
  'response.cancel': (raw) => ({ label: 'cancel response', fields: { response: text(raw, 'response_id') } }),
} satisfies Record<string, (raw: Raw) => Said>;

/** The name of an event a client may send into a call. */
export type ClientEventType = keyof typeof sayings;

/** What the client of a translation session sends; nothing of it is for a sideband. */
const translationSayings = {
  'session.input_audio_buffer.append': sayings['input_audio_buffer.append'],
  'session.close': () => ({ label: 'close the session' }),
} satisfies Record<string, (raw: Raw) => Said>;

/** The name of an event that only the client of a translation session sends. */
export type TranslationClientEventType = keyof typeof translationSayings;

// The wire chooses the name it is looked up by, so the look-up must not know `constructor`.
const clientEvents: ReadonlyMap<string, (raw: Raw) => Said> = new Map(Object.entries(sayings));

/** The names of the events a client may send into a call. */
export const clientEventNames: readonly string[] = [...clientEvents.keys()];

const shownEvents: ReadonlyMap<string, (raw: Raw) => Said> = new Map([
  ...clientEvents,
  ...Object.entries(translationSayings),
]);

/** What we sent, in one line; names we do not know are shown as they are. */
export const lineOfSent = (type: string, raw: Raw, by: string | undefined): Line => {
  const said = shownEvents.get(type)?.(raw) ?? { label: 'sent', text: type };
  return { tone: 'operator', who: 'operator', ...said, fields: { ...said.fields, by } };
};
