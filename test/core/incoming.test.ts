import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readIncoming } from '../../src/core/incoming.ts';
import { incoming } from '../signed-webhook.ts';

test('tells of a call, and who calls', () => {
  const body = incoming('rtc_1');
  expect(readIncoming(body)).toEqual({
    tells: 'call',
    callId: 'rtc_1',
    caller: 'Ann +15550100',
    event: JSON.parse(body),
  });
});

test('tells of something else by its name', () => {
  expect(readIncoming('{"type":"live.call.incoming","data":{}}')).toEqual({
    tells: 'other',
    type: 'live.call.incoming',
  });
});

test.each(['', '{', '[]', 'null', '{}', '{"type":1}', incoming('../../etc'), incoming('')])(
  '%s tells nothing',
  (body) => expect(readIncoming(body)).toEqual({ tells: 'nothing' }),
);

const shared = join(import.meta.dirname, '../../../shared/fixtures/webhooks');
test.skipIf(!existsSync(shared))('reads the example of the documentation (where the fixtures are)', () => {
  const [event] = JSON.parse(readFileSync(join(shared, 'realtime.call.incoming.json'), 'utf8')) as unknown[];
  expect(readIncoming(JSON.stringify(event))).toMatchObject({ tells: 'call', caller: undefined });
});
