import { describe, expect, test } from 'vitest';
import { SidebandError } from '../../../src/core/error.ts';
import { where } from '../../../src/core/expect/picks.ts';
import type { Gap } from '../../../src/core/signal.ts';
import { sample } from '../samples.ts';
import { link, moment, play, received, sent } from '../script.ts';

const gap: Gap = { from: moment(1), noticed: moment(2), to: moment(3), cause: 'connection lost' };
const said = { type: 'response.output_audio_transcript.done', response_id: 'r', item_id: 'i' };
const heard = { type: 'conversation.item.input_audio_transcription.completed', item_id: 'u' };
const called = { type: 'response.function_call_arguments.done', response_id: 'r', item_id: 't' };

const entries = new Map(
  Object.entries({
    open: link({ to: 'open', epoch: 1, took: 1 }),
    gap: link({ to: 'gap', gap }),
    speech: sample('input_audio_buffer.speech_started'),
    hears: { ...heard, event_id: 'e1', transcript: 'A large margarita, please.' },
    calls: {
      ...called,
      event_id: 'e2',
      call_id: 'call_1',
      name: 'place_order',
      arguments: '{"item":"Margarita","quantity":2,"size":"very large"}',
    },
    says: { ...said, event_id: 'e3', transcript: 'One margarita, coming.' },
    again: { ...said, event_id: 'e3', transcript: 'One margarita, coming.' },
    piece: {
      type: 'response.output_audio_transcript.delta',
      response_id: 'r',
      item_id: 'i',
      delta: 'coming',
    },
    done: sample('response.done'),
    error: { type: 'error', event_id: 'e4', error: { code: 'server_error', message: 'broken' } },
    news: { type: 'response.poetry', event_id: 'e5', tool: 'hammer', agent: 'x' },
    create: sent({ type: 'response.create' }),
    malformed: received('{'),
  }),
);
const rows = play(...entries.values());
const shown = (expression: string): readonly string[] => {
  const wanted = where(expression);
  return [...entries.keys()].filter((_, index) => {
    const row = rows[index];
    return row !== undefined && wanted(row);
  });
};

describe('what is shown', () => {
  test.each([
    // What came is told apart by its fields …
    ['response.status=completed', ['done']],
    ['change.to=open', ['open']],
    ['change.gap.cause ~ /lost/', ['gap']],
    ['error', ['error']],
    ['error.code=server_error', ['error']],
    ['type=error and error.code=server_error', ['error']],
    ['tool', ['news']],
    ['tool=hammer', ['news']],
    ['tool ~ /ham/ and type', ['news']],
    ['tool and type=response.poetry', ['news']],
    ['agent', ['news']],
    ['type=response.create', ['create']],
    // … or by what it is on the call.
    ['agent ~ /margarita/i', ['says']],
    ['agent ~ /beer/', []],
    ['agent = "One margarita, coming."', ['says']],
    ['agent !~ /beer/', ['says']],
    ['  user  ~  /large  margarita/', []],
    ['  user  ~  /large margarita/  ', ['hears']],
    ['user!~/beer/', ['hears']],
    ['tool place_order', ['calls']],
    ['tool place_*', ['calls']],
    ['tool place_order args.quantity>1 args.size="very large"', ['calls']],
    ['tool place_order args.quantity>1 and args.item=Margarita', ['calls']],
    ['tool place_order args.quantity>2', []],
    ['event response.*', ['calls', 'says', 'piece', 'done', 'news']],
    ['event response.done response.status=completed', ['done']],
    ['event response.done response.status!=completed', []],
    ['error error.code=server_error', ['error']],
    ['error error.code=other', []],
  ])('by “%s”', (expression, names) => {
    expect(shown(expression)).toEqual(names);
  });
});

describe('what is wrong', () => {
  test.each([
    ['a=', 3, 'expected a value', 'FIELD'],
    ['agent ~ margarita', 9, 'expected a regular expression', 'agent ~ /re/'],
    ['agent ~ /(/', 9, 'expected a valid regular expression', 'agent ~ /re/'],
    ['agent ~ /a/ and user ~ /b/', 13, 'expected the end after the regular expression', 'tool NAME'],
    ['user = ', 8, 'expected the words', ''],
    ['event response.don', 7, 'expected the type of an event', 'did you mean response.done?'],
    ['event response.done response.status=', 37, 'expected a value', ''],
    ['tool place_order args.item=', 28, 'expected a value', ''],
    ['error error.code=', 18, 'expected a value', ''],
    ['no error', 1, 'what must not come is for expect', 'FIELD=VALUE'],
    ['  no tool place_order', 3, 'what must not come is for expect', ''],
    ['turn_latency p(95)<1200', 14, 'a threshold on a whole call is for expect', 'agent ~'],
    ['response_outcomes.completed count>=3', 29, 'a threshold on a whole call is for expect', ''],
  ])('with “%s” is said, at position %i', (expression, position, problem, hint) => {
    let caught: unknown;
    try {
      where(expression);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(SidebandError);
    expect(caught).toMatchObject({
      kind: 'usage',
      message: expect.stringMatching(`at position ${position}: .*`),
      hint: expect.stringContaining(hint),
      said: expression,
    });
    expect((caught as SidebandError).message).toContain(problem);
  });
});
