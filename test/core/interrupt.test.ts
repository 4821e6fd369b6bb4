import { describe, expect, it } from 'vitest';
import { interrupt } from '../../src/core/interrupt.ts';
import { operator } from '../../src/core/operator.ts';
import { pump } from '../../src/core/pump.ts';
import type { Raw } from '../../src/core/raw.ts';
import { runIds } from '../../src/io/system.ts';
import { refuses, type Answering } from '../commands/at-desk.ts';
import { manualClock } from '../manual-clock.ts';
import { scriptedLink } from '../scripted-link.ts';

const on = (answer: Answering) => {
  const link = scriptedLink(answer);
  const clock = manualClock();
  const acts = operator(link, clock);
  void pump(link.signals, [acts]);
  const settles = async (within?: number) => {
    const done = interrupt(
      acts,
      runIds(() => 0),
      clock,
      within,
    );
    for (let step = 0; step < 12; step += 1) await clock.advance(500);
    return done;
  };
  return { link, clock, settles };
};

const cancelled = (spoken: string): Raw => ({
  type: 'response.done',
  event_id: 'd',
  response: {
    id: 'resp_1',
    status: 'cancelled',
    conversation_id: 'conv',
    output: [{ type: 'message', content: [{ type: 'output_audio', transcript: spoken }] }],
  },
});
const cleared: Raw = { type: 'output_audio_buffer.cleared', event_id: 'c', response_id: 'resp_1' };
const idle = refuses('response_cancel_not_active', 'Cancellation failed: no active response found');

const server =
  (cancel: Answering, clear: Answering): Answering =>
  (event, nth) =>
    (event['type'] === 'response.cancel' ? cancel : clear)(event, nth);
const says =
  (...events: Raw[]): Answering =>
  () =>
    events;
const nothing = says();

describe('interrupt', () => {
  it('sends both at once: first the cancel, then the clear', async () => {
    const { link, settles } = on(nothing);
    await settles();
    expect(link.sent.map(({ type }) => type)).toEqual(['response.cancel', 'output_audio_buffer.clear']);
  });

  it.each([
    ['a reply that is heard', says(cancelled('Good ev')), says(cleared), { cut: 'both', spoken: 'Good ev' }],
    ['a reply nobody has heard yet', says(cancelled('')), nothing, { cut: 'generating', spoken: '' }],
    ['what is left of a complete reply', idle, says(cleared), { cut: 'playing' }],
    ['nothing', idle, nothing, { cut: 'nothing' }],
    [
      'a session that plays by itself',
      says(cancelled('Good')),
      refuses('invalid_value'),
      { cut: 'generating', buffer: false },
    ],
  ])('cuts off %s', async (_what, cancel, clear, came) => {
    expect(await on(server(cancel, clear)).settles()).toMatchObject({ outcome: 'confirmed', ...came });
  });

  it('does not know what became of sound that may play on', async () => {
    const spoken = await on(server(says(cancelled('Good evening')), nothing)).settles();
    expect(spoken).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringMatching(/^the reply was cancelled, but whether its sound/),
    });
    const { link, clock, settles } = on(server(idle, nothing));
    link.receive({ type: 'output_audio_buffer.started', event_id: 's', response_id: 'resp_1' });
    await clock.advance(0);
    expect(await settles()).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringMatching(/^sound was playing/),
    });
  });

  it('does not know what became of a cancel that nobody answers, and tells of the sound', async () => {
    expect(await on(server(nothing, says(cleared))).settles()).toMatchObject({
      outcome: 'unknown',
      reason: expect.stringMatching(/^the sound was cut off, but no response.done/),
    });
    expect(await on(nothing).settles(1000)).toMatchObject({ outcome: 'unknown', timeout: true });
  });

  it('is neither confirmed nor refused when one of the two was done and the other refused', async () => {
    const refused = refuses('server_error', 'Not now.');
    expect(await on(server(refused, says(cleared))).settles()).toEqual({
      outcome: 'unknown',
      reason: 'the sound was cut off, but the rest was refused: Not now.',
    });
    expect(await on(server(says(cancelled('Good')), refused)).settles()).toEqual({
      outcome: 'unknown',
      reason: 'the reply was cancelled, but the rest was refused: Not now.',
    });
    expect(await on(server(idle, refused)).settles()).toMatchObject({ outcome: 'refused' });
  });

  it('is not confirmed by a response that ended by itself, nor by one beside the conversation', async () => {
    const completed = {
      type: 'response.done',
      event_id: 'x',
      response: { id: 'resp_2', status: 'completed' },
    };
    const beside = {
      type: 'response.done',
      event_id: 'y',
      response: { id: 'resp_3', status: 'cancelled', conversation_id: null },
    };
    const { settles } = on(server((event) => [completed, beside, ...idle(event)], nothing));
    expect(await settles()).toMatchObject({ outcome: 'confirmed', cut: 'nothing' });
  });

  it('is refused, not sent or unknown with the connection', async () => {
    expect(await on(refuses('server_error')).settles()).toMatchObject({
      outcome: 'refused',
      code: 'server_error',
    });
    expect(await on(() => 'refuse-write').settles()).toMatchObject({ outcome: 'not-sent' });
    expect(await on(() => 'close').settles()).toMatchObject({ outcome: 'unknown' });
    expect(await on(server(idle, () => 'close')).settles()).toMatchObject({ outcome: 'unknown' });
  });
});
