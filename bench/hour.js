// The recording of a call of an hour: the events of traffic.js at even steps, the caller's clock in step with them.
import { events } from './traffic.js';

const hour = 3_600_000;
const began = Date.parse('2026-11-21T10:00:00.000Z');
const call = { call_id: 'rtc_hour' };
/** What VAD says of the caller's speech, which it says a little later, by the time of the call. */
const inStep = (text, ms) =>
  text.startsWith('{"type":"input_audio_buffer.speech_')
    ? text.replace(/(?<="audio_(start|end)_ms":)\d+/, (_, side) =>
        String(ms - (side === 'start' ? 2500 : 500)),
      )
    : text;

const turn_detection = { type: 'server_vad', silence_duration_ms: 500, prefix_padding_ms: 300 };
const session = { type: 'realtime', model: 'gpt-realtime-2.1', audio: { input: { turn_detection } } };

/** The session's settings, and the events of traffic.js. */
function* all(count) {
  yield JSON.stringify({ type: 'session.updated', event_id: 'event_settings', session });
  yield* events(count - 1);
}

/** The lines of a recording of an hour that holds `count` events. */
export function* hourOf(count) {
  const line = (record) => `${JSON.stringify({ v: 1, ...record })}\n`;
  const stamp = (seq, ms) => ({ seq, ms, at: new Date(began + ms).toISOString(), ...call });
  const place = { tool: 'rt-sideband/bench', base_url: 'http://127.0.0.1/v1' };
  yield line({ kind: 'header', ...call, started_at: new Date(began).toISOString(), ...place });
  yield line({ ...stamp(1, 0), kind: 'link', change: { to: 'open', epoch: 1, took: 80 } });
  let seq = 1;
  for (const text of all(count)) {
    seq += 1;
    const ms = Math.round((seq / (count + 2)) * hour);
    const head = JSON.stringify({ v: 1, ...stamp(seq, ms), kind: 'frame', dir: 'in' });
    yield `${head.slice(0, -1)},"event":${inStep(text, ms)}}\n`;
  }
  const exit = { code: 0, name: 'ok' };
  const over = { to: 'closed', reason: 'ended', code: 1000, message: 'the call is over', exit: 'ok' };
  yield line({ ...stamp(seq + 1, hour), kind: 'link', change: over });
  const end = { reason: 'ended', code: 1000, exit, complete: true, frames: { in: count, out: 0 } };
  yield line({ ...stamp(seq + 2, hour), kind: 'end', ...end });
}
