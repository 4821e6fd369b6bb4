// The events of a made-up call, the same ones on every run: the mix that sidebands of WebRTC calls see (55 % transcript
// deltas, 6 % conversation items, 6 % pieces of function arguments, the rest bookkeeping), median 251 bytes a frame.

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const words = (
  'thanks for calling I can certainly help with that let me look up your order first one moment please the large ' +
  'margarita pizza with extra basil is ready in twenty minutes would you like anything else to drink perhaps sparkling ' +
  "water a café crème or our homemade lemonade that comes to eighteen euros and fifty cents we'll be right over naïve señor"
).split(' ');

/** A random source that repeats itself (mulberry32), in [0, 1). */
const seeded = (seed) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
};

/** The first `count` events of the call, as JSON text; `audio_transcript` deltas carry 14 characters of obfuscation. */
export function* events(count) {
  const random = seeded(7);
  const any = (list) => list[Math.floor(random() * list.length)];
  const letters = (length) => {
    let text = '';
    for (let index = 0; index < length; index += 1) text += alphabet[Math.floor(random() * 62)];
    return text;
  };
  // Distinct and cheap: most of an id is one random run, the end counts.
  const stem = letters(14);
  let ids = 0;
  const id = (kind) => `${kind}_${stem}${(ids += 1).toString(36).padStart(7, '0')}`;
  const event = (type, fields) => JSON.stringify({ type, event_id: id('event'), ...fields });
  let previous = null;
  let clock = 0;

  const item = (fields) => {
    const before = previous;
    previous = fields.id;
    return { previous_item_id: before, item: { ...fields, object: 'realtime.item' } };
  };
  const say = (length) => Array.from({ length }, (_, index) => (index === 0 ? '' : ' ') + any(words));

  function* response(output, body) {
    const responseId = id('resp');
    const head = {
      object: 'realtime.response',
      id: responseId,
      conversation_id: `conv_${stem}`,
      output_modalities: ['audio'],
      max_output_tokens: 'inf',
      audio: { output: { format: { type: 'audio/pcm', rate: 24000 }, voice: 'marin' } },
    };
    const started = {
      ...head,
      status: 'in_progress',
      status_details: null,
      output: [],
      usage: null,
      metadata: null,
    };
    yield event('response.created', { response: started });
    yield* body(responseId, output);
    const tokens = { total_tokens: 412, input_tokens: 310, output_tokens: 102 };
    const details = {
      input_token_details: { text_tokens: 210, audio_tokens: 100, image_tokens: 0, cached_tokens: 128 },
      output_token_details: { text_tokens: 22, audio_tokens: 80 },
    };
    const ended = {
      status: 'completed',
      status_details: null,
      output: [output.final],
      usage: { ...tokens, ...details },
    };
    yield event('response.done', { response: { ...head, ...ended, metadata: null } });
    const limits = [{ name: 'tokens', limit: 40000, remaining: 39412, reset_seconds: 0.882 }];
    yield event('rate_limits.updated', { rate_limits: limits });
  }

  function* speech(responseId, { final, pieces, cut }) {
    const open = { id: final.id, type: 'message', status: 'in_progress', role: 'assistant', content: [] };
    const place = { response_id: responseId, item_id: final.id, output_index: 0, content_index: 0 };
    const transcript = pieces.join('');
    yield event('response.output_item.added', { response_id: responseId, output_index: 0, item: open });
    yield event('conversation.item.added', item(open));
    yield event('response.content_part.added', { ...place, part: { type: 'audio', transcript: '' } });
    for (const [index, delta] of pieces.entries()) {
      yield event('response.output_audio_transcript.delta', { ...place, delta, obfuscation: letters(14) });
      if (index === 2) yield event('output_audio_buffer.started', { response_id: responseId });
    }
    yield event('response.output_audio.done', place);
    yield event('response.output_audio_transcript.done', { ...place, transcript });
    yield event('response.content_part.done', { ...place, part: { type: 'audio', transcript } });
    yield event('conversation.item.done', { previous_item_id: null, item: final });
    yield event('response.output_item.done', { response_id: responseId, output_index: 0, item: final });
    yield event(cut ? 'output_audio_buffer.cleared' : 'output_audio_buffer.stopped', {
      response_id: responseId,
    });
    if (cut)
      yield event('conversation.item.truncated', { item_id: final.id, content_index: 0, audio_end_ms: 1800 });
  }

  function* toolCall(responseId, { final, pieces }) {
    const place = { response_id: responseId, item_id: final.id, output_index: 0, call_id: final.call_id };
    const open = { ...final, status: 'in_progress', arguments: '' };
    yield event('response.output_item.added', { response_id: responseId, output_index: 0, item: open });
    yield event('conversation.item.added', item(open));
    for (const delta of pieces) {
      yield event('response.function_call_arguments.delta', { ...place, delta, obfuscation: letters(10) });
    }
    const done = { ...place, name: final.name, arguments: final.arguments };
    yield event('response.function_call_arguments.done', done);
    yield event('conversation.item.done', { previous_item_id: null, item: final });
    yield event('response.output_item.done', { response_id: responseId, output_index: 0, item: final });
    const output = {
      id: id('item'),
      type: 'function_call_output',
      status: 'completed',
      call_id: final.call_id,
    };
    yield event('conversation.item.added', item({ ...output, output: '{"ok":true,"minutes":20}' }));
  }

  function* turn(number) {
    const itemId = id('item');
    const at = { audio_start_ms: (clock += 4000), item_id: itemId };
    const heard = say(6 + Math.floor(random() * 8)).join('');
    const message = { id: itemId, type: 'message', status: 'completed', role: 'user' };
    const user = { ...message, content: [{ type: 'input_audio', transcript: null }] };
    yield event('input_audio_buffer.speech_started', at);
    yield event('input_audio_buffer.speech_stopped', { audio_end_ms: clock + 1500, item_id: itemId });
    yield event('input_audio_buffer.committed', { previous_item_id: previous, item_id: itemId });
    yield event('conversation.item.added', item(user));
    const pieces = say(22 + Math.floor(random() * 16));
    if (number % 5 === 3) {
      const args = [
        '{"',
        'item',
        '":"',
        'Marg',
        'arita',
        '","',
        'size',
        '":"',
        'large',
        '","',
        'note',
        '":"',
        ...pieces.slice(0, 3),
        '"}',
      ];
      const call = { id: id('item'), type: 'function_call', status: 'completed', name: 'place_order' };
      const final = { ...call, call_id: id('call'), arguments: args.join('') };
      yield* response({ final, pieces: args }, toolCall);
    }
    const content = [{ type: 'output_audio', transcript: pieces.join('') }];
    const final = { id: id('item'), type: 'message', status: 'completed', role: 'assistant', content };
    const transcription = { item_id: itemId, content_index: 0 };
    yield event('conversation.item.input_audio_transcription.delta', { ...transcription, delta: heard });
    yield event('conversation.item.input_audio_transcription.completed', {
      ...transcription,
      transcript: heard,
    });
    yield* response({ final, pieces, cut: number % 3 === 1 }, speech);
  }

  for (let left = count, number = 0; left > 0; number += 1) {
    for (const text of turn(number)) {
      yield text;
      left -= 1;
      if (left === 0) return;
    }
  }
}
