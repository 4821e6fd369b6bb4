import { expect, it } from 'vitest';
import { newestItems, newestResponses } from '../../src/core/newest-ids.ts';
import { newSession } from '../../src/core/session.ts';

it('offers the newest ids first, and not all of a long call', () => {
  const named = (kind: string) =>
    new Map(Array.from({ length: 50 }, (_, nth) => [`${kind}_${nth}`, { id: `${kind}_${nth}` } as never]));
  const session = { ...newSession, responses: named('resp'), items: named('item') };
  expect(newestResponses(session)).toHaveLength(20);
  expect(newestResponses(session).slice(0, 2)).toEqual(['resp_49', 'resp_48']);
  expect(newestItems(session).at(-1)).toBe('item_30');
});
