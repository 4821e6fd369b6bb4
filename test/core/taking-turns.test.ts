import { describe, expect, it } from 'vitest';
import { observer } from '../../src/core/observe.ts';
import type { Raw } from '../../src/core/raw.ts';
import { takingTurns } from '../../src/core/taking-turns.ts';
import { manualClock } from '../manual-clock.ts';

/** A call that is told event by event, on a clock that stands still. */
const conversation = () => {
  const clock = manualClock();
  const see = observer();
  const turns = takingTurns(clock);
  return {
    clock,
    turns,
    now: () => clock.now().mono,
    tell: (...events: readonly Raw[]): void => {
      for (const event of events)
        turns.write(
          see({ at: clock.now(), kind: 'frame', direction: 'received', text: JSON.stringify(event) }),
        );
    },
    hangUp: () =>
      turns.write(
        see({
          at: clock.now(),
          kind: 'link',
          change: { to: 'closed', reason: 'ended', message: 'over', exit: 'ok' },
        }),
      ),
  };
};

/** What a promise came to, once the clock has been moved on. */
const watched = <T>(promise: Promise<T>): { value: T | undefined } => {
  const seen: { value: T | undefined } = { value: undefined };
  void promise.then((value) => (seen.value = value));
  return seen;
};

const created = (id: string, conversationId: string | null = 'conv_1'): Raw => ({
  type: 'response.created',
  response: { id, status: 'in_progress', conversation_id: conversationId, output: [] },
});
const item = (response: string, id: string, type: string): Raw => ({
  type: 'response.output_item.added',
  response_id: response,
  item: { id, type, role: 'assistant', status: 'in_progress', content: [] },
});
const done = (id: string, status = 'completed'): Raw => ({
  type: 'response.done',
  response: { id, status, conversation_id: 'conv_1', output: [] },
});
const buffer = (what: 'started' | 'stopped' | 'cleared', id: string): Raw => ({
  type: `output_audio_buffer.${what}`,
  response_id: id,
});
const speech = (what: 'started' | 'stopped'): Raw => ({
  type: `input_audio_buffer.speech_${what}`,
  item_id: 'item_u',
  audio_start_ms: 0,
});

describe('an answer', () => {
  it('is complete when it was heard to the end, not when it was made', async () => {
    const { clock, turns, tell, now } = conversation();
    const came = watched(turns.answered(now(), 5000));
    tell(speech('started'), speech('stopped'), created('r1'), item('r1', 'i1', 'message'));
    tell(buffer('started', 'r1'), done('r1'));
    await clock.advance(4000);
    expect(came.value).toBeUndefined();
    tell(buffer('stopped', 'r1'));
    await clock.advance(1000);
    expect(came.value).toBe('answered');
  });

  it('is not there while another response follows at once', async () => {
    const { clock, turns, tell, now } = conversation();
    const came = watched(turns.answered(now(), 5000));
    tell(created('r1'), item('r1', 'i1', 'message'), done('r1'));
    await clock.advance(200);
    tell(created('r2'));
    await clock.advance(1000);
    expect(came.value).toBeUndefined();
    tell(item('r2', 'i2', 'message'), done('r2'));
    await clock.advance(1000);
    expect(came.value).toBe('answered');
  });

  it.each([
    ['calls a tool', created('r1'), item('r1', 'i1', 'function_call'), done('r1')],
    ['was cut off', created('r1'), item('r1', 'i1', 'message'), done('r1', 'cancelled')],
    ['is beside the conversation', created('r1', null), item('r1', 'i1', 'message'), done('r1')],
  ])('is none when the response %s', async (_why, ...events) => {
    const { clock, turns, tell, now } = conversation();
    const came = watched(turns.answered(now(), 5000));
    tell(...events);
    await clock.advance(4000);
    expect(came.value).toBeUndefined();
    await clock.advance(2000);
    expect(came.value).toBe('silent');
  });

  it('is none when it began before', async () => {
    const { clock, turns, tell, now } = conversation();
    tell(created('r1'), item('r1', 'i1', 'message'));
    await clock.advance(10);
    const came = watched(turns.answered(now(), 3000));
    tell(done('r1'));
    await clock.advance(4000);
    expect(came.value).toBe('silent');
  });

  it('is over when the response failed: nothing more will come', async () => {
    const { clock, turns, tell, now } = conversation();
    const came = watched(turns.answered(now(), 60_000));
    tell(created('r1'), done('r1', 'failed'));
    await clock.advance(1000);
    expect(came.value).toBe('answered');
  });

  it('is given up only when nothing is heard of it any more', async () => {
    const { clock, turns, tell, now } = conversation();
    const came = watched(turns.answered(now(), 2000));
    await clock.advance(1500);
    tell(created('r1'));
    await clock.advance(1500);
    tell({ type: 'response.output_text.delta', response_id: 'r1', item_id: 'i1', delta: 'x' });
    await clock.advance(1500);
    expect(came.value).toBeUndefined();
    await clock.advance(1000);
    expect(came.value).toBe('silent');
  });

  it('is not waited for when the call is over, or nobody waits', async () => {
    const one = conversation();
    const came = watched(one.turns.answered(one.now(), 60_000));
    one.hangUp();
    await one.clock.advance(1);
    expect(came.value).toBe('over');
    expect(await one.turns.quiet(1000)).toBe('over');

    const other = conversation();
    const leaving = new AbortController();
    const left = watched(other.turns.answered(other.now(), 60_000, leaving.signal));
    leaving.abort();
    await other.clock.advance(1);
    expect(left.value).toBe('over');
    expect(other.clock.sleeping).toBe(0);
  });
});

describe('a caller who cuts in', () => {
  it('waits until the answer has been heard for that long', async () => {
    const { clock, turns, tell, now } = conversation();
    const came = watched(turns.speaking(now(), 2000, 5000));
    tell(created('r1'), item('r1', 'i1', 'message'), buffer('started', 'r1'), done('r1'));
    await clock.advance(1900);
    expect(came.value).toBeUndefined();
    await clock.advance(200);
    expect(came.value).toBe('speaking');
  });

  it('does not wait for an answer that was shorter', async () => {
    const { clock, turns, tell, now } = conversation();
    const came = watched(turns.speaking(now(), 2000, 5000));
    tell(created('r1'), item('r1', 'i1', 'message'), buffer('started', 'r1'), done('r1'));
    await clock.advance(500);
    tell(buffer('stopped', 'r1'));
    await clock.advance(500);
    expect(came.value).toBe('answered');
  });

  it('does not take words from before for the answer', async () => {
    const { clock, turns, tell, now } = conversation();
    tell(created('r0'), item('r0', 'i0', 'message'), buffer('started', 'r0'));
    await clock.advance(10);
    const came = watched(turns.speaking(now(), 100, 3000));
    await clock.advance(1000);
    expect(came.value).toBeUndefined();
  });
});

describe('quiet', () => {
  it('is there at once where nobody speaks', async () => {
    expect(await conversation().turns.quiet(1000)).toBe('quiet');
  });

  it('comes after a greeting', async () => {
    const { clock, turns, tell } = conversation();
    tell(created('r1'), item('r1', 'i1', 'message'), buffer('started', 'r1'), done('r1'));
    const came = watched(turns.quiet(10_000));
    await clock.advance(3000);
    tell(buffer('stopped', 'r1'));
    await clock.advance(300);
    expect(came.value).toBeUndefined();
    await clock.advance(200);
    expect(came.value).toBe('quiet');
  });
});
