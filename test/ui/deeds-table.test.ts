import { describe, expect, it } from 'vitest';
import type { ReadDeed } from '../../src/core/deed.ts';
import { deedLine, deedsTable } from '../../src/ui/deeds-table.ts';
import { theme } from '../../src/ui/theme.ts';

const deed: ReadDeed = {
  id: 'a',
  at: Date.UTC(2026, 10, 21, 10),
  callId: 'rtc_one',
  verb: 'say',
  what: 'Good evening.',
  by: { user: 'ada', host: 'box', pid: 7 },
  tool: 'rt-sideband/0.1.0',
  baseUrl: 'https://api.openai.com/v1',
  end: { at: 0, ms: 812, outcome: 'confirmed', exit: 'ok' },
};
const { end: _, ...untold } = deed;
const show = (deeds: readonly ReadDeed[], columns = 100, alive = false): readonly string[] =>
  deedsTable(deeds, { columns, paint: theme(false), alive: () => alive }).split('\n');

describe('the table of what was done', () => {
  it('has when, what, what came of it, on which call, and who did it', () => {
    expect(show([deed])).toEqual([
      '2026-11-21 10:00:00Z  say         confirmed in 0.8 s  rtc_one by ada@box',
      '  Good evening.',
    ]);
    expect(show([deed], 60)).toEqual([
      '2026-11-21 10:00:00Z  say         confirmed in 0.8 s',
      '  rtc_one by ada@box',
      '  Good evening.',
    ]);
  });

  it.each([
    ['refused', 'refused (no) in 0.8 s'],
    ['not-sent', 'not sent (no) in 0.8 s'],
    ['unknown', 'outcome unknown (no) in 0.8 s'],
  ] as const)('says %s in words, with the code', (outcome, words) => {
    const end = { at: 0, ms: 812, outcome, exit: 'refused', code: 'no' } as const;
    expect(show([{ ...deed, end }])[0]).toContain(`  ${words}  `);
  });

  it('never has what was begun for done, or for not done', () => {
    expect(show([untold])[0]).toContain('outcome never learned');
    expect(show([untold], 100, true)[0]).toContain('under way');
    expect(deedLine(untold, () => false)).toContain(' outcome=never-learned ');
    expect(deedLine(untold, () => true)).toContain(' outcome=under-way ');
  });

  it('lets nothing of the log reach the terminal', () => {
    const evil = {
      ...deed,
      verb: '\u{1b}c',
      what: '\u{1b}[2J',
      callId: '\u{7}',
      by: { user: '\u{9b}', host: '\u{202e}', pid: 1 },
    };
    const text = show([evil]).join('') + deedLine(evil, () => false);
    // eslint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u{0}-\u{1f}\u{7f}-\u{9f}\u{202e}]/u);
  });
});

it('a deed is one line of key=value on a pipe', () => {
  expect(deedLine(deed, () => false)).toBe(
    'call_id=rtc_one at=2026-11-21T10:00:00.000Z verb=say outcome=confirmed exit=ok ms=812 what="Good evening." user=ada host=box pid=7',
  );
});
