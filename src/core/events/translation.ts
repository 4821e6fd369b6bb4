import { define } from '../definition.ts';
import { withInterpreted, withoutInterpreted } from '../interpreted.ts';
import { asPresent } from '../present.ts';
import { number, text } from '../raw.ts';
import { soundBytes } from './speech.ts';

const piece = (raw: Parameters<typeof text>[0]) =>
  asPresent({ delta: text(raw, 'delta') ?? '', elapsedMs: number(raw, 'elapsed_ms') });

/** The end of a translation session: what was being said is whole. */
export const sessionClosed = define('session.closed', {
  read: () => ({}),
  apply: (session, _fields, { seq }) => withoutInterpreted(session, seq),
  line: () => ({ tone: 'link', who: 'server', label: 'session closed' }),
});

/** A piece of what was said, in the language it was said in. */
export const inputTranscriptDelta = define('session.input_transcript.delta', {
  read: piece,
  apply: (session, fields, stamp) => withInterpreted(session, { who: 'user', ...fields }, stamp),
  line: ({ delta, elapsedMs }) => ({
    tone: 'user',
    who: 'user',
    label: 'caller says',
    text: delta,
    fields: { elapsed_ms: elapsedMs },
    minor: true,
  }),
});

/** A piece of the translation. */
export const outputTranscriptDelta = define('session.output_transcript.delta', {
  read: piece,
  apply: (session, fields, stamp) => withInterpreted(session, { who: 'agent', ...fields }, stamp),
  line: ({ delta, elapsedMs }) => ({
    tone: 'agent',
    who: 'agent',
    label: 'interpreter says',
    text: delta,
    fields: { elapsed_ms: elapsedMs },
    minor: true,
    interpreted: true,
  }),
});

/** A piece of translated speech. */
export const translatedAudioDelta = define('session.output_audio.delta', {
  read: (raw) => ({ bytes: soundBytes(raw) }),
  line: ({ bytes }) => ({
    tone: 'quiet',
    who: 'agent',
    label: 'interpreter audio',
    fields: { bytes },
    minor: true,
    interpreted: true,
  }),
});
