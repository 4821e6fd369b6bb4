import { describe, expect, test } from 'vitest';
import type { Raw } from '../../src/core/raw.ts';
import { newSession } from '../../src/core/session.ts';
import type { Signal } from '../../src/core/signal.ts';
import { structuralGap } from '../../src/core/structure.ts';
import { link, moment, play } from './script.ts';

const notices = (...steps: readonly (Raw | Signal)[]): readonly string[] => {
  let before = newSession;
  return play(...steps).flatMap((entry) => {
    const notice = structuralGap(before, entry);
    before = entry.session;
    return notice ?? [];
  });
};

const created = { type: 'response.created', response: { id: 'r', status: 'in_progress', output: [] } };
const begun = {
  type: 'response.output_item.added',
  response_id: 'r',
  item: { id: 'a', type: 'message', role: 'assistant', status: 'in_progress' },
};
const delta = (words: string, item = 'a'): Raw => ({
  type: 'response.output_audio_transcript.delta',
  response_id: 'r',
  item_id: item,
  delta: words,
});
const done = (words: string, item = 'a'): Raw => ({
  type: 'response.output_audio_transcript.done',
  response_id: 'r',
  item_id: item,
  transcript: words,
});
const ended = (...ids: readonly string[]): Raw => ({
  type: 'response.done',
  response: { id: 'r', status: 'completed', output: ids.map((id) => ({ id, type: 'message' })) },
});
const added = (id: string, previous: string | null): Raw => ({
  type: 'conversation.item.added',
  previous_item_id: previous,
  item: { id, type: 'message', role: 'user' },
});
const gap = link({ to: 'gap', gap: { from: moment(2), noticed: moment(2), to: moment(3), cause: 'cut' } }, 3);

describe('a whole stream', () => {
  test('has no gap', () => {
    expect(
      notices(
        created,
        begun,
        delta('One '),
        delta('two'),
        done('One two'),
        ended('a'),
        added('u', 'a'),
        added('v', 'u'),
      ),
    ).toEqual([]);
  });

  test.each<[string, readonly (Raw | Signal)[], string]>([
    [
      'words of an item that never began',
      [created, delta('One'), delta(' two')],
      'words of an item that was never begun',
    ],
    ['an end without a beginning', [created, done('One')], 'the end of an item that was never begun'],
    [
      'a piece that is missing',
      [created, begun, delta('One '), done('One two')],
      'the finished words are not those that came piece by piece',
    ],
    [
      'an unseen item in a finished response',
      [created, begun, ended('a', 'b')],
      'a finished response names items that were never seen',
    ],
    [
      'an unseen predecessor',
      [added('a', null), added('c', 'b'), added('d', 'c')],
      'an item follows one that was never seen',
    ],
  ])('with %s says so once', (_, steps, notice) => {
    expect(notices(...steps)).toEqual([notice]);
  });
});

describe('nothing is said', () => {
  test.each<[string, readonly (Raw | Signal)[]]>([
    ['of what began before we attached', [delta('two'), done('One two'), ended('a'), added('u', 'a')]],
    [
      'of what a gap has torn',
      [created, begun, delta('One '), gap, delta('two'), done('One two'), ended('a', 'b'), added('u', 'x')],
    ],
    ['of predecessors lost in a gap', [added('a', null), gap, added('c', 'b')]],
    ['of an end without pieces', [created, begun, done('One two')]],
    ['of links and frames nobody knows', [link({ to: 'open', epoch: 1, took: 1 }), { type: 'ping' }]],
    [
      'of duplicates',
      [
        { ...created, event_id: 'e' },
        { ...done('x', 'b'), event_id: 'e' },
      ],
    ],
  ])('%s', (_, steps) => {
    expect(notices(...steps)).toEqual([]);
  });
});
