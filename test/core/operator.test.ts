import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { SidebandError } from '../../src/core/error.ts';
import { operator } from '../../src/core/operator.ts';
import {
  cancelResponse,
  createItem,
  createResponse,
  readSession,
  updateSession,
  userMessage,
} from '../../src/core/outgoing.ts';
import type { Clock, Ids } from '../../src/core/ports.ts';
import { pump } from '../../src/core/pump.ts';
import { at, type Raw } from '../../src/core/raw.ts';
import {
  applyChange,
  currentSession,
  planChange,
  revertChange,
  undoFor,
  type Plan,
} from '../../src/core/instruct.ts';
import type { Outcome } from '../../src/core/settle.ts';
import type { Undo } from '../../src/core/undo.ts';
import { say, type Saying } from '../../src/core/say.ts';
import { scriptedLink } from '../scripted-link.ts';

const counting = (): Ids => {
  let count = 0;
  return (kind) => `rts_test_${kind.charAt(0)}${(count += 1)}`;
};

/** Real time, a hundred times as fast: limits of seconds pass in tens of milliseconds. */
const hasty: Clock = {
  now: () => ({ wall: Date.now(), mono: performance.now() * 100 }),
  sleep: (ms, signal) =>
    pause(ms / 100, undefined, signal === undefined ? {} : { signal }).then(
      () => undefined,
      () => undefined,
    ),
};

const on = (answer: Parameters<typeof scriptedLink>[0]) => {
  const link = scriptedLink(answer);
  const acts = operator(link, hasty);
  const done = pump(link.signals, [acts]);
  return { link, acts, done };
};

const refusal = (event: Raw, code: string, message = 'no'): Raw => ({
  type: 'error',
  event_id: 'event_e',
  error: { type: 'invalid_request_error', code, message, param: null, event_id: event['event_id'] },
});

const created = (event: Raw, id = 'resp_a'): Raw => ({
  type: 'response.created',
  event_id: `event_c${id}`,
  response: {
    id,
    status: 'in_progress',
    output: [],
    conversation_id: 'conv_a',
    metadata: at(event, 'response.metadata') ?? null,
  },
});

const finished = (
  event: Raw,
  text: string,
  status = 'completed',
  id = 'resp_a',
  details: Raw | null = null,
): Raw => ({
  type: 'response.done',
  event_id: `event_d${id}`,
  response: {
    id,
    status,
    status_details: details,
    conversation_id: 'conv_a',
    metadata: at(event, 'response.metadata') ?? null,
    output:
      text === ''
        ? []
        : [
            {
              id: 'item_a',
              type: 'message',
              role: 'assistant',
              content: [{ type: 'output_audio', transcript: text }],
            },
          ],
  },
});

describe('perform', () => {
  const ids = counting();
  const update = () => updateSession({ instructions: 'x' }, ids);

  it('is confirmed by the session that holds our values, and by no other', async () => {
    const { acts } = on((event) => [
      { type: 'session.updated', event_id: 'event_1', session: { type: 'realtime', instructions: 'other' } },
      {
        type: 'session.updated',
        event_id: `event_2${String(event['event_id'])}`,
        session: { type: 'realtime', instructions: 'x', tracing: 'auto' },
      },
    ]);
    const outcome = await acts.perform(update());
    expect(outcome).toMatchObject({ outcome: 'confirmed' });
    expect(outcome.outcome === 'confirmed' && outcome.entry.session.config).toMatchObject({
      instructions: 'x',
      tracing: 'auto',
    });
  });

  it('is refused by an error that carries our event id', async () => {
    const { acts } = on((event) => [refusal(event, 'unknown_parameter', 'Unknown parameter')]);
    expect(await acts.perform(update())).toEqual({
      outcome: 'refused',
      code: 'unknown_parameter',
      said: 'Unknown parameter',
    });
  });

  it("is not refused by an error without an id, or with somebody else's", async () => {
    const { acts } = on((event) => [
      refusal({ event_id: null }, 'server_error'),
      refusal({ event_id: `${String(event['event_id'])}0` }, 'server_error'),
    ]);
    expect(await acts.perform(update(), 1000)).toMatchObject({ outcome: 'unknown' });
  });

  it('is not sent when the socket takes nothing, and nothing is sent later', async () => {
    const { acts, link } = on(() => 'refuse-write');
    expect(await acts.perform(update())).toMatchObject({ outcome: 'not-sent' });
    expect(link.sent).toEqual([]);
  });

  it('says why the link did not take it', async () => {
    const { acts, link } = on(() => []);
    link.send = () => Promise.reject(new SidebandError('network', 'why', { reason: 'not-sent' }));
    expect(await acts.perform(update())).toEqual({ outcome: 'not-sent', reason: 'why' });
  });

  it.each([
    [30.4, '30 ms'],
    [1500, '1.5 s'],
  ])('says in words how long it waited: %s', async (within, words) => {
    const { acts } = on(() => []);
    expect(await acts.perform(update(), within)).toMatchObject({
      reason: expect.stringMatching(new RegExp(` within ${words}$`)) as string,
    });
  });

  it('is unknown when the connection closes before an answer, at once', async () => {
    const { acts } = on(() => 'close');
    expect(await acts.perform(update(), 3_600_000)).toMatchObject({ outcome: 'unknown' });
  });

  it('is not sent on a connection that is closed already', async () => {
    const { acts, link, done } = on(() => []);
    link.closed();
    await done;
    expect(await acts.perform(update())).toMatchObject({ outcome: 'not-sent' });
    expect(link.sent).toEqual([]);
  });

  it('recognises an item and a response as ours by id and tag only', async () => {
    const { acts } = on((event) =>
      event['type'] === 'response.create'
        ? [created({ response: { metadata: { rt_sideband: 'another' } } }, 'resp_b'), created(event)]
        : [
            {
              type: 'conversation.item.added',
              event_id: 'event_i',
              previous_item_id: null,
              item: event['item'],
            },
          ],
    );
    expect(await acts.perform(createItem(userMessage('hi'), ids, 'say'))).toMatchObject({
      outcome: 'confirmed',
    });
    const outcome = await acts.perform(createResponse({}, 'tag_1', ids, 'say'));
    expect(
      outcome.outcome === 'confirmed' &&
        outcome.entry.event.kind === 'server' &&
        at(outcome.entry.event.raw, 'response.id'),
    ).toBe('resp_a');
  });
});

