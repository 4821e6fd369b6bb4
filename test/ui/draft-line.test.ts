import { describe, expect, it } from 'vitest';
import { escapeText } from '../../src/core/safe.ts';
import { draftLine } from '../../src/ui/draft-line.ts';
import { widthOf } from '../../src/ui/width.ts';
import { entriesOf, received } from './scripts.ts';

const delta = (ms: number, item: string, text: string) =>
  received(ms, 'response.output_audio_transcript.delta', { item_id: item, response_id: 'r', delta: text });
const caller = (ms: number, item: string, text: string) =>
  received(ms, 'conversation.item.input_audio_transcription.delta', { item_id: item, delta: text });
const speaking = received(0, 'input_audio_buffer.speech_started', { item_id: 'u' });
const last = (...signals: Parameters<typeof entriesOf>[0]) => {
  const session = entriesOf(signals).at(-1)?.session;
  if (session === undefined) throw new Error('no entries');
  return session;
};

describe('draftLine', () => {
  it('shows the newest growing text', () => {
    expect(draftLine(last(delta(1, 'a', 'Sure, '), delta(2, 'a', 'one')), 80)).toBe('agent    Sure, one');
    expect(draftLine(last(delta(1, 'a', 'Sure'), caller(2, 'u', 'Wait')), 80)).toBe('caller   Wait');
  });

  it('shows the end of what has no room', () => {
    const line = draftLine(last(delta(1, 'a', `${'很长'.repeat(3000)}the end`)), 20);
    expect(line).toBe('agent    …长the end');
    expect(widthOf(line ?? escapeText(''))).toBeLessThanOrEqual(20);
  });

  it('says that the caller speaks, or nothing', () => {
    expect(draftLine(last(speaking), 80)).toBe('caller is speaking …');
    expect(draftLine(last(speaking), 8)).toBe('caller …');
    expect(draftLine(last(received(1, 'response.created', { response: { id: 'r' } })), 80)).toBeUndefined();
    expect(draftLine(last(delta(1, 'a', 'words')), 5)).toBeUndefined();
  });

  it('is gone with the finished text', () => {
    const done = received(3, 'response.output_audio_transcript.done', {
      item_id: 'a',
      response_id: 'r',
      transcript: 'Sure',
    });
    expect(draftLine(last(delta(1, 'a', 'Sure'), done), 80)).toBeUndefined();
  });
});
