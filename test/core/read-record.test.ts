import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../src/core/read-record.ts';
import { encodeEnd, encodeEntry, encodeHeader } from '../../src/core/record.ts';
import { escapeJson } from '../../src/core/safe.ts';
import type { Signal } from '../../src/core/signal.ts';
import { closed, ending, entry, header, link, received, sent } from './entries.ts';
import { payloads } from './payloads.ts';

const line = encodeEntry(received(2, '{"type":"x"}'), header);
const relative = (signal: Signal): Signal => ({
  ...signal,
  at: { ...signal.at, mono: signal.at.mono - header.startedAt.mono },
});

const object = fc
  .dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 })
  .map((value) => JSON.stringify(value));
const text = fc.oneof(
  object,
  object.map((json) => ` \t${json} `),
  fc.constantFrom(...payloads),
  fc.string({ unit: 'binary' }),
  fc.string(),
);
const at = fc.nat({ max: 1e9 }).map((tenths) => ({
  wall: header.startedAt.wall + Math.floor(tenths / 10),
  mono: header.startedAt.mono + tenths / 10,
}));
const frame = fc
  .record({
    at,
    kind: fc.constant('frame' as const),
    direction: fc.constantFrom('received' as const, 'sent' as const),
    text,
  })
  .chain((signal) =>
    fc.oneof(
      fc.constant<Signal>(signal),
      fc.stringMatching(/^[a-z-]*$/).map((by): Signal => ({ ...signal, by })),
      fc.base64String().map((text): Signal => ({ ...signal, text, binary: true })),
    ),
  );
const change = fc.oneof(
  fc.record({ to: fc.constant('open' as const), epoch: fc.nat(), took: fc.nat() }),
  fc.record({
    to: fc.constant('notice' as const),
    code: fc.string(),
    message: fc.string({ unit: 'binary' }),
  }),
  fc.constant(closed),
);
const linked = fc.record({ at, kind: fc.constant('link' as const), change });

