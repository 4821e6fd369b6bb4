import { existsSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCallArgument } from '../../src/core/call-argument.ts';
import { SidebandError } from '../../src/core/error.ts';

const id = 'rtc_u1_9c6574da8b8a41a18da9308f4ad974ce';
const webhook = (event: object): string => JSON.stringify(event);
const incoming = { object: 'event', type: 'realtime.call.incoming', data: { call_id: id, sip_headers: [] } };

const good: readonly [what: string, argument: string][] = [
  ['an id', id],
  ['an id with space around it', `  ${id}\n`],
  ['a Location value', `/v1/realtime/calls/${id}`],
  ['a Location header', `Location: /v1/realtime/calls/${id}\r\n`],
  ['a URL of the call', `https://api.openai.com/v1/realtime/calls/${id}`],
  ['a URL with a slash at the end', `https://api.openai.com/v1/realtime/calls/${id}/`],
  ['a URL of a verb', `https://api.openai.com/v1/realtime/calls/${id}/hangup`],
  ['a sideband URL', `wss://api.openai.com/v1/realtime?call_id=${id}`],
  ['a sideband URL of a gateway', `ws://127.0.0.1:8080/openai/v1/realtime?call_id=${id}&x=1`],
  ['a webhook', webhook(incoming)],
];

const bad: readonly [what: string, argument: string][] = [
  ['nothing', ''],
  ['space', '   '],
  ['a dot', '.'],
  ['two dots', '..'],
  ['a way up', '../'],
  ['a way up to a file', '../../etc/passwd'],
  ['a way up in a path', '/v1/realtime/calls/../../x'],
  ['an escaped way up', '%2e%2e%2f'],
  ['an escaped way up in a path', '/v1/realtime/calls/%2e%2e'],
  ['another parameter', `${id}&model=gpt-realtime`],
  ['a query', `${id}?model=gpt-realtime`],
  ['a fragment', `${id}#x`],
  ['a slash at the end', `${id}/`],
  ['a NUL', `${id}\0`],
  ['a NUL inside', 'rtc_\0x'],
  ['a line break', `${id}\nX-Header: 1`],
  ['CRLF', `${id}\r\nHost: evil.example`],
  ['a right-to-left override', 'rtc_\u202Eabc'],
  ['a zero-width space', 'rtc_\u200babc'],
  ['an escape sequence', 'rtc_\u001b[2J'],
  ['a C1 control', 'rtc_\u009b31m'],
  ['300 characters', 'a'.repeat(300)],
  ['129 characters', 'a'.repeat(129)],
  ['a flag', '-x'],
  ['a long flag', '--force'],
  ['an underscore in front', '_rtc'],
  ['a full stop', 'rtc.abc'],
  ['a colon', 'rtc:abc'],
  ['a plus', 'rtc+abc'],
  ['an at sign', 'rtc@evil.example'],
  ['a space inside', 'rtc_abc def'],
  ['quotes', '"rtc_abc"'],
  ['a backslash', 'rtc\\abc'],
  ['a command', '$(id)'],
  ['a semicolon', 'rtc_abc;id'],
  ['a pipe', 'rtc_abc|id'],
  ['non-ASCII letters', 'rtc_äbc'],
  ['full-width letters', 'ｒｔｃ_abc'],
  ['a lone surrogate', 'rtc_\ud800'],
  ['a file URL', `file:///v1/realtime/calls/${id}`],
  ['a script URL', `javascript:/v1/realtime/calls/${id}`],
  ['a URL without a call', 'https://api.openai.com/v1/realtime'],
  ['a URL of something else', 'https://api.openai.com/v1/models/gpt-realtime'],
  ['a URL with two calls', `wss://api.openai.com/v1/realtime?call_id=${id}&call_id=rtc_2`],
  ['a URL with an empty call', 'wss://api.openai.com/v1/realtime?call_id='],
  ['a URL with a bad call', 'wss://api.openai.com/v1/realtime?call_id=..'],
  ['a path that is put right on the way', `/v1/other/../realtime/calls/${id}`],
  ['a URL with a line break in it', `https://api.openai.com/v1/realtime/\ncalls/${id}`],
  ['a URL with a fragment', `https://api.openai.com/v1/realtime/calls/${id}#x`],
  ['a URL with an escaped id', 'wss://api.openai.com/v1/realtime?call_id=rtc%5Fabc'],
  ['an unknown verb', `/v1/realtime/calls/${id}/explode`],
  ['broken JSON', '{"type":'],
  ['JSON of something else', webhook({ type: 'response.done' })],
  ['a webhook without data', webhook({ type: 'realtime.call.incoming' })],
  ['a webhook with a bad id', webhook({ ...incoming, data: { call_id: '../x' } })],
  ['a webhook with a number as id', webhook({ ...incoming, data: { call_id: 7 } })],
  ['a webhook of the Live API', webhook({ type: 'live.call.incoming', data: { session_id: id } })],
  ['a webhook with the id in its prototype', '{"type":"realtime.call.incoming","__proto__":{"data":{}}}'],
  ['a list', '[1]'],
];

describe('readCallArgument', () => {
  it.each(good)('takes %s', (_, argument) => {
    expect(readCallArgument(argument)).toBe(id);
  });

  it.each(bad)('refuses %s', (_, argument) => {
    expect(() => readCallArgument(argument)).toThrow(SidebandError);
    try {
      readCallArgument(argument);
    } catch (error) {
      expect(error).toMatchObject({ kind: 'usage' });
    }
  });

  it('refuses a key without repeating it', () => {
    const key = ['sk', 'test', 'canary0123456789'].join('-');
    for (const argument of [key, ['ek', 'canary0123456789'].join('_'), `https://x.example/?call_id=${key}`]) {
      try {
        readCallArgument(argument);
        expect.unreachable();
      } catch (error) {
        expect(error).toMatchObject({ kind: 'usage' });
        expect(inspect(error)).not.toContain('canary');
      }
    }
  });

  it('gives an id or an error of kind usage for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true })),
        (text) => {
          try {
            expect(readCallArgument(text)).toMatch(/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/);
          } catch (error) {
            expect(error).toMatchObject({ name: 'SidebandError', kind: 'usage' });
          }
        },
      ),
    );
  });

  it.each([
    ['call.ndjson', /replay/],
    ['./calls/a.jsonl', /replay/],
    ['rtc_a/b', /^pass rtc_…/],
  ])('says what to do with %s', (given, hint) => {
    expect(() => readCallArgument(given)).toThrow(
      expect.objectContaining({ message: 'not a call id', hint: expect.stringMatching(hint) as string }),
    );
  });

  const recorded = new URL('../../../shared/fixtures/webhooks/', import.meta.url);
  describe.skipIf(!existsSync(recorded))(
    'recorded webhooks (skipped where ../shared/fixtures is absent)',
    () => {
      const [event] = existsSync(recorded)
        ? (JSON.parse(readFileSync(new URL('realtime.call.incoming.json', recorded), 'utf8')) as [
            { data: { call_id: string } },
          ])
        : [{ data: { call_id: '' } }];
      it('names the call', () => {
        expect(readCallArgument(JSON.stringify(event))).toBe(event.data.call_id);
      });
    },
  );
});
