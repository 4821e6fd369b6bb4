// Calls a simulator over WebRTC many times at once, each call with a sideband, and says at the end how it went: one line
// of JSON. In a process of its own, so that what is measured is the simulator. Arguments: base URL, key, calls, seconds.
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { WebSocket } from 'ws';

const { RTCPeerConnection, MediaStream, nonstandard } = createRequire(import.meta.url)('@roamhq/wrtc');
const [base, key, count, seconds] = process.argv.slice(2);
const headers = { authorization: `Bearer ${key}` };
const session = {
  type: 'realtime',
  audio: {
    input: {
      transcription: { model: 'gpt-realtime-whisper' },
      turn_detection: { type: 'server_vad', silence_duration_ms: 400 },
    },
  },
};

/** A caller speaks for so many frames of ten milliseconds, is silent for some more, and then does not send any. */
const speech = { length: 120, silence: 40, every: 900 };
const hum = Array.from({ length: speech.length + speech.silence }, (_, frame) =>
  Int16Array.from({ length: 480 }, (_, at) =>
    frame < speech.length ? 6000 * Math.sin(((frame * 480 + at) / 48_000) * 2 * Math.PI * 180) : 0,
  ),
);
const format = { sampleRate: 48_000, bitsPerSample: 16, channelCount: 1, numberOfFrames: 480 };

const dial = async (number) => {
  const connection = new RTCPeerConnection({ iceServers: [], bundlePolicy: 'max-bundle' });
  const source = new nonstandard.RTCAudioSource();
  connection.addTrack(source.createTrack(), new MediaStream());
  const call = { source, number, channel: [], side: [], sounding: 0, gone: false };
  connection.ontrack = ({ track }) => {
    call.sink = new nonstandard.RTCAudioSink(track);
    call.sink.ondata = ({ samples }) => {
      let loud = 0;
      for (let at = 0; at < samples.length; at += 16) loud += Math.abs(samples[at]);
      if (loud * 16 > 300 * samples.length) call.sounding += 10;
    };
  };
  const channel = connection.createDataChannel('oai-events');
  const opened = new Promise((resolve) => (channel.onopen = resolve));
  channel.onmessage = ({ data }) => call.channel.push(JSON.parse(data).type);
  channel.onclose = () => (call.gone = true);
  await connection.setLocalDescription(await connection.createOffer());
  while (connection.iceGatheringState !== 'complete') await new Promise((wait) => setTimeout(wait, 5));
  const body = new FormData();
  body.set('sdp', connection.localDescription.sdp);
  body.set('session', JSON.stringify(session));
  const answer = await fetch(`${base}/realtime/calls`, { method: 'POST', headers, body });
  const id = answer.headers.get('location').split('/').at(-1);
  const side = new WebSocket(`${base.replace(/^http/, 'ws')}/realtime?call_id=${id}`, { headers });
  side.on('message', (data) => call.side.push(JSON.parse(data).type));
  side.on('close', () => (call.gone = true));
  await once(side, 'open');
  await connection.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
  await opened;
  return call;
};

const calls = [];
for (let number = 0; number < Number(count); number += 1) calls.push(await dial(number));
process.stdout.write('{"up":true}\n');

const began = performance.now();
let frame = 0;
const speak = setInterval(() => {
  const due = (performance.now() - began) / 10;
  for (; frame < due; frame += 1) {
    for (const { source, number } of calls) {
      // They do not all speak at the same time.
      const samples = hum[(frame + number * 37) % speech.every];
      if (samples !== undefined) source.onData({ samples, ...format });
    }
  }
}, 10);
await new Promise((over) => setTimeout(over, Number(seconds) * 1000));
clearInterval(speak);
const of = (types, type) => types.filter((one) => one === type).length;
const sum = (figure) => calls.reduce((all, call) => all + figure(call), 0);
// The channel has session.created before everything else; what is on its way at the end may be missing on one.
const alike = ({ channel, side }) =>
  side.length > 0 && side.every((type, at) => channel[at + 1] === undefined || channel[at + 1] === type);
const report = {
  up: calls.filter(({ gone }) => !gone).length,
  turns: sum(({ side }) => of(side, 'input_audio_buffer.committed')),
  answers: sum(({ side }) => of(side, 'output_audio_buffer.started')),
  sounding: sum(({ sounding }) => sounding),
  quietest: Math.min(...calls.map(({ sounding }) => sounding)),
  alike: calls.filter(alike).length,
  events: sum(({ side }) => side.length),
};
// Not to its natural end: wrtc does not survive what Node does there.
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));
