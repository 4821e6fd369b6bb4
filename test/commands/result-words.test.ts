import { describe, expect, it } from 'vitest';
import { lineCommands } from '../../src/commands/lines/index.ts';
import { helpText, resultText, statsText } from '../../src/commands/result-words.ts';
import { observer } from '../../src/core/observe.ts';
import { newSession } from '../../src/core/session.ts';

describe('the words for an outcome', () => {
  it('are one of four, and never show an unknown one as anything else', () => {
    const of = (outcome: 'confirmed' | 'refused' | 'not-sent' | 'unknown'): string =>
      resultText({ verb: '/say', outcome, exit: 'ok', said: 'why' });
    expect(['confirmed', 'refused', 'not-sent', 'unknown'].map((word) => of(word as 'confirmed'))).toEqual([
      '/say confirmed: why',
      '/say refused: why',
      '/say not sent: why',
      '/say outcome unknown: why',
    ]);
  });

  it('escape what the server said', () => {
    const shown = resultText({
      verb: '/say',
      outcome: 'refused',
      exit: 'refused',
      said: 'a\u{1b}[2J\nb',
      code: 'x\u{7}',
    });
    expect(shown).toBe('/say refused (x\\u{7}): a\\u{1b}[2J\\u{a}b');
  });
});

describe('help', () => {
  it('fits a screen of 80 columns', () => {
    for (const line of helpText(lineCommands).split('\n')) expect(line.length).toBeLessThan(80);
  });
});

describe('stats', () => {
  it('are all nought before anything happened', () => {
    expect(statsText(newSession).split('\n')).toEqual([
      'turns       0 of the caller, 0 of the agent',
      'responses   0',
      'tool calls  0',
      'tokens      0 in (0 cached), 0 out, in 0 responses',
      'errors      0',
      'frames      0 received, 0 sent',
    ]);
  });

  it('count what was seen', () => {
    const see = observer();
    const frame = (value: object) =>
      see({ at: { wall: 0, mono: 0 }, kind: 'frame', direction: 'received', text: JSON.stringify(value) });
    frame({
      type: 'conversation.item.added',
      event_id: '1',
      previous_item_id: null,
      item: {
        id: 'i1',
        type: 'message',
        role: 'user',
        status: 'completed',
        content: [{ type: 'input_text', text: 'Hi' }],
      },
    });
    frame({ type: 'error', event_id: '2', error: { type: 'invalid_request_error', message: 'No.' } });
    frame({
      type: 'response.created',
      event_id: '3',
      response: { id: 'r1', status: 'in_progress', output: [] },
    });
    const { session } = frame({
      type: 'response.done',
      event_id: '4',
      response: {
        id: 'r1',
        status: 'failed',
        output: [],
        usage: {
          total_tokens: 1250,
          input_tokens: 1234,
          output_tokens: 16,
          input_token_details: { text_tokens: 1234, cached_tokens: 0 },
        },
      },
    });
    expect(statsText(session)).toContain('turns       1 of the caller, 0 of the agent');
    expect(statsText(session)).toContain('responses   1, 1 not completed');
    expect(statsText(session)).toContain('tokens      1,234 in');
    expect(statsText(session)).toContain('errors      1');
  });
});
