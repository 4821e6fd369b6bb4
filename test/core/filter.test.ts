import { describe, expect, test } from 'vitest';
import { where } from '../../src/core/expect/picks.ts';
import { every, glob, not, only, role } from '../../src/core/filter.ts';
import { sample } from './samples.ts';
import { after, link, play, received, sent } from './script.ts';

const entries = play(
  link({ to: 'open', epoch: 1, took: 1 }),
  sample('input_audio_buffer.speech_started'),
  { ...sample('response.output_text.delta'), type: 'response.text.delta' },
  sample('response.done'),
  { type: 'ping' },
  sent({ type: 'response.create' }),
  received('{'),
);
const names = ['link', 'speech', 'delta', 'done', 'ping', 'create', 'malformed'];
const kept = (filter: ReturnType<typeof only>) =>
  names.filter((_, n) => {
    const entry = entries[n];
    return entry !== undefined && filter(entry);
  });

describe('glob', () => {
  test.each([
    ['response.done', 'response.done', true],
    ['response.done', 'response.done.x', false],
    ['response.*', 'response.done', true],
    ['*.delta', 'response.output_text.delta', true],
    ['*', '', true],
    ['mcp*', 'response.mcp_call.completed', false],
    ['*mcp*', 'response.mcp_call.completed', true],
    ['a.c', 'abc', false],
    ['a.*', 'abc', false],
    ['(a|b)*', '(a|b)c', true],
    ['a*', 'a\nb', true],
  ])('%s on %s is %s', (pattern, name, matches) => {
    expect(glob(pattern)(name)).toBe(matches);
  });
});

describe('filters', () => {
  test('only and not go by the name as received and by the present one', () => {
    expect(kept(only(['response.text.*']))).toEqual(['delta']);
    expect(kept(only(['response.output_text.delta']))).toEqual(['delta']);
    expect(kept(only(['response.*']))).toEqual(['delta', 'done', 'create']);
    expect(kept(only(['link', 'malformed', 'ping']))).toEqual(['link', 'ping', 'malformed']);
    expect(kept(not(['*.delta', 'link']))).toEqual(['speech', 'done', 'ping', 'create', 'malformed']);
    expect(kept(only([]))).toEqual([]);
  });

  test('role goes by who an entry is about', () => {
    expect(kept(role('user'))).toEqual(['speech']);
    expect(kept(role('agent'))).toEqual(['delta', 'done']);
  });

  test('every wants what all want', () => {
    expect(kept(every([only(['response.*']), role('agent'), where('response')]))).toEqual(['done']);
    expect(kept(every([]))).toEqual(names);
  });

  test('a user message is about the user', () => {
    const entry = after({
      type: 'conversation.item.added',
      item: { id: 'u', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
    });
    expect(role('user')(entry)).toBe(true);
  });
});
