// A call with the Agents SDK, a tool of its own included.
import { OpenAIRealtimeWebRTC, RealtimeAgent, RealtimeSession } from '@openai/agents-realtime';
import { keep } from './kept.js';

globalThis.call = async ({ baseUrl, key }) => {
  const transport = new OpenAIRealtimeWebRTC({
    baseUrl: `${baseUrl}/realtime/calls`,
    audioElement: document.querySelector('audio'),
  });
  const events = [];
  transport.on('*', (event) => events.push(event));
  const agent = new RealtimeAgent({ name: 'waiter', instructions: 'Be brief.' });
  const session = new RealtimeSession(agent, { transport, tracingDisabled: true });
  await session.connect({ apiKey: key });
  const { peerConnection: peer, callId: id } = transport.connectionState;
  return keep({ id, peer, events, hangUp: () => session.close() });
};
