import { expect, it } from 'vitest';
import { callerOf } from '../../src/core/caller.ts';

const webhook = (from: string, name = 'From'): string =>
  JSON.stringify({
    type: 'realtime.call.incoming',
    data: { call_id: 'rtc_1', sip_headers: [{ name, value: from }] },
  });

it.each([
  ['"Ann" <sip:+15550100@sip.example.net>;tag=1', 'Ann +15550100'],
  ['Ann Lee <sip:ann@example.net;transport=tcp>', 'Ann Lee ann@example.net'],
  ['<tel:+15550100>', '+15550100'],
  ['sip:+15550100@sip.example.net;tag=1', '+15550100'],
  ['"+15550100" <sip:+15550100@sip.example.net>', '+15550100'],
  ['"A \\"quoted\\" name" <sip:x@y>', 'A "quoted" name x@y'],
])('%s is %s', (from, caller) => {
  expect(callerOf(webhook(from))).toBe(caller);
  expect(callerOf(webhook(from, 'from'))).toBe(caller);
});

it('is nobody in anything else', () => {
  for (const text of ['rtc_1', '{', '{}', '{"data":{"sip_headers":"x"}}', webhook('x', 'To'), webhook('')]) {
    expect(callerOf(text)).toBeUndefined();
  }
  expect(callerOf(webhook(`"${'x'.repeat(500)}" <sip:a@b>`))).toHaveLength(120);
});
