import { expect, it } from 'vitest';
import { callPlaced } from '../../src/core/call-placed.ts';

it('is the last segment of the Location', () => {
  expect(callPlaced('/v1/realtime/calls/rtc_u0_abc')).toBe('rtc_u0_abc');
});

it.each([undefined, '', '/v1/realtime/calls/', '/v1/realtime/calls/a b', 'https://evil.invalid/?x=1'])(
  'is none in %j',
  (location) => {
    expect(() => callPlaced(location)).toThrow(
      expect.objectContaining({ kind: 'refused', reason: 'no-call-id' }) as Error,
    );
  },
);
