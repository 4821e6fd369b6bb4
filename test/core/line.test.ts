import { describe, expect, test } from 'vitest';
import { lineOf } from '../../src/core/line.ts';
import type { Raw } from '../../src/core/raw.ts';
import type { LinkChange, Signal } from '../../src/core/signal.ts';
import { sample, samples } from './samples.ts';
import { after, link, moment, play, received, sent } from './script.ts';

const words = (...steps: readonly (Raw | Signal)[]): string => {
  const { label, text } = lineOf(after(...steps));
  return text === undefined ? label : `${label} ${text}`;
};
const added = (item: Raw): Raw => ({
  type: 'conversation.item.added',
  item: { id: 'i', type: 'message', ...item },
});
const ended = (response: Raw): Raw => ({ type: 'response.done', response: { id: 'r', ...response } });

describe('server events in plain words', () => {
  test.each<[string, readonly (Raw | Signal)[]]>([
    ['session created', [sample('session.created')]],
    ['session settings', [sample('session.updated')]],
    ['conversation created', [sample('conversation.created')]],
    ['caller wrote Hi', [added({ role: 'user', content: [{ type: 'input_text', text: 'Hi' }] })]],
    ['system note Be kind', [added({ role: 'system', content: [{ type: 'input_text', text: 'Be kind' }] })]],
    [
      'agent wrote Hello',
      [added({ role: 'assistant', status: 'completed', content: [{ type: 'output_text', text: 'Hello' }] })],
    ],
    ['item added', [added({ role: 'assistant', status: 'in_progress', content: [] })]],
    ['tool answered ok', [added({ type: 'function_call_output', call_id: 'call_1', output: 'ok' })]],
    [
      'tool call needs approval: search({})',
      [added({ type: 'mcp_approval_request', name: 'search', arguments: '{}' })],
    ],
    ['tool call approved', [added({ type: 'mcp_approval_response', approve: true })]],
    ['tool call not approved', [added({ type: 'mcp_approval_response', approve: false })]],
    ['item deleted', [sample('conversation.item.deleted')]],
    ['agent was cut off after 1.5 s', [sample('conversation.item.truncated')]],
    ['agent was cut off after 20 ms', [sample('conversation.item.truncated', { audio_end_ms: 20 })]],
    [
      'agent was cut off before anything was heard',
      [sample('conversation.item.truncated', { audio_end_ms: 0 })],
    ],
    ['agent was cut off', [sample('conversation.item.truncated', { audio_end_ms: null })]],
    ['caller said A margarita, please.', [sample('conversation.item.input_audio_transcription.completed')]],
    [
      'caller transcription failed: audio_unintelligible: No words.',
      [sample('conversation.item.input_audio_transcription.failed')],
    ],
    ['caller started speaking', [sample('input_audio_buffer.speech_started')]],
    ['caller stopped speaking', [sample('input_audio_buffer.speech_stopped')]],
    ['caller was silent for 6.0 s', [sample('input_audio_buffer.timeout_triggered')]],
    ['caller pressed 9', [sample('input_audio_buffer.dtmf_event_received')]],
    ['agent started speaking', [sample('output_audio_buffer.started')]],
    ['agent stopped speaking', [sample('output_audio_buffer.stopped')]],
    ['agent stopped speaking, cut off', [sample('output_audio_buffer.cleared')]],
    ['response started', [sample('response.created')]],
    ['response completed', [sample('response.done')]],
    [
      'response cancelled (turn_detected)',
      [ended({ status: 'cancelled', status_details: { reason: 'turn_detected' } })],
    ],
    [
      'response cut short (max_output_tokens)',
      [ended({ status: 'incomplete', status_details: { reason: 'max_output_tokens' } })],
    ],
    [
      'response failed (rate_limit_exceeded) Slow down.',
      [
        ended({
          status: 'failed',
          status_details: { error: { code: 'rate_limit_exceeded', message: 'Slow down.' } },
        }),
      ],
    ],
    ['response ended strangely', [ended({ status: 'strangely' })]],
    ['agent wrote One margarita.', [sample('response.output_text.done')]],
    ['agent said One margarita.', [sample('response.output_audio_transcript.done')]],
    ['tool call place_order({"item":"Mar  garita"})', [sample('response.function_call_arguments.done')]],
    [
      'tool call search({"q":"docs"})',
      [
        {
          type: 'response.output_item.added',
          response_id: 'resp_1',
          item: { id: 'mcp_1', type: 'mcp_call', name: 'search' },
        },
        sample('response.mcp_call_arguments.done'),
      ],
    ],
    ['remote tool failed', [sample('response.mcp_call.failed')]],
    ['remote tools could not be listed', [sample('mcp_list_tools.failed')]],
    ['rate limit tokens 39,000/40,000', [sample('rate_limits.updated')]],
    ['error rate_limit_exceeded: Too many.', [sample('error')]],
    [
      'error server_error: Sorry.',
      [{ type: 'error', error: { type: 'server_error', code: null, message: 'Sorry.' } }],
    ],
    ['unknown event ping', [{ type: 'ping' }]],
    ['unreadable frame (not JSON)', [received('{"secret":')]],
    ['ask for a response', [sent({ type: 'response.create' })]],
  ])('%s', (expected, steps) => {
    expect(words(...steps)).toBe(expected);
  });

  test('a changed session says what changed, or that nothing did', () => {
    const { session } = sample('session.updated') as { session: Raw };
    const changed = {
      type: 'session.updated',
      session: { ...session, instructions: 'Speak French.' },
    };
    const line = lineOf(after(sample('session.updated'), changed));
    expect(line.label).toBe('session changed');
    expect(line.changes?.map(({ path }) => path)).toEqual([['instructions']]);
    expect(lineOf(after(changed, changed))).toMatchObject({
      label: 'session updated, nothing changed',
      minor: true,
    });
  });

  test('deltas and bookkeeping are minor, what happens to people is not', () => {
    const minor = samples
      .filter((event) => lineOf(after(event)).minor === true)
      .map((event) => event['type']);
    expect(minor.filter((type) => String(type).endsWith('.delta'))).toHaveLength(6);
    expect(minor).toContain('conversation.item.done');
    expect(minor).toContain('rate_limits.updated');
    for (const type of [
      'error',
      'response.done',
      'input_audio_buffer.speech_started',
      'response.function_call_arguments.done',
    ]) {
      expect(minor).not.toContain(type);
    }
  });

  test('a rate limit that is nearly used up is not minor', () => {
    const low = {
      type: 'rate_limits.updated',
      rate_limits: [{ name: 'tokens', limit: 40_000, remaining: 3_999 }],
    };
    expect(lineOf(after(low))).toMatchObject({ tone: 'warn' });
    expect(lineOf(after(low)).minor).toBeUndefined();
  });

  test('an utterance is said once, by the event that has its words', () => {
    const item = {
      id: 'item_2',
      type: 'message',
      role: 'assistant',
      status: 'completed',
      content: [{ type: 'output_audio', transcript: 'One margarita.' }],
    };
    const lines = play(
      sample('response.created'),
      sample('response.output_audio_transcript.done'),
      { type: 'conversation.item.done', item },
      { type: 'response.output_item.done', response_id: 'resp_1', item },
      sample('response.done'),
    ).map(lineOf);
    expect(lines.filter(({ utterance }) => utterance === true).map(({ text }) => text)).toEqual([
      'One margarita.',
    ]);
    expect(lines.filter(({ text }) => text?.includes('margarita'))).toHaveLength(1);
  });

  test('a check beside the conversation is nothing the agent said', () => {
    const line = lineOf(
      after(
        { type: 'response.created', response: { id: 'resp_1', conversation_id: null } },
        sample('response.output_text.done'),
      ),
    );
    expect(line.label).toBe('agent wrote apart');
    expect(line.utterance).toBeUndefined();
  });

  test('words that were cut off say so when that is known by then', () => {
    const line = lineOf(
      after(
        sample('response.output_item.added'),
        sample('output_audio_buffer.cleared'),
        sample('response.output_audio_transcript.done'),
      ),
    );
    expect(line.fields).toMatchObject({ cut_off: true });
  });

  test('silence that was taken for speech is minor', () => {
    const line = lineOf(
      after(sample('conversation.item.input_audio_transcription.completed', { transcript: '' })),
    );
    expect(line).toMatchObject({ label: 'caller: no words recognised', minor: true });
  });

  test('labels are ours: nothing from the wire is in them', () => {
    const canary = 'c4n4ry';
    const poisoned = (value: unknown): unknown => {
      if (typeof value === 'string') return canary;
      if (Array.isArray(value)) return value.map(poisoned);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(
        Object.entries(value).map(([key, inner]) => [key, key === 'type' ? inner : poisoned(inner)]),
      );
    };
    for (const event of samples) expect(lineOf(after(poisoned(event) as Raw)).label).not.toContain(canary);
  });
});

describe('the connection in plain words', () => {
  test.each<[string, LinkChange]>([
    ['attached', { to: 'open', epoch: 1, took: 12.4 }],
    ['re-attached', { to: 'open', epoch: 2, took: 12.4 }],
    [
      'attaching again in 0.5 s: connection lost',
      { to: 'retrying', attempt: 1, of: 5, delay: 500, cause: 'connection lost' },
    ],
    [
      'gap of 4.1 s, what happened in it is not known: connection lost',
      {
        to: 'gap',
        gap: { from: moment(0), noticed: moment(10), to: moment(4100), cause: 'connection lost' },
      },
    ],
    ['notice: the link is quiet', { to: 'notice', code: 'quiet', message: 'the link is quiet' }],
    [
      'closed: the call ended',
      { to: 'closed', reason: 'ended', code: 1000, message: 'the call ended', exit: 'ok' },
    ],
  ])('%s', (expected, change) => {
    expect(words(link(change))).toBe(expected);
    expect(lineOf(after(link(change))).who).toBe('link');
  });
});
