import { describe, expect, it } from 'vitest';
import { asToolCallId } from '../../src/core/ids.ts';
import { encodeEnd, encodeEntry, encodeHeader } from '../../src/core/record.ts';
import { newSession } from '../../src/core/session.ts';
import { after, ending, entry, header, link, received, sent } from './entries.ts';
import { forbidden, payloads } from './payloads.ts';

const head = (seq: number, ms: string, at: string): string =>
  `{"v":1,"seq":${seq},"ms":${ms},"at":"2026-11-21T10:00:${at}Z","call_id":"rtc_test",`;

describe('a record', () => {
  it('of the header says whose stream it is', () => {
    expect(encodeHeader(header)).toBe(
      '{"v":1,"kind":"header","call_id":"rtc_test","started_at":"2026-11-21T10:00:00.000Z","tool":"rt-sideband/0.0.0","base_url":"http://127.0.0.1:1/v1"}',
    );
  });

  it('of a frame holds its text as it came', () => {
    const text = '{ "type" : "x",  "n":1.0, "big":12345678901234567890 }';
    expect(encodeEntry(received(2, text), header)).toBe(
      `${head(2, '200.0', '00.200')}"kind":"frame","dir":"in","event":${text}}`,
    );
  });

  it('of a frame of ours names the verb', () => {
    expect(encodeEntry(sent(3, '{"type":"y"}', 'say "hi"'), header)).toBe(
      `${head(3, '300.0', '00.300')}"kind":"frame","dir":"out","by":"say \\"hi\\"","event":{"type":"y"}}`,
    );
  });

  it('of a link change holds the change', () => {
    expect(encodeEntry(link(1, { to: 'open', epoch: 1, took: 182.4 }), header)).toBe(
      `${head(1, '100.0', '00.100')}"kind":"link","change":{"to":"open","epoch":1,"took":182.4}}`,
    );
  });

  it('marks a duplicate', () => {
    expect(encodeEntry({ ...received(4, '{}'), duplicate: true }, header)).toContain(
      '"dir":"in","duplicate":true,"event":{}}',
    );
  });

  it.each([
    ['not json', '"text":"not json"'],
    ['{"a":\n1}', '"text":"{\\"a\\":\\n1}"'],
    ['{"a":\r1}', '"text":"{\\"a\\":\\r1}"'],
    ['\ufeff{"a":1}', '"text":"\\ufeff{\\"a\\":1}"'],
    ['{"a":1}\u00a0', '"text":"{\\"a\\":1}\u00a0"'],
    [' \t{"a":1} ', '"event": \t{"a":1} '],
    ['{"a":"\u202e\u{e0041}"}', '"event":{"a":"\\u202e\\udb40\\udc41"}'],
    ['[1]', '"text":"[1]"'],
    ['', '"text":""'],
    ['\ud800', '"text":"\\ud800"'],
  ])('of %j holds %s', (text, content) => {
    // A lenient reader may find a meaning in what is no JSON on one line.
    const event = { kind: 'unknown', type: 'x', raw: {} } as const;
    const lenient =
      text === 'not json' || text === '' || text === '\ud800'
        ? received(1, text)
        : { ...received(1, text), event };
    const line = encodeEntry(lenient, header);
    expect(line.endsWith(`"dir":"in",${content}}`)).toBe(true);
    expect(() => JSON.parse(line)).not.toThrow();
  });

  it('of a malformed frame holds its text although it may be JSON', () => {
    const event = { kind: 'malformed', text: '{}', reason: 'no type' } as const;
    expect(encodeEntry({ ...received(1, '{}'), event }, header)).toContain('"text":"{}"');
  });

  it('of a binary frame holds base64', () => {
    const signal = {
      at: after(1),
      kind: 'frame',
      direction: 'received',
      text: 'AAEC',
      binary: true,
    } as const;
    expect(encodeEntry(entry(1, signal), header)).toContain('"dir":"in","base64":"AAEC"}');
  });

  it('of a gap says what is known, and what was open', () => {
    const gap = { from: after(100), noticed: after(150), to: after(4200.26), cause: 'connection lost' };
    const seen = {
      ...gap,
      seq: 9,
      last: { seq: 7, eventId: 'event_7' },
      responses: ['resp_1'],
      toolCalls: [asToolCallId('call_1')],
      userSpeaking: true,
    };
    const at = { at: after(4200.26), kind: 'link', change: { to: 'gap', gap } } as const;
    expect(
      JSON.parse(encodeEntry(entry(9, at, { session: { ...newSession, gaps: [seen] } }), header)),
    ).toEqual({
      v: 1,
      seq: 9,
      ms: 4200.3,
      at: '2026-11-21T10:00:04.200Z',
      call_id: 'rtc_test',
      kind: 'gap',
      from: { seq: 7, event_id: 'event_7', at: '2026-11-21T10:00:00.100Z', ms: 100 },
      noticed: { at: '2026-11-21T10:00:00.150Z', ms: 150 },
      to: { at: '2026-11-21T10:00:04.200Z', ms: 4200.3 },
      cause: 'connection lost',
      open: { responses: ['resp_1'], tool_calls: ['call_1'], user_speaking: true },
    });
    // What an earlier gap met says nothing about this one.
    expect(encodeEntry(entry(10, at, { session: { ...newSession, gaps: [seen] } }), header)).not.toContain(
      'resp_1',
    );
  });

  it('of the end says how and whether everything is there', () => {
    expect(encodeEnd(ending(9, 1), header, 12)).toBe(
      `${head(12, '60000.0', '60.000').replace('10:00:60', '10:01:00')}"kind":"end","reason":"ended","code":1000,"exit":{"code":0,"name":"ok"},"complete":true,"frames":{"in":9,"out":1}}`,
    );
  });

  it.each([
    [0, '0.0'],
    [0.04, '0.0'],
    [0.05, '0.1'],
    [912.96, '913.0'],
    [-0.3, '-0.3'],
    [86_400_000, '86400000.0'],
  ])('counts %d ms as %s', (ms, text) => {
    expect(
      encodeEntry(
        entry(1, { at: after(ms), kind: 'link', change: { to: 'notice', code: '', message: '' } }),
        header,
      ),
    ).toContain(`"ms":${text},`);
  });

  it.each(payloads.map((text) => [JSON.stringify(text).slice(0, 60), text]))(
    'shows nothing of %s',
    (_, text) => {
      const lines = [
        encodeEntry(received(1, text), header),
        encodeEntry(received(1, JSON.stringify({ type: text })), header),
        encodeEntry(sent(1, '{}', text), header),
        encodeEntry(link(1, { to: 'closed', reason: 'ended', text, message: text, exit: 'ok' }), header),
        encodeHeader({ ...header, baseUrl: text }),
      ];
      for (const line of lines) {
        expect(line).not.toMatch(forbidden);
        expect(() => JSON.parse(line)).not.toThrow();
      }
      expect(JSON.parse(lines[0] ?? '').text ?? JSON.parse(lines[0] ?? '').event).toEqual(
        text.startsWith('{"type"') ? JSON.parse(text) : text,
      );
    },
  );
});
