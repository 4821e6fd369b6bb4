import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeVisit, encodeVisit, type Visit } from '../../src/core/visit.ts';

const visit: Visit = {
  callId: 'rtc_1',
  baseUrl: 'https://x.invalid/v1',
  by: 'tail',
  host: 'box',
  pid: 7,
  mark: '99',
  since: Date.UTC(2026, 10, 21, 10),
  seen: Date.UTC(2026, 10, 21, 10, 1),
  ms: 60_000,
  state: 'detached',
  began: Date.UTC(2026, 10, 21, 9, 59),
  words: { who: 'agent', text: 'Good “evening”\u{1b}[2J' },
  recording: '/tmp/a b.ndjson',
  caller: 'Ann +15550100',
  tools: [
    {
      id: 'call_1',
      by: 'tail',
      seen: Date.UTC(2026, 10, 21, 10),
      name: 'find\u{1b}',
      arguments: '{"a":1}',
    },
  ],
};

it('is read back as it was written, on one line that does nothing to a terminal', () => {
  const text = encodeVisit(visit);
  expect(text).not.toContain('\u{1b}');
  expect(text.trimEnd()).not.toContain('\n');
  expect(decodeVisit(text)).toEqual(visit);
  const bare: { -readonly [Key in keyof Visit]: Visit[Key] } = {
    ...visit,
    mark: undefined,
    began: undefined,
    words: undefined,
    recording: undefined,
    caller: undefined,
  };
  delete bare.tools;
  expect(decodeVisit(encodeVisit(bare))).toEqual(bare);
});

it('is nothing where a file holds none, whatever it holds', () => {
  for (const text of [
    '',
    'x',
    '[]',
    'null',
    '{}',
    encodeVisit(visit).slice(0, 80),
    '{"call_id":"rtc_1","base_url":"x","since":"y"}',
  ])
    expect(decodeVisit(text), text).toBeUndefined();
  fc.assert(fc.property(fc.json(), (text) => void decodeVisit(text)));
});

it('takes nothing for granted of a file that somebody changed', () => {
  const odd = encodeVisit(visit)
    .replace('"detached"', '"splendid"')
    .replace('"pid":7', '"pid":"7"')
    .replace('"text"', '"test"');
  expect(decodeVisit(odd)).toMatchObject({ state: 'unknown', pid: 0, words: undefined });
  const tools = encodeVisit(visit).replace('"id":"call_1"', '"id":1');
  expect(decodeVisit(tools)?.tools).toBeUndefined();
});
