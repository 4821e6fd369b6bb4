// A call with OpenAI's own helper for browsers.
import { OpenAIRealtimeWebRTC } from 'openai-browser/realtime/webrtc';
import { idOf, keep } from './kept.js';

globalThis.call = async ({ baseUrl, key }) => {
  const realtime = new OpenAIRealtimeWebRTC();
  const peer = realtime.peerConnection;
  const events = [];
  let id;
  realtime.onEvent((event) => events.push(event));
  peer.addEventListener('track', ({ streams }) => {
    document.querySelector('audio').srcObject = streams[0];
  });
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
  for (const track of microphone.getTracks()) peer.addTrack(track, microphone);
  await realtime.connect({
    exchangeSdp: async (offer, { signal }) => {
      const response = await fetch(`${baseUrl}/realtime/calls`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/sdp' },
        body: offer,
        signal,
      });
      id = idOf(response);
      return response.text();
    },
  });
  return keep({ id, peer, events, hangUp: () => realtime.close() });
};
