import { describe, expect, test } from 'vitest';
import { leftOf, targetLanguage, wholeWith } from '../../src/core/interpreted.ts';
import { lineOf, linesOf } from '../../src/core/line.ts';
import type { Raw } from '../../src/core/raw.ts';
import { link, moment, play, received } from './script.ts';

const said = (side: 'input' | 'output', delta: string, elapsed_ms?: number): Raw => ({
  type: `session.${side}_transcript.delta`,
  delta,
  ...(elapsed_ms === undefined ? {} : { elapsed_ms }),
});
const session = (type: 'created' | 'updated', language: string, source?: string): Raw => ({
  type: `session.${type}`,
  session: {
    id: 'sess_1',
    type: 'translation',
    model: 'gpt-realtime-translate',
    audio: { input: { transcription: { model: 'm', language: source } }, output: { language } },
  },
});

describe('what is said in a translation session', () => {
  const entries = play(
    session('created', 'es', 'en'),
    said('input', ' Good', 200),
    said('output', ' Buenos', 400),
    said('input', ' day.', 400),
    said('output', ' días', 600),
    said('output', '.', 600),
    said('input', ' And'),
  );

  test('is an item of the conversation when it is whole, and a draft before', () => {
    const at = (index: number) => entries[index]!.session;
    expect([...at(1).drafts.values()]).toMatchObject([{ role: 'user', text: ' Good' }]);
    expect([...at(2).drafts.values()]).toMatchObject([{ text: ' Good' }, { role: 'agent', text: ' Buenos' }]);
    expect([...at(3).drafts.values()]).toMatchObject([{ text: ' Buenos' }]);
    const last = at(6);
    expect([...last.order].map((id) => last.items.get(id))).toMatchObject([
      { role: 'user', type: 'message', text: 'Good day.', final: true, addedAt: moment(1) },
      { role: 'agent', type: 'message', text: 'Buenos días.', final: true, addedAt: moment(2) },
    ]);
    expect(leftOf(last)).toMatchObject([{ who: 'user', text: ' And' }]);
    expect(targetLanguage(last)).toBe('es');
  });

  test('is a line of its own, behind the piece that ends it, with its language', () => {
    expect(linesOf(entries[1]!)).toHaveLength(1);
    expect(linesOf(entries[3]!)).toMatchObject([
      { label: 'caller says', text: ' day.', minor: true },
      { label: 'caller said', text: 'Good day.', utterance: true, fields: { language: 'en' } },
    ]);
    expect(linesOf(entries[5]!)[1]).toMatchObject({
      who: 'agent',
      label: 'interpreter said',
      text: 'Buenos días.',
      interpreted: true,
      fields: { language: 'es' },
    });
    expect(wholeWith(entries[4]!)).toEqual([]);
  });

  test.each([
    ['the session is closed', received({ type: 'session.closed' }, 9)],
    [
      'the call ends',
      link({ to: 'closed', reason: 'ended', code: 1000, message: 'ended', exit: 'ok' } as never, 9),
    ],
    [
      'the connection is lost',
      link({ to: 'gap', gap: { from: moment(8), to: moment(9), cause: 'lost' } } as never, 9),
    ],
  ])('is whole too when %s, and said before that', (_name, ending) => {
    const last = play(said('input', ' No end'), said('output', ' Sin fin'), ending).at(-1)!;
    const lines = linesOf(last);
    expect(lines.map(({ text }) => text).slice(0, 2)).toEqual(['No end', 'Sin fin']);
    expect(lines.at(-1)).toEqual(lineOf(last));
    expect(last.session.drafts.size).toBe(0);
    expect([...last.session.items.values()].every(({ final }) => final)).toBe(true);
  });
});

test('a piece that came twice is said once', () => {
  const piece = { ...said('input', ' One.'), event_id: 'event_1' };
  const [first, second] = play(piece, piece);
  expect(linesOf(first!)).toHaveLength(2);
  expect(linesOf(second!)).toHaveLength(1);
  expect(second!.session.items.size).toBe(1);
});

test('other events end nothing, and are asked for no session', () => {
  const [entry] = play({ type: 'response.output_audio_transcript.delta', item_id: 'i', delta: 'a.' });
  expect(wholeWith(entry!)).toEqual([]);
  expect(linesOf(entry!)).toHaveLength(1);
});