describe("another client's doing", () => {
  const ids = counting();
  const cut: Raw = { type: 'cancelled', reason: 'client_cancelled' };
  const talkedOver: Raw = { type: 'cancelled', reason: 'turn_detected' };
  const apart = (event: Raw): Raw => ({
    ...event,
    response: { ...(event['response'] as Raw), conversation_id: null },
  });

  it.each<[string, string | undefined, Raw, 'confirmed' | 'unknown']>([
    [
      'one that was cut off confirms',
      undefined,
      finished({}, 'Hel', 'cancelled', 'resp_x', cut),
      'confirmed',
    ],
    ['the one we named confirms', 'resp_x', finished({}, 'Hel', 'cancelled', 'resp_x', cut), 'confirmed'],
    [
      'one that ended by itself does not',
      undefined,
      finished({}, 'Hello.', 'completed', 'resp_x'),
      'unknown',
    ],
    ['nor does the one we named', 'resp_x', finished({}, 'Hello.', 'completed', 'resp_x'), 'unknown'],
    [
      'nor one the caller talked over',
      'resp_x',
      finished({}, 'H', 'cancelled', 'resp_x', talkedOver),
      'unknown',
    ],
    [
      'nor one apart from the conversation',
      undefined,
      apart(finished({}, 'H', 'cancelled', 'r', cut)),
      'unknown',
    ],
    ['nor another than we named', 'resp_y', finished({}, 'H', 'cancelled', 'resp_x', cut), 'unknown'],
  ])('of the responses that end while we cancel, %s', async (_, id, done, outcome) => {
    const { acts } = on(() => [done]);
    expect(await acts.perform(cancelResponse(id, ids, 'interrupt'), 1000)).toMatchObject({ outcome });
  });

  it('does not confirm that we read the session, or set what was set already', async () => {
    const known: Raw = { type: 'realtime', instructions: 'x', max_output_tokens: 1 };
    const changed = { ...known, max_output_tokens: 2 };
    const seen = (id: string, session: Raw): Raw => ({ type: 'session.updated', event_id: id, session });
    for (const outgoing of [readSession(ids), updateSession({ instructions: 'x' }, ids)]) {
      const silent = on(() => [seen('b', changed)]);
      silent.link.receive(seen('a', known));
      await pause(5);
      expect(await silent.acts.perform(outgoing, 1000)).toMatchObject({ outcome: 'unknown' });
      const answered = on(() => [seen('b', changed), seen('c', changed)]);
      answered.link.receive(seen('a', known));
      await pause(5);
      const outcome = await answered.acts.perform(outgoing, 1000);
      expect(outcome).toMatchObject({
        outcome: 'confirmed',
        entry: { session: { lastFrame: { eventId: 'c' } } },
      });
    }
  });
});

