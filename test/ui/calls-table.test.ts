import { describe, expect, it } from 'vitest';
import type { KnownCall } from '../../src/core/known-call.ts';
import { callChoice, callLine, callsTable } from '../../src/ui/calls-table.ts';
import { theme } from '../../src/ui/theme.ts';
import { widthOf } from '../../src/ui/width.ts';
import type { Safe } from '../../src/core/ports.ts';

const now = Date.UTC(2026, 10, 21, 10);
const call: KnownCall = {
  callId: 'rtc_one',
  baseUrl: 'https://api.openai.com/v1',
  state: 'attached',
  attached: [{ by: 'tail', pid: 7 }],
  since: now - 250_000,
  seen: now,
  lasted: 250_000,
  words: { who: 'agent', text: 'Good evening, this is the Blue Door bar.' },
  recording: '/tmp/call.ndjson',
  caller: 'Ann +15550100',
  tools: [],
};
const other: KnownCall = {
  callId: 'rtc_two',
  baseUrl: 'http://127.0.0.1:4242/v1',
  state: 'unknown',
  attached: [],
  since: now - 7_300_000,
  seen: now - 7_200_000,
  lasted: 100_000,
  tools: [],
};
const plain = theme(false);

describe('the table of calls', () => {
  it('has the last words beside the rest where there is room', () => {
    expect(callsTable([call, other], { now, columns: 100, paint: plain }).split('\n')).toEqual([
      'CALL     STATE       SEEN        LASTED        LAST WORDS',
      'rtc_one  attached    now         4 min 10 s    agent: “Good evening, this is the Blue Door bar.”',
      '  from Ann +15550100 · by tail (process 7) · recorded to /tmp/call.ndjson',
      'rtc_two  lost sight  2 h ago     1 min 40 s  ',
      '  at 127.0.0.1:4242',
    ]);
  });

  it('has them below where there is none, and no row wider than the screen', () => {
    const id = `rtc_${'x'.repeat(40)}`;
    const rows = callsTable([{ ...call, callId: id }], { now, columns: 80, paint: plain }).split('\n');
    expect(rows[2]).toBe('  agent: “Good evening, this is the Blue Door bar.”');
    for (const row of callsTable([call, other], { now, columns: 50, paint: plain }).split('\n'))
      expect(widthOf(row as Safe)).toBeLessThanOrEqual(50);
  });

  it('lets nothing of a file reach the terminal', () => {
    const evil = {
      ...call,
      callId: 'a\u{1b}[2J',
      caller: 'b\u{1b}[2J',
      recording: 'c\u{7}',
      words: { who: 'agent', text: '\u{202e}' } as const,
    };
    const text = `${callsTable([evil], { now, columns: 300, paint: plain })}${callLine(evil, now)}${callChoice(evil, now)}`;
    // eslint-disable-next-line no-control-regex
    expect(text.replaceAll('\n', '')).not.toMatch(/[\u{0}-\u{1f}\u{202e}]/u);
  });
});

it('a call is one line of key=value on a pipe', () => {
  expect(callLine(call, now)).toBe(
    'call_id=rtc_one state=attached seen=2026-11-21T10:00:00.000Z age_s=0 lasted_s=250 said_by=agent last_words="Good evening, this is the Blue Door bar." caller="Ann +15550100" recording=/tmp/call.ndjson base_url=https://api.openai.com/v1',
  );
});

it('a call is one row to be picked', () => {
  expect(callChoice(call, now)).toBe(
    'rtc_one  attached  now  from Ann +15550100  agent: “Good evening, this is the Blue Door bar.”',
  );
});
