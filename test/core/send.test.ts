import { describe, expect, it } from 'vitest';
import { clientEventNames } from '../../src/core/catalogue.ts';
import { operator } from '../../src/core/operator.ts';
import { pump } from '../../src/core/pump.ts';
import { at, child, type Raw } from '../../src/core/raw.ts';
import { customEvent, sendAll, settling } from '../../src/core/send.ts';
import { runIds } from '../../src/io/system.ts';
import { refuses, type Answering } from '../commands/at-desk.ts';
import { manualClock } from '../manual-clock.ts';
import { scriptedLink } from '../scripted-link.ts';

const ids = () => runIds(() => 0);

/** What a server shows of an event that took effect. */
const effectOf = (event: Raw): Raw | undefined => {
  const seen = (type: string, more: Raw): Raw => ({ type, event_id: `of_${type}`, ...more });
  switch (event['type']) {
    case 'session.update':
      return seen('session.updated', { session: { ...child(event, 'session'), more: 1 } });
    case 'conversation.item.create':
      return seen('conversation.item.added', { item: event['item'] });
    case 'conversation.item.retrieve':
      return seen('conversation.item.retrieved', { item: { id: event['item_id'] } });
    case 'conversation.item.delete':
      return seen('conversation.item.deleted', { item_id: event['item_id'] });
    case 'conversation.item.truncate':
      return seen('conversation.item.truncated', {
        item_id: event['item_id'],
        content_index: 0,
        audio_end_ms: 5,
      });
    case 'response.create':
      return seen('response.created', { response: { id: 'r', metadata: at(event, 'response.metadata') } });
    case 'response.cancel':
      return seen('response.done', { response: { id: 'r', status: 'cancelled' } });
    case 'input_audio_buffer.commit':
      return seen('input_audio_buffer.committed', { item_id: 'i' });
    case 'input_audio_buffer.clear':
      return seen('input_audio_buffer.cleared', {});
    case 'output_audio_buffer.clear':
      return seen('output_audio_buffer.cleared', { response_id: 'r' });
    default:
      return undefined;
  }
};

const given: Readonly<Record<string, Raw>> = {
  'session.update': { session: { type: 'realtime', instructions: 'x' } },
  'conversation.item.create': { item: { type: 'message', role: 'user', content: [] } },
  'conversation.item.retrieve': { item_id: 'i' },
  'conversation.item.delete': { item_id: 'i' },
  'conversation.item.truncate': { item_id: 'i', content_index: 0, audio_end_ms: 5 },
};
const eventOf = (type: string): Raw => ({ type, ...given[type] });

const on = (answer: Answering) => {
  const link = scriptedLink(answer);
  const clock = manualClock();
  const acts = operator(link, clock);
  void pump(link.signals, [acts]);
  const send = (events: readonly Raw[], ack: boolean, within?: number) =>
    sendAll(
      acts,
      events.map((event, index) => ({ line: index + 1, event })),
      { ack, within },
      ids(),
    );
  return { link, clock, send };
};
const answers: Answering = (event) => [effectOf(event)].filter((one) => one !== undefined);

describe('an event of the operator', () => {
  it('keeps what was given, and gets what it is recognised by', () => {
    const made = customEvent(
      { type: 'response.create', response: { metadata: { theirs: '1' }, instructions: 'x' }, more: 2 },
      ids(),
    ).event;
    expect(made).toMatchObject({
      type: 'response.create',
      more: 2,
      response: { instructions: 'x', metadata: { theirs: '1' } },
    });
    expect(made['event_id']).toMatch(/^rts_/);
    expect(Object.keys(at(made, 'response.metadata') as Raw)).toContain('rt_sideband');
    expect(at(customEvent(eventOf('conversation.item.create'), ids()).event, 'item.id')).toMatch(/^rts_/);
  });

  it('keeps ids that were given', () => {
    const custom = customEvent(
      { type: 'conversation.item.create', event_id: 'mine', item: { id: 'i_1', type: 'message' } },
      ids(),
    );
    expect(custom).toMatchObject({ id: 'mine', event: { event_id: 'mine', item: { id: 'i_1' } } });
  });

  it('of nearly every kind is seen to take effect', () => {
    expect(clientEventNames.filter((type) => !customEvent(eventOf(type), ids()).shows)).toEqual([
      'input_audio_buffer.append',
    ]);
  });

  it.each(clientEventNames.filter((type) => type !== 'input_audio_buffer.append'))(
    '%s is confirmed by its effect, and not by that of another',
    async (type) => {
      const mine = on(answers);
      expect(await mine.send([eventOf(type)], true)).toMatchObject({ outcome: 'confirmed', confirmed: 1 });
      const other = on(() => [
        { type: 'session.updated', event_id: '1', session: {} },
        { type: 'conversation.item.added', event_id: '2', item: { id: 'theirs' } },
        { type: 'conversation.item.retrieved', event_id: '3', item: { id: 'theirs' } },
        { type: 'conversation.item.deleted', event_id: '4', item_id: 'theirs' },
        {
          type: 'conversation.item.truncated',
          event_id: '5',
          item_id: 'i',
          content_index: 0,
          audio_end_ms: 6,
        },
        {
          type: 'response.created',
          event_id: '6',
          response: { id: 'r', metadata: { rt_sideband: 'theirs' } },
        },
        { type: 'response.done', event_id: '7', response: { id: 'r', status: 'completed' } },
        { type: 'error', event_id: '8', error: { code: 'x', message: 'no', event_id: 'theirs' } },
      ]);
      const sent = other.send([eventOf(type)], true);
      await other.clock.advance(10_000);
      expect(await sent).toMatchObject({ outcome: 'unknown' });
    },
  );
});

