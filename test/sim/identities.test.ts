import { expect, test } from 'vitest';
import { identities } from '../../src/sim/identities.ts';
import { random } from '../../src/sim/random.ts';

const made = (): ReturnType<typeof identities> => identities(random(1, 'ids'), random(1, 'padding'));

test('ids have the shapes of the service, and are not repeated', () => {
  const ids = made();
  expect(ids.event()).toMatch(/^event_[0-9A-Za-z]{21}$/);
  expect(ids.bufferEvent()).toMatch(/^event_[0-9a-f]{16}$/);
  expect(ids.item()).toMatch(/^item_[0-9A-Za-z]{21}$/);
  expect(ids.response()).toMatch(/^resp_[0-9A-Za-z]{21}$/);
  expect(ids.conversation()).toMatch(/^conv_[0-9A-Za-z]{21}$/);
  expect(ids.toolCall()).toMatch(/^call_[0-9A-Za-z]{16}$/);
  expect(new Set(Array.from({ length: 5000 }, () => ids.event())).size).toBe(5000);
});

test('padding does not change the ids that follow', () => {
  const [plain, padded] = [made(), made()];
  expect(padded.padding(12)).toHaveLength(12);
  expect(padded.event()).toBe(plain.event());
});