describe('say', () => {
  const saying: Saying = {
    text: 'Hello.',
    as: 'agent',
    loosely: false,
    collision: 'queue',
    wait: true,
    timeout: 30_000,
  };

  it('gives back what was spoken', async () => {
    const { acts, link } = on((event) => [created(event), finished(event, 'Hello.')]);
    expect(await say(acts, saying, counting(), hasty)).toMatchObject({
      outcome: 'confirmed',
      spoken: 'Hello.',
    });
    expect(String(at(link.sent[0], 'response.instructions'))).toContain('<<<\nHello.\n>>>');
  });

  it('queues behind a running response that it learns of by the refusal', async () => {
    let tries = 0;
    const { acts, link } = on((event) => {
      tries += 1;
      if (tries > 1) return [created(event, 'resp_b'), finished(event, 'Hello.', 'completed', 'resp_b')];
      return [
        refusal(
          event,
          'conversation_already_has_active_response',
          'Conversation already has an active response in progress: resp_x.',
        ),
      ];
    });
    const said = say(
      acts,
      { ...saying, queued: () => link.receive(finished({}, 'earlier', 'completed', 'resp_x')) },
      counting(),
      hasty,
    );
    expect(await said).toMatchObject({ outcome: 'confirmed', spoken: 'Hello.' });
    expect(link.sent.map((event) => event['type'])).toEqual(['response.create', 'response.create']);
    expect(new Set(link.sent.map((event) => event['event_id'])).size).toBe(2);
  });

  it('waits for a running response it knows of before it sends anything', async () => {
    const { acts, link } = on((event) => [
      created(event, 'resp_b'),
      finished(event, 'Hello.', 'completed', 'resp_b'),
    ]);
    link.receive(created({}, 'resp_x'));
    await pause(5);
    let sentWhileWaiting = -1;
    const queued = (): void => {
      sentWhileWaiting = link.sent.length;
      link.receive(finished({}, 'earlier', 'completed', 'resp_x'));
    };
    expect(await say(acts, { ...saying, queued }, counting(), hasty)).toMatchObject({ outcome: 'confirmed' });
    expect(sentWhileWaiting).toBe(0);
  });

  it('gives up at once with collision fail, and sends nothing when it knows', async () => {
    const { acts, link } = on((event) => [refusal(event, 'conversation_already_has_active_response')]);
    expect(await say(acts, { ...saying, collision: 'fail' }, counting(), hasty)).toMatchObject({
      outcome: 'refused',
    });
    expect(link.sent).toHaveLength(1);
    link.receive(created({}, 'resp_x'));
    await pause(5);
    expect(await say(acts, { ...saying, collision: 'fail' }, counting(), hasty)).toMatchObject({
      outcome: 'refused',
    });
    expect(link.sent).toHaveLength(1);
  });

  it('cuts off what runs with collision interrupt', async () => {
    const { acts, link } = on((event) => {
      if (event['type'] === 'response.cancel') return [finished({}, 'ear', 'cancelled', 'resp_x')];
      if (event['type'] === 'output_audio_buffer.clear')
        return [{ type: 'output_audio_buffer.cleared', event_id: 'e', response_id: 'resp_x' }];
      return [created(event, 'resp_b'), finished(event, 'Hello.', 'completed', 'resp_b')];
    });
    link.receive(created({}, 'resp_x'));
    await pause(5);
    expect(await say(acts, { ...saying, collision: 'interrupt' }, counting(), hasty)).toMatchObject({
      outcome: 'confirmed',
    });
    expect(link.sent.map((event) => event['type'])).toEqual([
      'response.cancel',
      'output_audio_buffer.clear',
      'response.create',
    ]);
  });

  it('tells a failed and a cut off response from a spoken one', async () => {
    const failed = on((event) => [
      created(event),
      finished(event, '', 'failed', 'resp_a', { type: 'failed', error: { code: 'insufficient_quota' } }),
    ]);
    expect(await say(failed.acts, saying, counting(), hasty)).toMatchObject({
      outcome: 'refused',
      code: 'insufficient_quota',
    });
    const cut = on((event) => [
      created(event),
      finished(event, 'Hel', 'cancelled', 'resp_a', { type: 'cancelled', reason: 'turn_detected' }),
    ]);
    expect(await say(cut.acts, saying, counting(), hasty)).toMatchObject({
      outcome: 'refused',
      code: 'turn_detected',
      spoken: 'Hel',
    });
  });

  it('is unknown when the call vanishes before the answer, and when the end never comes', async () => {
    const gone = on(() => 'close');
    expect(await say(gone.acts, saying, counting(), hasty)).toMatchObject({ outcome: 'unknown' });
    const endless = on((event) => [created(event)]);
    expect(await say(endless.acts, { ...saying, timeout: 2000 }, counting(), hasty)).toMatchObject({
      outcome: 'unknown',
      timeout: true,
    });
  });

  it('puts the words in as the caller and asks for an answer', async () => {
    const { acts, link } = on((event) =>
      event['type'] === 'conversation.item.create'
        ? [
            {
              type: 'conversation.item.added',
              event_id: 'event_i',
              previous_item_id: null,
              item: event['item'],
            },
          ]
        : [created(event), finished(event, 'Sure.')],
    );
    expect(await say(acts, { ...saying, as: 'user' }, counting(), hasty)).toMatchObject({
      outcome: 'confirmed',
      spoken: 'Sure.',
    });
    expect(link.sent.map((event) => event['type'])).toEqual(['conversation.item.create', 'response.create']);
    expect(at(link.sent[1], 'response.instructions')).toBeUndefined();
  });

  it('asks for no answer when the words were refused', async () => {
    const { acts, link } = on((event) => [refusal(event, 'invalid_value')]);
    expect(await say(acts, { ...saying, as: 'user' }, counting(), hasty)).toMatchObject({
      outcome: 'refused',
    });
    expect(link.sent).toHaveLength(1);
  });
});

