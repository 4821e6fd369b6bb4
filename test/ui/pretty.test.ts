import { describe, expect, it } from 'vitest';
import { safe } from '../../src/core/safe.ts';
import type { Signal } from '../../src/core/signal.ts';
import { pretty } from '../../src/ui/pretty.ts';
import { callLabel } from '../../src/ui/theme.ts';
import type { ViewOptions } from '../../src/ui/view.ts';
import { after, entriesOf, header, link, received, receivedText, sent } from './scripts.ts';

const lines = (signals: readonly Signal[], options: Partial<ViewOptions> = {}): readonly string[] => {
  const view = pretty({ header, zone: 'UTC', ...options });
  return entriesOf(signals).flatMap((entry) => view.entry(entry)?.split('\n') ?? []);
};

const delta = received(10, 'response.output_audio_transcript.delta', {
  response_id: 'r',
  item_id: 'a',
  delta: 'Sure',
});
const done = received(20, 'response.output_audio_transcript.done', {
  response_id: 'r',
  item_id: 'a',
  transcript: 'Sure, one.',
});
const audio = (ms: number) =>
  received(ms, 'response.output_audio.delta', { response_id: 'r', item_id: 'a', delta: 'AAAA'.repeat(100) });
const audioDone = received(30, 'response.output_audio.done', { response_id: 'r', item_id: 'a' });

describe('pretty', () => {
  it('says an utterance once, whole and in quotes', () => {
    expect(lines([delta, done])).toEqual(['10:00:00.020  agent    “Sure, one.”']);
    expect(lines([delta, done], { ascii: true })).toEqual(['10:00:00.020  agent    "Sure, one."']);
  });

  it('says of an utterance that it was cut off', () => {
    const truncated = received(15, 'conversation.item.truncated', { item_id: 'a', audio_end_ms: 1200 });
    expect(lines([truncated, done])[1]).toBe('10:00:00.020  agent    “Sure, one.” [cut off]');
  });

  it('shows deltas and bookkeeping when asked, but no audio', () => {
    expect(lines([delta, audio(11), done], { deltas: true })).toEqual([
      '10:00:00.010  agent    says Sure',
      '10:00:00.020  agent    “Sure, one.”',
    ]);
  });

  it('says how much audio there was, or shows each frame when asked', () => {
    expect(lines([audio(11), audio(12), audioDone, audioDone])).toEqual([
      '10:00:00.030  agent    audio generated 600 bytes in 2 frames',
    ]);
    expect(lines([audio(11), audioDone], { audio: true })).toEqual([
      '10:00:00.011  agent    audio  bytes=300',
      '10:00:00.030  agent    audio generated 300 bytes in 1 frame',
    ]);
  });

  it('marks what we sent as ours', () => {
    const frame = sent(10, 'say', 'response.cancel', {});
    expect(lines([frame])).toEqual(['10:00:00.010  operator → cancel response  by=say']);
    expect(lines([frame], { ascii: true })[0]).toContain('operator -> cancel response');
  });

  it('shows no event twice', () => {
    const error = received(10, 'error', { event_id: 'ev_1', error: { code: 'x', message: 'no' } });
    expect(lines([error, error])).toEqual(['10:00:00.010  server   error x: no']);
  });

  it('shows a new type with the beginning of its JSON', () => {
    const [line = ''] = lines([received(10, 'response.flavour', { flavour: 'x'.repeat(1000) })]);
    expect(line).toMatch(
      /server {3}unknown event response\.flavour \{"type":"response\.flavour","flavour":"x+… \+\d+ chars$/,
    );
    expect(line.length).toBeLessThan(260);
  });

  it('shows nothing of a frame that cannot be read but that it was there', () => {
    expect(lines([receivedText(10, '{"secret": "sk')])).toEqual([
      '10:00:00.010  server   unreadable frame (not JSON)  event=#1 length=14',
    ]);
  });

  it('makes a gap a block of its own', () => {
    const gap = { from: after(1000), noticed: after(21_000), to: after(23_500), cause: 'no pong for 20 s' };
    const speaking = received(900, 'input_audio_buffer.speech_started', { item_id: 'u' });
    const begun = [
      received(950, 'response.created', { response: { id: 'r1', status: 'in_progress' } }),
      received(951, 'response.created', { response: { id: 'r2', status: 'in_progress' } }),
    ];
    const change = link(23_501, { to: 'gap', gap });
    expect(lines([speaking, ...begun, change]).slice(-3)).toEqual([
      '10:00:23.501  link      GAP of 22.5 s, 10:00:01.000 to 10:00:23.500: no pong for 20 s ',
      '10:00:23.501  link     open then, outcome unknown: 2 responses, the caller speaking',
      '10:00:23.501  link     anything else in that time is not known',
    ]);
    expect(lines([change])[1]).toContain('nothing was open then');
  });

  it('says why it ended and what to do', () => {
    const closed = link(10, {
      to: 'closed',
      reason: 'unknown',
      code: 1006,
      text: 'x\ny',
      message: 'lost',
      exit: 'network',
      hint: 'look',
    });
    expect(lines([closed])).toEqual([
      '10:00:00.010  link     closed: lost  reason=unknown code=1006 said="x\\\\u{a}y"',
      '10:00:00.010  link     hint: look',
    ]);
  });

  it('wraps to the terminal under its own column, and never on a pipe', () => {
    const long = received(20, 'response.output_audio_transcript.done', {
      item_id: 'a',
      transcript: '你好 '.repeat(30).trim(),
    });
    const wrapped = lines([long], { columns: () => 60 });
    expect(wrapped.length).toBeGreaterThan(3);
    expect(wrapped.slice(1).every((line) => line.startsWith(' '.repeat(23)) && line[23] !== ' ')).toBe(true);
    expect(lines([long]).length).toBe(1);
  });

  it('has columns for the call, the number and another time, or none', () => {
    const label = callLabel(header.callId, safe`…script`, true);
    const coloured = lines([done], { label, numbers: true, coloured: true, time: 'rel' });
    expect(coloured[0]?.replaceAll(/\x1b\[[\d;]*m/g, '')).toBe(
      '…script  #1      +0.020s  agent    “Sure, one.”',
    );
    expect(lines([done], { time: 'none' })).toEqual(['agent    “Sure, one.”']);
    // What is not shown takes no part in the time between lines.
    expect(lines([delta, done, { ...audioDone, at: after(1020) }], { time: 'delta' })).toEqual([
      '  +0.020s  agent    “Sure, one.”',
    ]);
  });

  it('marks what is looked for', () => {
    expect(lines([done], { coloured: true, highlight: /one/ })[0]).toContain('Sure, \x1b[7mone\x1b[27m.');
  });
});
