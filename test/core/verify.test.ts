import { describe, expect, it } from 'vitest';
import type { ReadRecord } from '../../src/core/read-record.ts';
import { verifier } from '../../src/core/verify.ts';
import { after, closed, ending, header, link, received, sent } from './entries.ts';

const of = ({ seq, signal }: ReturnType<typeof received>): ReadRecord => ({ kind: 'signal', seq, signal });
const end = (seq: number, received: number, sent = 0, complete = true): ReadRecord => ({
  kind: 'end',
  seq,
  end: ending(received, sent, { complete }),
});
const gap = { from: after(1), noticed: after(2), to: after(3), cause: 'lost' };
const bad: ReadRecord = { kind: 'unreadable', reason: 'not JSON' };

const find = (records: readonly ReadRecord[]) => {
  const check = verifier(header);
  for (const record of records) check.add(record);
  return check.finding();
};
const whole = [
  of(received(1, '{}')),
  of(sent(2, '{}')),
  { kind: 'other' },
  of(link(3, closed)),
  end(4, 1, 1),
] as const;

describe('verifier', () => {
  it('knows of lines that were left out of a redacted copy', () => {
    const leftOut = { kind: 'end', seq: 1, end: { ...ending(0, 0), leftOut: 2 } } as const;
    expect(find([leftOut])).toMatchObject({
      complete: false,
      exit: 'unknown',
      problems: [expect.stringMatching(/^2 lines of the original .* when it was redacted$/)],
    });
  });

  it('finds nothing wrong with a whole recording', () => {
    expect(find(whole)).toMatchObject({
      records: 6,
      frames: { in: 1, out: 1 },
      seqOk: true,
      missing: [],
      complete: true,
      problems: [],
      exit: 'ok',
    });
  });

  it.each<[string, readonly ReadRecord[], object]>([
    ['no end', whole.slice(0, -1), { end: undefined }],
    [
      'a hole',
      [of(received(1, '{}')), of(received(5, '{}')), end(6, 2)],
      { seqOk: false, missing: [{ from: 2, to: 4 }] },
    ],
    ['a missing beginning', [of(received(2, '{}')), end(3, 1)], { missing: [{ from: 1, to: 1 }] }],
    ['a hole before the end', [of(received(1, '{}')), end(3, 1)], { missing: [{ from: 2, to: 2 }] }],
    [
      'a record twice',
      [of(received(1, '{}')), of(received(1, '{}')), end(2, 2)],
      { seqOk: false, missing: [] },
    ],
    ['an unreadable record', [...whole, bad], { unreadable: 1 }],
    [
      'a sealed tail',
      [of(received(1, '{}')), bad, { kind: 'seal', bytes: 9, offset: 50 }, end(2, 1)],
      { unreadable: 0, torn: [{ bytes: 9, offset: 50 }] },
    ],
    ['a second header', [{ kind: 'header', header }, ...whole], {}],
    ['frames that are not counted', [of(received(1, '{}')), end(2, 2)], {}],
    ['sent frames that are not counted', [of(sent(1, '{}')), end(2, 0, 0)], {}],
    ['a record behind the end', [...whole.slice(0, -1), end(4, 2, 1), of(received(5, '{}'))], {}],
    ['a gap', [of(link(1, { to: 'gap', gap })), end(2, 0, 0, false)], { gaps: 1 }],
    ['an end that says so', [end(1, 0, 0, false)], {}],
  ])('finds %s', (_, records, finding) => {
    const found = find(records);
    expect(found).toMatchObject({ complete: false, exit: 'unknown', ...finding });
    expect(found.problems).toHaveLength(1);
  });

  it('does not remember holes without end', () => {
    const records = Array.from({ length: 5000 }, (_, index) => of(received(2 * index + 1, '{}')));
    const found = find(records);
    expect(found.missing).toHaveLength(100);
    expect(found.problems).toContain('the sequence has 4999 holes');
  });
});