describe('decodeRecord', () => {
  it('gives back every signal', () => {
    fc.assert(
      fc.property(
        fc.oneof(frame, linked),
        fc.boolean(),
        fc.integer({ min: 1, max: 1e6 }),
        (signal, again, seq) => {
          const twice = again && signal.kind === 'frame';
          const row = entry(seq, signal, twice ? { duplicate: true } : {});
          const record = decodeRecord(encodeEntry(row, header));
          const escaped =
            signal.kind === 'frame' && row.event.kind !== 'malformed' && !/[\n\r]/.test(signal.text)
              ? { ...signal, text: escapeJson(signal.text) }
              : signal;
          expect(record).toEqual({
            kind: 'signal',
            seq,
            signal: {
              ...relative(escaped),
              at: { ...signal.at, mono: expect.closeTo(signal.at.mono - 5000, 3) },
            },
            ...(twice ? { duplicate: true } : {}),
          });
          if (record.kind !== 'signal') return;
          // And writing it again changes nothing.
          const stream = { ...header, startedAt: { wall: header.startedAt.wall, mono: 0 } };
          expect(encodeEntry({ ...row, signal: record.signal }, stream)).toBe(encodeEntry(row, header));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('gives back a gap', () => {
    const gap = {
      from: { ...received(1, '').signal.at },
      noticed: received(2, '').signal.at,
      to: received(3, '').signal.at,
      cause: 'no pong',
    };
    const signal: Signal = { at: gap.to, kind: 'link', change: { to: 'gap', gap } };
    const back = (moment: { wall: number; mono: number }) => ({ ...moment, mono: moment.mono - 5000 });
    expect(decodeRecord(encodeEntry(entry(4, signal), header))).toEqual({
      kind: 'signal',
      seq: 4,
      signal: {
        at: back(gap.to),
        kind: 'link',
        change: {
          to: 'gap',
          gap: { from: back(gap.from), noticed: back(gap.noticed), to: back(gap.to), cause: 'no pong' },
        },
      },
    });
  });

  it('gives back the header and the end', () => {
    expect(decodeRecord(encodeHeader(header))).toEqual({
      kind: 'header',
      header: { ...header, startedAt: { wall: header.startedAt.wall, mono: 0 } },
    });
    const end = ending(3, 1);
    expect(decodeRecord(encodeEnd(end, header, 5))).toEqual({
      kind: 'end',
      seq: 5,
      end: { ...end, at: { ...end.at, mono: 60_000 } },
    });
  });

  it('gives the event exactly as it stands there, however the record is written', () => {
    const event = '{ "type":"x", "n": 1.0 , "big":12345678901234567890}';
    const signal = {
      at: { wall: header.startedAt.wall, mono: 1 },
      kind: 'frame',
      direction: 'received',
      text: event,
    };
    const fields = '"seq":1,"ms":1,"at":"2026-11-21T10:00:00.000Z","kind":"frame","dir":"in"';
    for (const record of [
      `{"v":1,${fields},"call_id":"rtc_a","event":${event}}`,
      `{"v":1,"event":${event},${fields},"later":{"event":{}}}`,
      `{"v":1, ${fields}, "event": ${event} , "added":"}"}`,
      `{"v":1,"seq":1,"ms":1.0,"at":"2026-11-21T10:00:00.000Z","call_id":"rtc_a","kind":"frame","dir":"in","event":${event},"added":1}`,
      `{"v":1,"seq":1,"ms":1.0,"at":"2026-11-21T10:00:00.000Z","call_id":"rtc_a","kind":"frame","dir":"in","event":${event}}`,
    ]) {
      expect(decodeRecord(record)).toEqual({ kind: 'signal', seq: 1, signal });
    }
  });

  it('keeps who sent it', () => {
    const record = decodeRecord(encodeEntry(sent(2, '{}', 'instruct'), header));
    expect(record).toMatchObject({ signal: { direction: 'sent', by: 'instruct' } });
    const odd = '\\ "\n';
    expect(decodeRecord(encodeEntry(sent(2, '{}', odd), header))).toMatchObject({
      signal: { by: odd, text: '{}' },
    });
  });

  it('reads a seal', () => {
    expect(decodeRecord('{"v":1,"kind":"seal","torn_bytes":7,"offset":40}')).toEqual({
      kind: 'seal',
      bytes: 7,
      offset: 40,
    });
  });

  it('takes what is new for what it is', () => {
    expect(decodeRecord('{"v":1,"seq":3,"kind":"backfill"}')).toEqual({ kind: 'other' });
    expect(decodeRecord(line.replace('"kind":"frame"', '"kind":"__proto__"'))).toEqual({ kind: 'other' });
    expect(
      decodeRecord(encodeEntry(link(1, { to: 'open', epoch: 1, took: 0 }), header).replace('open', 'moved')),
    ).toEqual({ kind: 'other' });
    expect(decodeRecord(line.replace('"v":1', '"v":2'))).toMatchObject({ kind: 'unreadable', newer: true });
  });

  it.each([
    '',
    ' ',
    '{',
    'null',
    '[]',
    '1',
    '"x"',
    '{}',
    '{"v":1}',
    '{"v":"1","kind":"frame"}',
    '{"v":0,"kind":"frame"}',
    '{"v":1,"kind":"frame"}',
    '{"v":1,"kind":"header","call_id":"../x","started_at":"2026-11-21T10:00:00.000Z"}',
    '{"v":1,"kind":"end"}',
    '{"v":1,"kind":"gap","seq":1,"ms":1,"at":"2026-11-21T10:00:00.000Z","from":{},"to":{}}',
    line.replace('"dir":"in"', '"dir":"up"'),
    line.replace('2026-11-21', '2026-13-21'),
    line.slice(0, -1),
    `${line}}`,
    line + line,
    line.replace('"event":', '"noevent":'),
    line.replace('"ms":200.0', '"ms":"200"'),
  ])('finds nothing in %s', (text) => {
    expect(decodeRecord(text).kind).toBe('unreadable');
  });

  it('judges the event itself only when asked to', () => {
    const broken = line.replace('"x"', 'x');
    expect(decodeRecord(broken).kind).toBe('signal');
    expect(decodeRecord(broken, true)).toEqual({ kind: 'unreadable', reason: 'not JSON' });
    expect(decodeRecord(line, true)).toEqual(decodeRecord(line));
  });

  it('has an answer to every text, and to every damage of a record', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
        decodeRecord(text);
      }),
      { numRuns: 2000 },
    );
    for (let index = 0; index < line.length; index += 1) {
      expect(decodeRecord(line.slice(0, index)).kind).toBe('unreadable');
      for (const unit of ['"', '{', '}', '\\', '0', '\0', '\u{1f600}']) {
        decodeRecord(line.slice(0, index) + unit + line.slice(index + 1));
      }
    }
  });

  it('does not mind depth', () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const record = decodeRecord(line.replace('{"type":"x"}', deep));
    expect(record).toMatchObject({ kind: 'signal', signal: { text: deep } });
  });
});
