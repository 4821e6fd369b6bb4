import { describe, expect, it } from 'vitest';
import type { Context } from '../../src/commands/context.ts';
import { desk, type Result } from '../../src/commands/desk.ts';
import { resultText } from '../../src/commands/result-words.ts';
import { operator } from '../../src/core/operator.ts';
import { pump } from '../../src/core/pump.ts';
import { child, text, type Raw } from '../../src/core/raw.ts';
import { runIds } from '../../src/io/system.ts';
import { manualClock } from '../manual-clock.ts';
import { scriptedLink } from '../scripted-link.ts';

type Answering = (event: Raw, nth: number) => readonly Raw[] | 'close' | 'refuse-write';

const setUp = (answer: Answering) => {
  const link = scriptedLink(answer);
  const clock = manualClock();
  const acts = operator(link, clock);
  const later: Result[] = [];
  const queued: string[] = [];
  // A desk uses no more of a context than this.
  const context = { clock, ids: runIds(() => 0), cwd: '/nonexistent' } as unknown as Context;
  const at = desk(acts, context, {
    later: (result) => later.push(result),
    queued: () => queued.push('queued'),
  });
  void pump(link.signals, [acts]);
  return { link, clock, at, later, queued };
};

const config = { type: 'realtime', instructions: 'Be kind.', audio: { output: { speed: 1 } } };

/** A server that takes every change. */
const takesAll = (): Answering => {
  let session: Raw = config;
  return (event) => {
    const asked = child(event, 'session');
    session = { ...session, ...asked };
    return [{ type: 'session.updated', event_id: `e${Math.random()}`, session }];
  };
};

const plain = {
  do: 'instruct',
  text: undefined,
  append: false,
  for: undefined,
  yes: true,
  set: new Map(),
} as const;
const saying = { do: 'say', text: 'Hello.', as: 'agent', interrupt: false, loosely: false } as const;

/** A server that speaks what it is asked to. */
const speaks =
  (status: string): Answering =>
  (event) => {
    const response = {
      id: 'resp_1',
      status,
      metadata: child(child(event, 'response'), 'metadata'),
      output: [{ type: 'message', content: [{ type: 'output_audio', transcript: 'Hello!' }] }],
    };
    return event['type'] === 'response.create'
      ? [
          {
            type: 'response.created',
            event_id: 'a',
            response: { ...response, status: 'in_progress', output: [] },
          },
          { type: 'response.done', event_id: 'b', response },
        ]
      : [{ type: 'conversation.item.added', event_id: 'c', item: child(event, 'item') }];
  };

describe('/say at the desk', () => {
  it('tells what was really said', async () => {
    const { at } = setUp(speaks('completed'));
    expect(resultText(await at.perform(saying))).toBe('/say confirmed, said: "Hello!"');
  });

  it('tells what was answered to words put in as the caller', async () => {
    const { at, link } = setUp(speaks('completed'));
    expect(resultText(await at.perform({ ...saying, as: 'user' }))).toBe(
      '/say confirmed, answered: "Hello!"',
    );
    expect(link.sent.map((event) => text(event, 'type'))).toEqual([
      'conversation.item.create',
      'response.create',
    ]);
  });

  it('is refused when the response failed, not sent on a closed link, unknown when the link closes first', async () => {
    const failed = await setUp(speaks('failed')).at.perform(saying);
    expect(failed).toMatchObject({ outcome: 'refused', exit: 'refused' });
    const closed = await setUp(() => 'refuse-write').at.perform(saying);
    expect(resultText(closed)).toBe('/say not sent: the socket is closed');
    const vanished = await setUp(() => 'close').at.perform(saying);
    expect(vanished).toMatchObject({ outcome: 'unknown', exit: 'unknown' });
    expect(resultText(vanished)).toMatch(/^\/say outcome unknown: the connection closed/);
  });

  it('cannot read a file that is not there, and sends nothing', async () => {
    const { at, link } = setUp(() => []);
    await expect(at.perform({ ...saying, text: '@missing.txt' })).rejects.toMatchObject({ kind: 'usage' });
    expect(link.sent).toEqual([]);
  });
});

describe('/instruct at the desk', () => {
  it('sends the least there is', async () => {
    const { at, link } = setUp(takesAll());
    expect(await at.perform({ ...plain, set: new Map([['audio.output.speed', 1.2]]) })).toMatchObject({
      outcome: 'confirmed',
    });
    expect(link.sent.map((event) => child(event, 'session'))).toEqual([
      { type: 'realtime', audio: { output: { speed: 1.2 } } },
    ]);
  });

  it('puts new instructions behind the present ones', async () => {
    const { at, link } = setUp(takesAll());
    await at.perform({ ...plain, text: 'Be brief.', append: true });
    expect(child(link.sent[1], 'session')).toEqual({
      type: 'realtime',
      instructions: 'Be kind.\n\nBe brief.',
    });
  });

  it('changes nothing when the session cannot be read', async () => {
    const { at, link } = setUp((event) => [
      {
        type: 'error',
        event_id: 'x',
        error: { type: 'e', code: 'no', message: 'No.', event_id: event['event_id'] },
      },
    ]);
    expect(resultText(await at.perform({ ...plain, text: 'x', append: true }))).toBe(
      '/instruct refused (no), the session could not be read, nothing was changed: No.',
    );
    expect(link.sent).toHaveLength(1);
  });

  it('puts the old instructions back after a while', async () => {
    const { at, clock, later, link } = setUp(takesAll());
    const result = await at.perform({ ...plain, text: 'Be brief.', append: true, for: 60_000 });
    expect(resultText(result)).toBe('/instruct confirmed, the session shows the change; put back in 60 s');
    expect(later).toEqual([]);
    await clock.advance(60_000);
    expect(later.map(resultText)).toEqual(['/instruct --for confirmed, put back']);
    expect(child(link.sent.at(-1), 'session')).toEqual({ type: 'realtime', instructions: 'Be kind.' });
  });

  it('puts them back at once when the desk is left, and only once', async () => {
    const { at, clock, later } = setUp(takesAll());
    await at.perform({ ...plain, text: 'Be brief.', append: true, for: 60_000 });
    await at.putBack();
    await clock.advance(60_000);
    expect(later).toHaveLength(1);
  });

  it('leaves alone what somebody else has changed in between', async () => {
    const { at, clock, later, link } = setUp(takesAll());
    await at.perform({ ...plain, text: 'Be brief.', append: true, for: 1000 });
    const before = link.sent.length;
    link.receive({
      type: 'session.updated',
      event_id: 'theirs',
      session: { ...config, instructions: 'Theirs.' },
    });
    await clock.advance(1000);
    expect(later.map(resultText)).toEqual([
      '/instruct --for refused: not put back: somebody else changed it in between',
    ]);
    expect(link.sent).toHaveLength(before);
  });
});
