import { describe, expect, it } from 'vitest';
import { knownCalls } from '../../src/core/known-call.ts';
import type { Visit } from '../../src/core/visit.ts';

const start = Date.UTC(2026, 10, 21, 10);
const at = (minute: number): number => start + minute * 60_000;
const visit = (more: Partial<Visit> = {}): Visit => ({
  callId: 'rtc_1',
  baseUrl: 'https://x.invalid/v1',
  by: 'tail',
  host: 'box',
  pid: 1,
  since: at(0),
  seen: at(1),
  ms: 60_000,
  state: 'detached',
  ...more,
});
const dead = (): boolean => false;
const one = (visits: readonly Visit[], alive: (visit: Visit) => boolean = dead, now = at(5)) =>
  knownCalls(visits, alive, now)[0];

describe('the state of a call', () => {
  it.each([
    ['a process is on it', [visit({ state: 'attached' })], true, 'attached'],
    ['its process was killed: no ghost stays', [visit({ state: 'attached' })], false, 'unknown'],
    ['the last one left', [visit({ state: 'unknown' }), visit({ seen: at(2) })], false, 'detached'],
    ['the last one lost it', [visit({ state: 'unknown', seen: at(2) }), visit()], false, 'unknown'],
    ['anybody saw it end', [visit({ state: 'ended' }), visit({ seen: at(2) })], false, 'ended'],
    [
      'somebody is on it though it was thought over',
      [visit({ state: 'ended' }), visit({ state: 'attached' })],
      true,
      'attached',
    ],
  ] as const)('%s', (_, visits, alive, state) => {
    expect(one(visits, () => alive)?.state).toBe(state);
  });

  it('is over when no session can last that long', () => {
    expect(one([visit()], dead, at(70))?.state).toBe('detached');
    expect(one([visit()], dead, at(80))?.state).toBe('ended');
    expect(one([visit({ state: 'attached' })], () => true, at(80))?.state).toBe('attached');
  });
});

describe('what is known of a call', () => {
  it('is what the newest visit knows, and where it knows nothing, what others did', () => {
    const call = one([
      visit({ words: { who: 'agent', text: 'old' }, recording: 'a', caller: 'Ann' }),
      visit({ pid: 2, since: at(2), seen: at(3), words: { who: 'caller', text: 'new' } }),
    ]);
    expect(call).toMatchObject({ since: at(0), seen: at(3), lasted: 180_000, recording: 'a', caller: 'Ann' });
    expect(call?.words?.text).toBe('new');
  });

  it('is all processes that are on it', () => {
    const visits = [
      visit({ state: 'attached' }),
      visit({ pid: 2, by: 'attach', state: 'attached' }),
      visit({ pid: 3 }),
    ];
    expect(one(visits, () => true)?.attached).toEqual([
      { by: 'tail', pid: 1 },
      { by: 'attach', pid: 2 },
    ]);
    expect(one(visits, () => true)?.seen).toBe(at(5));
  });

  it('lasts since it began, where its session told', () => {
    expect(one([visit({ began: at(-10) })])?.lasted).toBe(11 * 60_000);
  });

  it.each([-365 * 24 * 60, 365 * 24 * 60])(
    'lasts as long as the steady clock says when the other one jumped (%s min)',
    (jump) => {
      expect(one([visit({ seen: at(jump), ms: 5000 })])?.lasted).toBe(5000);
    },
  );
});

it('calls of two servers are two calls, the one seen last first', () => {
  const calls = knownCalls(
    [visit(), visit({ baseUrl: 'http://127.0.0.1:1/v1', seen: at(2) }), visit({ callId: 'rtc_0' })],
    dead,
    at(5),
  );
  expect(calls.map(({ callId, baseUrl }) => `${callId} ${baseUrl}`)).toEqual([
    'rtc_1 http://127.0.0.1:1/v1',
    'rtc_0 https://x.invalid/v1',
    'rtc_1 https://x.invalid/v1',
  ]);
});
