import type { Scenario } from '../scenario.ts';

const heard = { audio: { input: { transcription: { model: 'gpt-realtime-whisper' } } } };

const story =
  'Let me tell you about our rooms. The first floor has the library, where it is always quiet. The second floor has ' +
  'the garden rooms with a view of the harbour, and in the evening you can see the boats come in. The third floor has ' +
  'the studios, which are larger and have a small kitchen of their own. Breakfast is served from seven to ten, and on ' +
  'Sundays until eleven. The sauna is open in the afternoon, and towels are free of charge.';

/** The caller interrupts twice: while the answer is being generated, and while it is only being played. */
export const interruption: Scenario = {
  name: 'interruption',
  about: 'the caller interrupts while the agent is still generating, and once while it only plays',
  session: heard,
  script: [
    { agent: 'Hello, how can I help you?' },
    { caller: 'Tell me about the hotel.' },
    { caller: 'Stop, only the price please.', barge_in: 1500 },
    { caller: 'And breakfast?' },
    { caller: 'Thanks, that is enough.', barge_in: 2500 },
  ],
  answers: [
    { when: { user: '/hotel/i' }, say: story, piece_ms: 60 },
    { when: { user: '/price/i' }, say: 'A room is ninety euros a night.' },
    {
      when: { user: '/breakfast/i' },
      say: 'Breakfast is served from seven to ten on weekdays and until eleven on Sundays, in the large room.',
      piece_ms: 8,
    },
    { when: { user: '/enough/i' }, say: 'You are welcome.' },
  ],
};

/** One answer that takes half a minute. */
export const longTalk: Scenario = {
  name: 'long-talk',
  about: 'the agent talks for half a minute',
  session: heard,
  script: [{ agent: true }],
  answers: [{ when: { opening: true }, say: story, piece_ms: 60 }],
};
