import { expect, test } from 'vitest';
import { parseSignal } from '../../src/core/event.ts';
import { newSession } from '../../src/core/session.ts';
import { tally } from '../../src/core/tally.ts';
import { moment, received, sent } from './script.ts';

const stamp = (seq: number) => ({ seq, at: moment(seq) });
const event = (what: object | string) => parseSignal(received(typeof what === 'string' ? what : { ...what }));

test('tells a session of all frames that came since it was told last', () => {
  const came = tally();
  came.add(event({ type: 'input_audio_buffer.cleared', event_id: 'event_1' }), stamp(1), false);
  came.add(event({ type: 'input_audio_buffer.cleared', event_id: 'event_1' }), stamp(2), true);
  came.add(event({ type: 'new.one', event_id: 'event_2' }), stamp(3), false, 1);
  const first = came.told(newSession);
  expect(first).toMatchObject({
    counts: { received: 3, sent: 0, unknown: 1, malformed: 0, duplicate: 1 },
    lastFrame: { seq: 3, eventId: 'event_2', at: moment(3) },
  });
  came.add(event('not json'), stamp(4), false);
  const second = came.told(first);
  expect(second.counts).toEqual({ received: 4, sent: 0, unknown: 1, malformed: 1, duplicate: 1 });
  expect(second.lastFrame).toEqual({ seq: 4, at: moment(4) });
  expect(newSession.counts.received).toBe(0);
});

test('has nothing to tell of what did not come', () => {
  const came = tally();
  came.add(parseSignal(sent({ type: 'response.create' })), stamp(1), false);
  expect(came.told(newSession)).toBe(newSession);
});

test('counts several of which the last is given', () => {
  const came = tally();
  came.add(event({ type: 'input_audio_buffer.cleared', event_id: 'event_9' }), stamp(9), false, 9);
  expect(came.told(newSession)).toMatchObject({
    counts: { received: 9 },
    lastFrame: { seq: 9, eventId: 'event_9' },
  });
});
