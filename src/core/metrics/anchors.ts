import type { CallerSpeech, Facts, ResponseFacts } from '../facts.ts';

/** The moment a response is first heard, in ms of the stream's clock, and how well that is known. */
export type FirstAudio = { readonly at: number; readonly approx: boolean };

/**
 * When a response is first heard, in order of trust: the peer plays it (WebRTC and SIP), its first sound comes (a
 * WebSocket session), its first word comes (a lower bound, for words come before their sound).
 */
export const firstAudio = (facts: Facts, response: ResponseFacts): FirstAudio | undefined => {
  if (response.audibleAt !== undefined) return { at: response.audibleAt, approx: false };
  // Where playback is told, a response that never began to play was never heard.
  if (facts.playback) return undefined;
  if (response.firstAudioAt !== undefined) return { at: response.firstAudioAt, approx: false };
  return facts.audioBytes === 0 && response.firstWordAt !== undefined
    ? { at: response.firstWordAt, approx: true }
    : undefined;
};

/** The silence that voice activity detection waited for before it said that the caller stopped, as far as known. */
export const waitedMs = ({ detection }: CallerSpeech): number | undefined =>
  detection?.type === 'server_vad' ? detection.silenceMs : undefined;

/** What keeps the end of speech from being known, if anything does. */
export const endpointDoubt = ({ detection }: CallerSpeech): 'semantic' | 'unseen' | undefined => {
  if (detection === undefined) return 'unseen';
  if (detection.type === 'semantic_vad' || detection.type === 'other') return 'semantic';
  return detection.type === 'server_vad' && detection.silenceMs === undefined ? 'unseen' : undefined;
};
