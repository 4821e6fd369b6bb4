import type { Scenario } from '../scenario.ts';

/** Nobody answers: what is said is written down, once in vain. */
export const transcription: Scenario = {
  name: 'transcription',
  about: 'a transcription session: what is said is written down, and nobody answers',
  session: { type: 'transcription' },
  script: [
    {
      update: {
        audio: {
          input: { transcription: { model: 'gpt-transcribe' }, turn_detection: { type: 'server_vad' } },
        },
        include: ['item.input_audio_transcription.logprobs'],
      },
    },
    { caller: 'Good morning. I am calling about the room on the second floor.', language: 'en' },
    { caller: 'La fenêtre ne ferme plus.', language: 'fr', transcript_after_ms: 400 },
    { caller: 'Hello?', transcript: null },
    { caller: 'Could somebody have a look at it today?', language: 'en' },
  ],
  answers: [],
};

/** What is said in English is interpreted into Spanish while it is said. */
export const translation: Scenario = {
  name: 'translation',
  about: 'a translation session: English in, Spanish out, while it is said',
  session: { type: 'translation' },
  script: [
    {
      update: {
        audio: {
          input: { transcription: { model: 'gpt-realtime-whisper' } },
          output: { language: 'es' },
        },
      },
    },
    {
      caller: 'Good morning. I would like to book a table for two.',
      translation: 'Buenos días. Quisiera reservar una mesa para dos.',
    },
    { caller: 'Is there one by the window?', translation: '¿Hay alguna junto a la ventana?' },
    { caller: 'Eight o’clock is fine, thank you', translation: 'A las ocho está bien, gracias' },
  ],
  answers: [],
  translations: { 'Hello there.': 'Hola.' },
};
