// A call with nothing but what a browser has.
import { idOf, keep } from './kept.js';

globalThis.call = async ({ baseUrl, key }) => {
  const peer = new RTCPeerConnection();
  const events = [];
  const channel = peer.createDataChannel('oai-events');
  channel.addEventListener('message', ({ data }) => events.push(JSON.parse(data)));
  peer.addEventListener('track', ({ streams }) => {
    document.querySelector('audio').srcObject = streams[0];
  });
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
  for (const track of microphone.getTracks()) peer.addTrack(track, microphone);
  await peer.setLocalDescription();
  const response = await fetch(`${baseUrl}/realtime/calls`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/sdp' },
    body: peer.localDescription.sdp,
  });
  if (!response.ok) throw new Error(await response.text());
  const opened = new Promise((resolve) => channel.addEventListener('open', resolve, { once: true }));
  await peer.setRemoteDescription({ type: 'answer', sdp: await response.text() });
  await opened;
  return keep({ id: idOf(response), peer, events, hangUp: () => peer.close() });
};