describe('sending', () => {
  const [one, two, three] = ['response.cancel', 'response.create', 'output_audio_buffer.clear'].map(
    eventOf,
  ) as [Raw, Raw, Raw];

  it('goes in order, and is confirmed when all are', async () => {
    const { send, link } = on(answers);
    expect(await send([one, two, three], true)).toMatchObject({ outcome: 'confirmed', confirmed: 3 });
    expect(link.sent.map(({ type }) => type)).toEqual([one, two, three].map(({ type }) => type));
  });

  it('stops at the first that is refused, and names it', async () => {
    const { send, link } = on((event, nth) => (nth === 1 ? refuses('bad')(event) : answers(event, nth)));
    expect(await send([one, two, three], true)).toMatchObject({
      outcome: 'refused',
      code: 'bad',
      line: 2,
      confirmed: 1,
    });
    expect(link.sent).toHaveLength(2);
  });

  it('stops at the first that is not sent', async () => {
    const { send, link } = on((event, nth) => (nth === 1 ? 'refuse-write' : answers(event, nth)));
    expect(await send([one, two, three], false)).toMatchObject({ outcome: 'not-sent', line: 2 });
    expect(link.sent).toHaveLength(1);
  });

  it('with an answer that does not come stops there when it is waited for', async () => {
    const { send, link, clock } = on((event, nth) => (nth === 0 ? [] : answers(event, nth)));
    const sent = send([one, two], true, 2000);
    await clock.advance(2000);
    expect(await sent).toMatchObject({ outcome: 'unknown', line: 1, timeout: true });
    expect(link.sent).toHaveLength(1);
  });

  it('without waiting for effects is sent when nothing refuses it, and no more is claimed', async () => {
    const { send, link, clock } = on((event, nth) => (nth === 0 ? [] : answers(event, nth)));
    const sent = send([one, two], false);
    await clock.advance(settling);
    expect(await sent).toMatchObject({ outcome: 'unknown', sent: true, line: 1, confirmed: 1 });
    expect(link.sent).toHaveLength(2);
  });

  it('hears a refusal also when effects are not waited for', async () => {
    const { send } = on(refuses('bad'));
    expect(await send([one], false)).toMatchObject({ outcome: 'refused', code: 'bad' });
  });

  it('is unknown when the connection closes first, sent or not', async () => {
    const { send } = on(() => 'close');
    const sent = await send([one], false);
    expect(sent).toMatchObject({ outcome: 'unknown' });
    expect(sent.sent).toBeUndefined();
  });

  it('does not wait between events that nothing answers, and hears their refusals', async () => {
    const append = { type: 'input_audio_buffer.append', audio: 'AAAA' };
    const { send, link, clock } = on((event, nth) => (nth === 2 ? refuses('bad')(event) : []));
    const sent = send([append, append, append], false);
    await clock.advance(0);
    expect(link.sent).toHaveLength(3);
    await clock.advance(settling);
    expect(await sent).toMatchObject({ outcome: 'refused', line: 3 });
    const acked = on(() => []);
    const alone = acked.send([append], true);
    await acked.clock.advance(settling);
    const outcome = await alone;
    expect(outcome).toMatchObject({ outcome: 'unknown', reason: 'nothing ever shows that it took effect' });
    expect(outcome.sent).toBeUndefined();
  });
});
