import { describe, expect, it } from 'vitest';
import { ask, askedOf, type Asked } from '../../src/core/asked.ts';
import { SidebandError, type Kind } from '../../src/core/error.ts';
import { judged, worthLooking, type Effect } from '../../src/core/judged.ts';

const words = { seen: 'it is so', missing: 'it is not so', unseen: 'nobody could look' };
const failed = (kind: Kind, reason?: string): Asked =>
  askedOf(
    new SidebandError(kind, 'our words', {
      said: 'a_code: their words',
      code: 'a_code',
      ...(reason === undefined ? {} : { reason }),
    }),
  );
const taken: Asked = { asked: 'taken', status: 200 };

describe('what became of a request', () => {
  it.each([
    ['refused', 'http-400', 'refused'],
    ['not-found', 'http-404', 'refused'],
    ['network', 'http-429', 'refused'],
    ['network', 'http-307', 'refused'],
    ['network', 'http-408', 'failed'],
    ['network', 'http-500', 'failed'],
    ['network', 'http-503', 'failed'],
    ['unknown', 'unanswered', 'unanswered'],
    ['network', 'dns', 'not-sent'],
    ['network', undefined, 'not-sent'],
    ['usage', undefined, 'not-sent'],
  ] as const)('%s %s is %s', (kind, reason, asked) => {
    expect(failed(kind, reason).asked).toBe(asked);
  });

  it('is thrown on when it is a bug', async () => {
    await expect(ask(() => Promise.reject(new TypeError('x')))).rejects.toThrow(TypeError);
    expect(await ask(() => Promise.resolve({ status: 204 }))).toEqual({ asked: 'taken', status: 204 });
  });
});

describe('what came of a verb', () => {
  it.each<[string, Asked, Effect, string, string]>([
    ['taken', taken, 'seen', 'confirmed', 'ok'],
    ['taken', taken, 'missing', 'unknown', 'unknown'],
    ['taken', taken, 'unseen', 'unknown', 'unknown'],
    ['failed', failed('network', 'http-500'), 'seen', 'confirmed', 'ok'],
    ['failed', failed('network', 'http-500'), 'missing', 'refused', 'refused'],
    ['failed', failed('network', 'http-500'), 'unseen', 'unknown', 'unknown'],
    ['unanswered', failed('unknown', 'unanswered'), 'seen', 'confirmed', 'ok'],
    ['unanswered', failed('unknown', 'unanswered'), 'missing', 'unknown', 'unknown'],
    ['unanswered', failed('unknown', 'unanswered'), 'unseen', 'unknown', 'unknown'],
    ['refused', failed('refused', 'http-409'), 'unseen', 'refused', 'refused'],
    ['refused', failed('not-found', 'http-404'), 'unseen', 'refused', 'not-found'],
    ['refused', failed('auth', 'http-401'), 'unseen', 'refused', 'auth'],
    ['refused', failed('network', 'http-429'), 'unseen', 'refused', 'refused'],
    ['not sent', failed('network', 'dns'), 'unseen', 'not-sent', 'network'],
  ])('%s: %o, %s is %s (%s)', (_, asked, effect, outcome, exit) => {
    expect(judged(asked, effect, words)).toMatchObject({ outcome, exit });
  });

  it('says what was answered and what was seen, and keeps the words of the server apart', () => {
    expect(judged(taken, 'missing', words).note).toBe('the server answered 200, but it is not so');
    expect(judged(failed('unknown', 'unanswered'), 'seen', words).note).toBe('it is so (though our words)');
    expect(judged(failed('refused', 'http-400'), 'unseen', words)).toMatchObject({
      note: 'our words',
      said: 'their words',
      code: 'a_code',
    });
  });

  it('is worth a look only where the answer does not decide', () => {
    expect([taken, failed('network', 'http-500'), failed('unknown', 'unanswered')].every(worthLooking)).toBe(
      true,
    );
    expect([failed('refused', 'http-400'), failed('network', 'dns')].some(worthLooking)).toBe(false);
  });
});
