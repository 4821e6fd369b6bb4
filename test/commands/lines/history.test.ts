import { describe, expect, it } from 'vitest';
import { historyLine } from '../../../src/commands/lines/history.ts';
import { lineWords } from '../../../src/core/line-words.ts';
import type { Raw } from '../../../src/core/raw.ts';
import { newSession, type Session } from '../../../src/core/session.ts';
import type { Signal } from '../../../src/core/signal.ts';
import { play, received, sent } from '../../core/script.ts';

const updated = (session: Raw) =>
  received({ type: 'session.updated', session: { type: 'realtime', ...session } });

const says = (session: Session, words = ''): string => {
  const ready = historyLine.ready(lineWords(words, []));
  if (ready.sends) throw new Error('sends');
  const place = { session } as unknown as Parameters<typeof ready.act>[0];
  const answer = ready.act(place);
  return answer.kind === 'text' ? answer.text : answer.kind;
};

const session = (...steps: readonly Signal[]): Session => play(...steps).at(-1)?.session ?? newSession;

const three = session(
  updated({ model: 'gpt-realtime', instructions: 'Be kind.', max_output_tokens: 1 }),
  sent({ type: 'session.update', session: { type: 'realtime', instructions: 'Be\x1b brief.' } }, 'instruct'),
  updated({ model: 'gpt-realtime', instructions: 'Be\x1b brief.', max_output_tokens: 1 }),
  updated({ model: 'gpt-realtime', instructions: 'Be\x1b brief.', max_output_tokens: 1 }),
  updated({ model: 'gpt-realtime', instructions: 'Be\x1b brief.', max_output_tokens: 2, tracing: 'auto' }),
);

describe('/history', () => {
  it('lists the settings with their time, whose they are, and what changed', () => {
    const lines = says(three).split('\n');
    expect(lines.map((line) => line.replace(/\d\d:\d\d:\d\d\.\d{3}/, 'TIME'))).toEqual([
      '1  TIME  first seen: gpt-realtime [not from here]',
      '2  TIME  instructions [ours (instruct)]',
      '3  TIME  max_output_tokens, tracing [not from here]',
    ]);
  });

  it('tells what differs now from one of them, escaped', () => {
    const [head, ...rest] = says(three, '1').split('\n');
    expect(head).toMatch(/^from 1 \(.*\) to now:$/);
    expect(rest).toEqual([
      'instructions "Be kind." → "Be\\u001b brief."',
      'max_output_tokens 1 → 2',
      'tracing not set → "auto"',
    ]);
    expect(says(three, '3')).toMatch(/^now it is as it was in 3/);
  });

  it('says where there is nothing, or no such number', () => {
    expect(says(newSession)).toContain('no settings of this session were seen yet');
    for (const number of ['0', '4', 'x']) expect(() => says(three, number)).toThrow(/number|no settings/);
  });

  it('keeps its numbers where some in between were forgotten', () => {
    const many = session(...Array.from({ length: 400 }, (_, n) => updated({ model: `m${n}` })));
    const lines = says(many).split('\n');
    expect(lines[0]).toMatch(/^ {2}1 /);
    expect(lines[1]).toBe('… 100 are not remembered');
    expect(lines[2]).toMatch(/^102 /);
    expect(lines.at(-1)).toMatch(/^400 /);
    expect(says(many, '102')).toContain('"m101" → "m399"');
    expect(() => says(many, '101')).toThrow('no settings 101');
  });
});
