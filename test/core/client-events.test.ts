import { expect, test } from 'vitest';
import { clientEventNames, lineOfSent } from '../../src/core/client-events.ts';
import { spokenOrder } from '../../src/core/spoken-order.ts';
import type { Raw } from '../../src/core/raw.ts';

test.each<[string, Raw, object]>([
  [
    'session.update',
    { session: { type: 'realtime', instructions: 'x', audio: { output: { speed: 1.1 } } } },
    { label: 'change session:', text: 'instructions, audio.output.speed' },
  ],
  ['session.update', { session: { type: 'realtime' } }, { label: 'read session settings' }],
  [
    'input_audio_buffer.append',
    { audio: 'AAAA' },
    { label: 'send audio', fields: { bytes: 3 }, minor: true },
  ],
  ['input_audio_buffer.commit', {}, { label: 'commit audio' }],
  ['input_audio_buffer.clear', {}, { label: 'throw caller audio away' }],
  ['output_audio_buffer.clear', {}, { label: 'stop playing' }],
  [
    'conversation.item.create',
    { item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] } },
    { label: 'add item', text: 'Hi', fields: { role: 'user' } },
  ],
  [
    'conversation.item.create',
    { item: { type: 'function_call_output', call_id: 'call_1', output: 'ok' } },
    { label: 'answer tool call', text: 'ok', fields: { tool_call: 'call_1' } },
  ],
  ['conversation.item.retrieve', { item_id: 'a' }, { label: 'retrieve item', fields: { item: 'a' } }],
  ['conversation.item.delete', { item_id: 'a' }, { label: 'delete item', fields: { item: 'a' } }],
  ['conversation.item.truncate', { item_id: 'a', audio_end_ms: 1500 }, { label: 'truncate item at 1.5 s' }],
  ['conversation.item.truncate', {}, { label: 'truncate item' }],
  [
    'response.create',
    { response: { instructions: 'Greet.' } },
    { label: 'ask for a response', text: 'Greet.' },
  ],
  [
    'response.create',
    { response: { instructions: spokenOrder('Hello') } },
    { label: 'have the agent say', text: 'Hello' },
  ],
  ['response.create', {}, { label: 'ask for a response' }],
  ['response.cancel', { response_id: 'r' }, { label: 'cancel response', fields: { response: 'r' } }],
  ['session.close', {}, { label: 'close the session' }],
  [
    'session.input_audio_buffer.append',
    { audio: 'AAAA' },
    { label: 'send audio', fields: { bytes: 3 }, minor: true },
  ],
  ['session.stop', {}, { label: 'sent', text: 'session.stop' }],
  ['constructor', {}, { label: 'sent', text: 'constructor' }],
])('%s %o', (type, raw, line) => {
  expect(lineOfSent(type, { type, ...raw }, 'send')).toMatchObject({
    who: 'operator',
    tone: 'operator',
    ...line,
  });
  expect(lineOfSent(type, { type, ...raw }, 'send').fields).toMatchObject({ by: 'send' });
});

test('any shape has a line', () => {
  for (const type of clientEventNames) {
    for (const odd of [{}, { session: 1, item: [], response: null, item_id: {}, audio: 7 }]) {
      expect(lineOfSent(type, { type, ...odd }, undefined).label).not.toBe('');
    }
  }
});
