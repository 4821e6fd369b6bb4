import type { Scenario } from '../scenario.ts';

/** A caller orders a drink: greeting, order, function call and its answer, goodbye. About 17 seconds. */
export const order: Scenario = {
  name: 'order',
  about: 'a caller orders a margarita: greeting, order, function call and its answer, goodbye',
  session: {
    instructions: 'You take orders on the telephone of the Blue Door bar. Be brief and friendly.',
    tools: [
      {
        type: 'function',
        name: 'place_order',
        description: 'Sends an order to the bar.',
        parameters: {
          type: 'object',
          properties: { item: { type: 'string' }, quantity: { type: 'integer' } },
          required: ['item', 'quantity'],
        },
      },
    ],
    audio: { input: { transcription: { model: 'gpt-realtime-whisper' } } },
  },
  script: [
    { agent: 'Good evening, this is the Blue Door bar. What can I get you?' },
    { caller: 'A margarita, please.' },
    { tool_output: { ok: true, order: 17, price: '9 euros', minutes: 5 } },
    { caller: 'No, thank you. That is all.' },
  ],
  answers: [
    {
      when: { user: '/margarita/i' },
      call: [{ name: 'place_order', arguments: { item: 'Margarita', quantity: 1 } }],
      once: true,
    },
    {
      when: { tool: 'place_order', instructions: '/french/i' },
      say: 'Une margarita, neuf euros, dans cinq minutes. Autre chose ?',
    },
    {
      when: { tool: 'place_order' },
      say: 'One margarita, nine euros, ready in five minutes. Anything else?',
    },
    {
      when: { user: '/that is all|thank you|goodbye/i', instructions: '/french/i' },
      say: 'Merci, à tout de suite !',
    },
    { when: { user: '/that is all|thank you|goodbye/i' }, say: 'Thank you, see you soon!' },
  ],
};
