import { describe, expect, it } from 'vitest';
import { askedOf, type Asked } from '../../src/core/asked.ts';
import { SidebandError } from '../../src/core/error.ts';
import { hangUp } from '../../src/core/hang-up.ts';
import type { Sight } from '../../src/core/look.ts';
import { operator } from '../../src/core/operator.ts';
import { pump } from '../../src/core/pump.ts';
import { manualClock } from '../manual-clock.ts';
import { scriptedLink } from '../scripted-link.ts';

const taken: Asked = { asked: 'taken', status: 200 };
const notFound = (code?: string): Asked =>
  askedOf(new SidebandError('not-found', 'no such call', { reason: 'http-404', code }));
const unanswered: Asked = askedOf(new SidebandError('unknown', 'no answer', { reason: 'unanswered' }));

/** Hangs up a call: what is answered, what a later look shows, and whether the socket ends. */
const hanging = async (
  asked: Asked,
  sight: Sight['sight'],
  socket: 'ends' | 'ends first' | 'stays' | 'none',
) => {
  const clock = manualClock();
  const link = scriptedLink(() => []);
  const acts = operator(link, clock);
  void pump(link.signals, [acts]);
  await clock.advance(1);
  let sent = 0;
  const looks: number[] = [];
  const result = hangUp({
    clock,
    operator: socket === 'none' ? undefined : acts,
    async send() {
      sent += 1;
      if (socket === 'ends first') link.closed();
      await clock.sleep(10);
      if (socket === 'ends') link.closed();
      return asked;
    },
    async look(within) {
      looks.push(within);
      return sight === 'unseen' ? { sight, because: 'x' } : { sight };
    },
  });
  await clock.advance(20_000);
  const { outcome, exit, note } = await result;
  expect(sent, 'sent once').toBe(1);
  return { outcome, exit, note, looks };
};

describe('a hang-up', () => {
  it.each(['ends', 'ends first'] as const)('is confirmed by the socket that %s', async (how) => {
    expect(await hanging(taken, 'there', how)).toEqual({
      outcome: 'confirmed',
      exit: 'ok',
      note: 'the call has ended',
      looks: [],
    });
  });

  it('is confirmed by a look when the socket stays, or there is none', async () => {
    expect(await hanging(taken, 'gone', 'stays')).toMatchObject({ outcome: 'confirmed', looks: [0] });
    expect(await hanging(taken, 'gone', 'none')).toMatchObject({ outcome: 'confirmed', looks: [8000] });
  });

  it('is unknown when the call is still there, or nobody can look', async () => {
    expect(await hanging(taken, 'there', 'stays')).toMatchObject({ outcome: 'unknown', exit: 'unknown' });
    expect(await hanging(taken, 'unseen', 'none')).toMatchObject({ outcome: 'unknown', exit: 'unknown' });
    expect(await hanging(unanswered, 'there', 'stays')).toMatchObject({ outcome: 'unknown' });
  });

  it('is confirmed without an answer when the call is gone', async () => {
    expect(await hanging(unanswered, 'gone', 'none')).toMatchObject({ outcome: 'confirmed', exit: 'ok' });
  });

  it('of a call that is over already is a success, by the code of the API or because we were on it', async () => {
    expect(await hanging(notFound('call_id_not_found'), 'gone', 'none')).toMatchObject({
      outcome: 'confirmed',
      note: 'there is nothing to end: the server knows no such call (any more)',
    });
    expect(await hanging(notFound(), 'gone', 'ends first')).toMatchObject({
      outcome: 'confirmed',
      note: 'the call had ended already',
    });
  });

  it('is refused by a 404 that means nothing, and by one about a call that is there', async () => {
    expect(await hanging(notFound(), 'gone', 'none')).toMatchObject({
      outcome: 'refused',
      exit: 'not-found',
    });
    expect(await hanging(notFound('call_id_not_found'), 'there', 'stays')).toMatchObject({
      outcome: 'refused',
      exit: 'not-found',
    });
  });
});