describe('instruct', () => {
  /** A session that takes every update. */
  const server = (config: Raw) => {
    let held = config;
    return on((event) => {
      held = { ...held, ...(at(event, 'session') as Raw) };
      return [{ type: 'session.updated', event_id: `event_${String(event['event_id'])}`, session: held }];
    });
  };
  const change = { instructions: 'Speak French.', append: true, set: new Map() };
  const undoOf = (plan: Plan, outcome: Outcome): Undo => {
    const undo = undoFor(plan, outcome);
    if (undo === undefined) throw new Error('nothing to take back');
    return undo;
  };

  it('appends to what the server has, changes nothing else, and puts it back', async () => {
    const { acts, link } = server({ type: 'realtime', instructions: 'Be kind.', tools: [] });
    const ids = counting();
    const current = await currentSession(acts, ids);
    const plan = planChange(change, current.config);
    const outcome = await applyChange(acts, plan, ids);
    expect(outcome).toMatchObject({ outcome: 'confirmed' });
    expect(link.sent[1]).toMatchObject({
      session: { type: 'realtime', instructions: 'Be kind.\n\nSpeak French.' },
    });
    expect(Object.keys(at(link.sent[1], 'session') as Raw)).toEqual(['type', 'instructions']);
    expect(await revertChange(acts, undoOf(plan, outcome), ids)).toMatchObject({
      taken: true,
      outcome: { outcome: 'confirmed' },
    });
    expect(link.sent[2]).toMatchObject({ session: { instructions: 'Be kind.' } });
    expect(await revertChange(acts, undoOf(plan, outcome), ids)).toEqual({ taken: false, why: 'as it was' });
    expect(link.sent).toHaveLength(3);
  });

  it('does not put back what somebody else changed in between, unless forced', async () => {
    const { acts, link } = server({ type: 'realtime', instructions: 'Be kind.' });
    const ids = counting();
    const plan = planChange(change, (await currentSession(acts, ids)).config);
    const undo = undoOf(plan, await applyChange(acts, plan, ids));
    link.receive({
      type: 'session.updated',
      event_id: 'event_x',
      session: { type: 'realtime', instructions: 'Mine.', tracing: 'auto' },
    });
    await pause(5);
    expect(await revertChange(acts, undo, ids)).toMatchObject({
      taken: false,
      why: 'touched',
      changes: [{ path: ['instructions'] }],
    });
    expect(link.sent).toHaveLength(2);
    expect(await revertChange(acts, undo, ids, { force: true })).toMatchObject({ taken: true });
    expect(at(link.sent[2], 'session')).toEqual({ type: 'realtime', instructions: 'Be kind.' });
  });

  it('looks before it puts back what a gap may have changed', async () => {
    const { acts, link } = server({ type: 'realtime', instructions: 'Be kind.' });
    const ids = counting();
    const plan = planChange(change, (await currentSession(acts, ids)).config);
    const undo = undoOf(plan, await applyChange(acts, plan, ids));
    link.gap();
    await pause(5);
    expect(await revertChange(acts, undo, ids)).toMatchObject({ taken: true });
    expect(link.sent.slice(2).map((event) => at(event, 'session'))).toEqual([
      { type: 'realtime' },
      { type: 'realtime', instructions: 'Be kind.' },
    ]);
    const silent = on(() => []);
    expect(await revertChange(silent.acts, undo, ids)).toMatchObject({
      taken: false,
      why: 'unread',
      outcome: { outcome: 'unknown' },
    });
    expect(silent.link.sent).toHaveLength(1);
  });

  it('sets fields by path', () => {
    const set = new Map([
      ['audio.output.speed', 1.1],
      ['audio.input.transcription', null],
    ]);
    expect(planChange({ append: false, set }, undefined).patch).toEqual({
      audio: { output: { speed: 1.1 }, input: { transcription: null } },
    });
  });
});
