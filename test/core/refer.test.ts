import { describe, expect, it } from 'vitest';
import { readTarget } from '../../src/core/refer.ts';

describe('where a call can be handed on to', () => {
  it.each([
    ['tel:+14155550123', 'tel:+14155550123'],
    [' TEL:+1-415-555.0123 ', 'tel:+1-415-555.0123'],
    ['tel:+1(415)5550123', 'tel:+1(415)5550123'],
    ['tel:110;phone-context=example.net', 'tel:110;phone-context=example.net'],
    ['sip:desk@example.net', 'sip:desk@example.net'],
    [
      'sip:+14155550123@pbx.example.net:5061;transport=tls',
      'sip:+14155550123@pbx.example.net:5061;transport=tls',
    ],
    ['sips:[2001:db8::1]', 'sips:[2001:db8::1]'],
    ['sip:example.net', 'sip:example.net'],
  ])('%j', (given, target) => {
    expect(readTarget(given)).toBe(target);
  });

  it.each([
    ['+1 415 555-0123', /did you mean tel:\+14155550123\?/],
    ['4155550123', /did you mean tel:\+4155550123\?/],
    ['desk@example.net', /did you mean sip:desk@example.net\?/],
    ['', undefined],
    ['tel:', undefined],
    ['tel:12', undefined],
    ['tel:4155550123', undefined],
    ['tel:+1234567890123456', undefined],
    ['tel:+1 415', undefined],
    ['tel:+14155550123\r\nX: y', undefined],
    ['sip:', undefined],
    ['sip:a b@example.net', undefined],
    ['sip:a@b@example.net', undefined],
    ['sip:a@example.net>\r\nX: y', undefined],
    ['sip:a@example.net;x=\u0000', undefined],
    [`sip:a@${'x'.repeat(2000)}`, undefined],
    ['mailto:a@example.net', undefined],
  ])('not %j', (given, hint) => {
    let thrown: unknown;
    try {
      readTarget(given);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      kind: 'usage',
      ...(hint === undefined ? {} : { hint: expect.stringMatching(hint) }),
    });
  });
});
