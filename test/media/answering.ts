import type { Raw } from '../../src/core/raw.ts';
import { tone } from '../../src/media/tone.ts';
import type { Incoming, Misbehaviour } from './service.ts';

/** Frames of silence after which the caller has finished. */
const pause = 40;

/** A mind for the service: it answers whatever the caller says with the next of these words. */
export const answering = (...words: readonly string[]): Misbehaviour => ({
  onCall(call) {
    let number = 0;
    const say = (...events: readonly Raw[]): void =>
      call.say(...events.map((event) => ({ event_id: `event_${(number += 1)}`, ...event })));
    say({ type: 'session.created', session: { id: 'sess_1', type: 'realtime', model: 'gpt-realtime-2.1' } });
    let turn = 0;
    let speaking = false;
    let silent = 0;
    const hear = (frame: Int16Array): void => {
      const loud = frame.some((value) => Math.abs(value) > 500);
      silent = loud ? 0 : silent + 1;
      if (loud && !speaking) {
        speaking = true;
        say({ type: 'input_audio_buffer.speech_started', item_id: `item_u${turn}`, audio_start_ms: 0 });
      }
      if (!speaking || silent < pause) return;
      speaking = false;
      say({ type: 'input_audio_buffer.speech_stopped', item_id: `item_u${turn}`, audio_end_ms: 0 });
      answer(call, say, words[turn] ?? 'Yes.', turn);
      turn += 1;
    };
    call.listen(hear);
  },
});

const answer = (
  call: Incoming,
  say: (...events: readonly Raw[]) => void,
  transcript: string,
  turn: number,
): void => {
  const [id, itemId] = [`resp_${turn}`, `item_a${turn}`];
  const at = { response_id: id, output_index: 0 };
  const item = { id: itemId, type: 'message', role: 'assistant', content: [] };
  const response = { id, conversation_id: 'conv_1', output: [] };
  say(
    { type: 'response.created', response: { ...response, status: 'in_progress' } },
    { type: 'response.output_item.added', ...at, item: { ...item, status: 'in_progress' } },
    { type: 'output_audio_buffer.started', response_id: id },
    { type: 'response.output_audio_transcript.done', ...at, item_id: itemId, content_index: 0, transcript },
    { type: 'response.done', response: { ...response, status: 'completed' } },
  );
  call.mouth.say(tone(transcript), () => say({ type: 'output_audio_buffer.stopped', response_id: id }));
};
