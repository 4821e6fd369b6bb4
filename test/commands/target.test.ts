import { expect, it } from 'vitest';
import { lastedOf, targetWords } from '../../src/commands/target.ts';
import { asCallId, type CallId } from '../../src/core/ids.ts';
import { newSession } from '../../src/core/session.ts';

const callId = asCallId('rtc_u1_VfuvcDmYuxq9zn3Hcl0Zy4LyDkHbn8Lq') as CallId;

it('names a call by the end of its id, and by what is known of it', () => {
  expect(targetWords({ callId })).toBe('call …DkHbn8Lq');
  expect(targetWords({ callId: asCallId('rtc_1') as CallId })).toBe('call rtc_1');
  expect(targetWords({ callId, caller: 'Ann\n+15550100', lasted: 252_000 })).toBe(
    'call …DkHbn8Lq from Ann\\u{a}+15550100, up for 4 min 12 s',
  );
});

it('knows how long a call has lasted once its session was seen', () => {
  const now = { wall: 1_790_000_600_000, mono: 0 };
  expect(lastedOf(newSession, now)).toBeUndefined();
  expect(lastedOf({ ...newSession, expiresAt: 1_790_003_600 }, now)).toBe(600_000);
  expect(lastedOf({ ...newSession, expiresAt: 1_790_009_000 }, now), 'another length').toBeUndefined();
});
