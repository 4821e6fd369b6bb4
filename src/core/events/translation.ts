import { define } from '../definition.ts';
import { present } from '../present.ts';
import { text } from '../raw.ts';
import { soundBytes } from './speech.ts';

const piece = (raw: Parameters<typeof text>[0]) => present({ delta: text(raw, 'delta') });

/** The end of a translation session. Its names are understood, but such a session has no sideband. */
export const sessionClosed = define('session.closed', {
  read: () => ({}),
  line: () => ({ tone: 'link', who: 'server', label: 'session closed' }),
});

/** A piece of what was said, in the language it was said in. */
export const inputTranscriptDelta = define('session.input_transcript.delta', {
  read: piece,
  line: ({ delta }) => ({ tone: 'user', who: 'user', label: 'caller says', text: delta, minor: true }),
});

/** A piece of the translation. */
export const outputTranscriptDelta = define('session.output_transcript.delta', {
  read: piece,
  line: ({ delta }) => ({ tone: 'agent', who: 'agent', label: 'agent says', text: delta, minor: true }),
});

/** A piece of translated speech. */
export const translatedAudioDelta = define('session.output_audio.delta', {
  read: (raw) => ({ bytes: soundBytes(raw) }),
  line: ({ bytes }) => ({
    tone: 'quiet',
    who: 'agent',
    label: 'agent audio',
    fields: { bytes },
    minor: true,
  }),
});
