import { describe, expect, it } from 'vitest';
import { pickUp, turnAway } from '../../src/core/answer-call.ts';
import { askedOf, type Asked } from '../../src/core/asked.ts';
import { SidebandError } from '../../src/core/error.ts';
import type { Sight } from '../../src/core/look.ts';

const taken: Asked = { asked: 'taken', status: 200 };
const refused = askedOf(new SidebandError('refused', 'the server refused it', { reason: 'http-400' }));
const unanswered = askedOf(new SidebandError('unknown', 'no answer', { reason: 'unanswered' }));

describe('a ringing call that is answered', () => {
  it.each<readonly [Asked, Sight, string, RegExp]>([
    [taken, { sight: 'there' }, 'confirmed', /^the call is up: it can be attached$/],
    [taken, { sight: 'gone' }, 'unknown', /answered 200, but the call cannot be attached after 10 s/],
    [taken, { sight: 'unseen', because: 'no network' }, 'unknown', /could not be looked at \(no network\)/],
    [unanswered, { sight: 'there' }, 'confirmed', /though no answer/],
    [unanswered, { sight: 'gone' }, 'unknown', /no answer; the call cannot be attached/],
  ])('%#: %o', async (asked, sight, outcome, note) => {
    const came = await pickUp({ send: async () => asked, look: async () => sight });
    expect(came.outcome).toBe(outcome);
    expect(came.note).toMatch(note);
    expect(came.hint !== undefined).toBe(asked === taken && sight.sight === 'gone');
  });

  it('is not looked at when it was refused', async () => {
    const look = (): Promise<Sight> => Promise.reject(new Error('looked'));
    expect(await pickUp({ send: async () => refused, look })).toMatchObject({ outcome: 'refused' });
  });

  it('is looked at for as long as it is said', async () => {
    let asked = 0;
    await pickUp({
      send: async () => taken,
      look: async (within) => {
        asked = within;
        return { sight: 'there' };
      },
      within: 700,
    });
    expect(asked).toBe(700);
  });
});

describe('a ringing call that is turned away', () => {
  it.each([
    [taken, undefined, 'confirmed', 'the server turned the call away with 603'],
    [taken, 486, 'confirmed', 'the server turned the call away with 486'],
    [refused, 486, 'refused', 'the server refused it'],
    [unanswered, 486, 'unknown', 'no answer; a call that rings cannot be looked at'],
  ] as const)('%#', async (asked, status, outcome, note) => {
    expect(await turnAway(async () => asked, status)).toMatchObject({ outcome, note });
  });
});
