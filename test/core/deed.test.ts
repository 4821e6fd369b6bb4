import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeEnd, encodeIntent, readDeeds, type Deed, type DeedEnd } from '../../src/core/deed.ts';

const deed: Deed = {
  id: 'a-1-1',
  at: Date.UTC(2026, 10, 21, 10),
  callId: 'rtc_1',
  verb: 'say',
  what: 'Good evening.',
  by: { user: 'ada', host: 'box', pid: 1 },
  tool: 'rt-sideband/0.1.0',
  baseUrl: 'https://x.invalid/v1',
};
const end: DeedEnd = {
  at: deed.at + 900,
  ms: 812.4,
  outcome: 'refused',
  exit: 'refused',
  code: 'no',
  said: 'No.',
};

describe('the lines of a deed', () => {
  it('say who, when, which call, what, and how it went', () => {
    expect(JSON.parse(encodeIntent(deed))).toEqual({
      v: 1,
      kind: 'intent',
      at: '2026-11-21T10:00:00.000Z',
      id: 'a-1-1',
      call_id: 'rtc_1',
      verb: 'say',
      what: 'Good evening.',
      user: 'ada',
      host: 'box',
      pid: 1,
      tool: 'rt-sideband/0.1.0',
      base_url: 'https://x.invalid/v1',
    });
    expect(JSON.parse(encodeEnd(deed, end))).toMatchObject({
      kind: 'outcome',
      id: 'a-1-1',
      outcome: 'refused',
      code: 'no',
      said: 'No.',
      exit: { code: 8, name: 'refused' },
      ms: 812,
    });
  });

  it('hold nothing that remote tools log in with', () => {
    const what = 'tools=[{"type":"mcp","authorization":"canary","headers":{"x-key":"canary"}}]';
    const record = JSON.parse(encodeIntent({ ...deed, what })) as { what: string };
    expect(record.what).toBe('tools=[{"type":"mcp","authorization":"[secret]","headers":"[secret]"}]');
  });

  it('hold no key, not even one that the cut would go through', () => {
    const key = ['sk', 'test', 'x'.repeat(30)].join('-');
    const line = encodeIntent({ ...deed, what: `${'y'.repeat(490)} ${key} ${'z'.repeat(100)}` });
    expect(line).toContain(`${'y'.repeat(490)} [secret]`);
    expect(line).not.toContain('sk-test');
    expect(line).toMatch(/… \(\d+ more\)"/);
    expect(encodeEnd(deed, { ...end, note: key, said: key, code: key })).not.toContain('xxx');
  });

  it('are one line that does nothing to a terminal, whatever the words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (what) => {
        const line = encodeIntent({ ...deed, what });
        // eslint-disable-next-line no-control-regex
        expect(/[\u{0}-\u{1f}\u{7f}-\u{9f}\u{202e}]/u.test(line)).toBe(false);
        expect(readDeeds(line).deeds).toHaveLength(1);
      }),
    );
  });
});

describe('an audit log', () => {
  it('is read as deeds with their ends; one without was never told of', () => {
    const other = { ...deed, id: 'b-2-1', verb: 'hangup', what: undefined };
    const log = [encodeIntent(deed), encodeIntent(other), encodeEnd(deed, end), ''].join('\n');
    const { deeds, unreadable } = readDeeds(log);
    expect(unreadable).toBe(0);
    expect(deeds).toMatchObject([
      {
        id: 'a-1-1',
        what: 'Good evening.',
        end: { outcome: 'refused', exit: 'refused', ms: 812, said: 'No.' },
      },
      { id: 'b-2-1', verb: 'hangup' },
    ]);
    expect(deeds[1]?.end).toBeUndefined();
  });

  it('keeps an end whose beginning is gone, or stands behind it', () => {
    expect(readDeeds(encodeEnd(deed, end)).deeds).toMatchObject([
      { verb: 'say', end: { outcome: 'refused' } },
    ]);
    const turned = readDeeds(`${encodeEnd(deed, end)}\n${encodeIntent(deed)}`).deeds;
    expect(turned).toMatchObject([{ what: 'Good evening.', end: { outcome: 'refused' } }]);
    expect(turned).toHaveLength(1);
  });

  it('counts what cannot be read, and goes on behind it', () => {
    const torn = encodeIntent(deed).slice(0, 50);
    const log = [torn, '[]', 'null', '{"v":1}', '{"id":"__proto__"}', encodeIntent(deed)].join('\n');
    const { deeds, unreadable } = readDeeds(log);
    expect([deeds.length, unreadable]).toEqual([1, 5]);
    fc.assert(
      fc.property(fc.string(), (text) => {
        readDeeds(text);
      }),
    );
  });

  it('never takes an outcome it does not know for a success', () => {
    const strange = encodeEnd(deed, end).replaceAll('"refused"', '"splendid"');
    expect(readDeeds(strange).deeds[0]?.end).toMatchObject({ outcome: 'unknown', exit: 'unknown' });
  });
});
