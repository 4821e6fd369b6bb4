import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSignal } from '../../src/core/event.ts';
import { asToolCallId } from '../../src/core/ids.ts';
import { observer } from '../../src/core/observe.ts';
import { isRaw, type Raw } from '../../src/core/raw.ts';
import { reduce } from '../../src/core/reduce.ts';
import { newSession, type Session } from '../../src/core/session.ts';
import type { Signal } from '../../src/core/signal.ts';
import { sample, samples } from './samples.ts';
import { after, link, moment, play, received, sent } from './script.ts';

const item = (id: string, more: Raw = {}): Raw => ({
  id,
  type: 'message',
  role: 'user',
  status: 'completed',
  content: [],
  ...more,
});
const added = (id: string, previous?: string | null, more: Raw = {}): Raw => ({
  type: 'conversation.item.added',
  ...(previous === undefined ? {} : { previous_item_id: previous }),
  item: item(id, more),
});
const done = (id: string, previous: string | null, more: Raw = {}): Raw => ({
  ...added(id, previous, more),
  type: 'conversation.item.done',
});
const agent = { role: 'assistant', status: 'in_progress' };
const said = (role: 'user' | 'assistant', words: string): Raw => ({
  role,
  content: [role === 'user' ? { type: 'input_text', text: words } : { type: 'output_text', text: words }],
});
const spoken = (id: string, words: string, response = 'resp_1'): readonly Raw[] => [
  { type: 'response.output_audio_transcript.delta', response_id: response, item_id: id, delta: words },
  { type: 'response.output_audio_transcript.done', response_id: response, item_id: id, transcript: words },
];
const created = (id: string, more: Raw = {}): Raw => ({
  type: 'response.created',
  response: { id, status: 'in_progress', conversation_id: 'conv_1', output: [], ...more },
});
const ended = (id: string, more: Raw = {}): Raw => ({
  type: 'response.done',
  response: { id, status: 'completed', conversation_id: 'conv_1', output: [], ...more },
});
const output = (id: string, more: Raw = {}, response = 'resp_1'): Raw => ({
  type: 'response.output_item.added',
  response_id: response,
  item: item(id, { ...agent, ...more }),
});
const started = { type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 1 };
const cleared = { type: 'output_audio_buffer.cleared', response_id: 'resp_1' };
const truncated = { type: 'conversation.item.truncated', item_id: 'a', content_index: 0, audio_end_ms: 800 };
const cancelled = (out: readonly Raw[] = []): Raw =>
  ended('resp_1', {
    status: 'cancelled',
    status_details: { type: 'cancelled', reason: 'turn_detected' },
    output: out,
  });
const gapOf = (from: number, to: number, ms = to): Signal =>
  link({ to: 'gap', gap: { from: moment(from), noticed: moment(from), to: moment(to), cause: 'cut' } }, ms);

const order = (session: Session): readonly string[] => [...session.order];
const call = (session: Session, id = 'call_1') => session.toolCalls.get(asToolCallId(id));

describe('the order of the conversation', () => {
  test.each<[string, readonly Raw[], readonly string[]]>([
    ['as added', [added('a', null), added('b', 'a'), added('c', 'b')], ['a', 'b', 'c']],
    ['an item put between', [added('a', null), added('c', 'a'), added('b', 'a')], ['a', 'b', 'c']],
    ['an item put in front', [added('b', null), added('a', 'root')], ['a', 'b']],
    ['an item with no predecessor', [added('b', null), added('a', null)], ['a', 'b']],
    ['model output with no predecessor', [added('a', null), added('b', null, agent)], ['a', 'b']],
    ['a predecessor that is not said', [added('a', null), added('b')], ['a', 'b']],
    ['a predecessor never seen', [added('b', 'a'), added('c', 'b')], ['a', 'b', 'c']],
    ['two branches of the unseen', [added('b', 'a'), added('d', 'c')], ['a', 'b', 'c', 'd']],
    ['an item that follows itself', [added('a', 'a')], ['a']],
    ['added twice', [added('a', null), added('b', 'a'), added('a', 'b')], ['a', 'b']],
    ['done moves nothing', [added('a', null), added('b', 'a', agent), done('b', null)], ['a', 'b']],
    ['done without added', [added('a', null), done('b', 'x')], ['a', 'b']],
    [
      'the older single event',
      [added('a', null), { ...added('b', 'a'), type: 'conversation.item.created' }],
      ['a', 'b'],
    ],
    [
      'output before its item is added',
      [added('a', null), output('c'), added('b', 'a'), added('c', 'b', agent)],
      ['a', 'b', 'c'],
    ],
    [
      'deleted',
      [added('a', null), added('b', 'a'), { type: 'conversation.item.deleted', item_id: 'a' }],
      ['b'],
    ],
    [
      'out of band',
      [
        added('a', null),
        created('r', { conversation_id: null }),
        output('x', {}, 'r'),
        ...spoken('x', 'no', 'r'),
        ended('r', { conversation_id: null, output: [item('x', said('assistant', 'no'))] }),
      ],
      ['a'],
    ],
    [
      'words out of band',
      [added('a', null), created('r', { conversation_id: null }), ...spoken('x', 'no', 'r')],
      ['a'],
    ],
    ['only named', [added('a', null), ...spoken('b', 'Hi')], ['a', 'b']],
    [
      'named, then added in its place',
      [added('a', null), ...spoken('b', 'Hi'), added('c', 'a', agent), added('b', 'c', agent)],
      ['a', 'c', 'b'],
    ],
  ])('%s', (_, steps, expected) => {
    expect(order(after(...steps).session)).toEqual(expected);
  });

  test('an unseen predecessor gets its words when they come', () => {
    const { session } = after(added('a', 'u', agent), {
      type: 'conversation.item.input_audio_transcription.completed',
      item_id: 'u',
      transcript: 'Hello\n',
    });
    expect(order(session)).toEqual(['u', 'a']);
    expect(session.items.get('u')).toMatchObject({ role: 'user', text: 'Hello', final: true, seen: false });
    expect(session.items.get('a')).toMatchObject({ role: 'agent', seen: true, addedAt: moment(0) });
  });
});

describe('words', () => {
  test('grow in a draft and end up with the item', () => {
    const [one, two, three, four] = play(
      output('a'),
      added('a', null, agent),
      { type: 'response.output_audio_transcript.delta', item_id: 'a', delta: 'Good ' },
      { type: 'response.output_audio_transcript.delta', item_id: 'a', delta: 'day' },
      { type: 'response.output_audio_transcript.done', item_id: 'a', transcript: 'Good day' },
    ).slice(1);
    const { items } = one?.session ?? newSession;
    expect(three?.session.drafts.get('a')).toEqual({
      itemId: 'a',
      role: 'agent',
      text: 'Good day',
      since: moment(2),
    });
    expect(three?.session.items, 'a delta touches no item').toBe(items);
    expect(two?.session.drafts.get('a')?.text).toBe('Good ');
    expect(four?.session.items.get('a')).toMatchObject({ text: 'Good day', final: true });
    expect(four?.session.drafts.size).toBe(0);
  });

  test('of a second part follow the first', () => {
    const { session } = after(
      { type: 'response.output_text.done', item_id: 'a', content_index: 0, text: 'One. ' },
      { type: 'response.output_text.done', item_id: 'a', content_index: 1, text: 'Two.' },
    );
    expect(session.items.get('a')?.text).toBe('One. Two.');
  });

  test('of the caller come late and make the item final', () => {
    const audio = { content: [{ type: 'input_audio', transcript: null }] };
    const [first, second, third, fourth] = play(
      added('u', null, audio),
      done('u', null, audio),
      { type: 'conversation.item.input_audio_transcription.delta', item_id: 'u', delta: ' Hel' },
      { type: 'conversation.item.input_audio_transcription.completed', item_id: 'u', transcript: ' Hello\n' },
    );
    expect(first?.session.items.get('u')).toMatchObject({ text: '', final: false });
    expect(second?.session.items.get('u')?.final).toBe(false);
    expect(third?.session.drafts.get('u')).toMatchObject({ role: 'user', text: ' Hel' });
    expect(fourth?.session.items.get('u')).toMatchObject({ text: 'Hello', final: true });
    expect(fourth?.session.drafts.size).toBe(0);
  });

  test('of the caller are not waited for where nobody transcribes', () => {
    const audio = { content: [{ type: 'input_audio', transcript: null }] };
    const { session } = after(
      { type: 'session.updated', session: { audio: { input: { transcription: null } } } },
      added('u', null, audio),
    );
    expect(session.items.get('u')?.final).toBe(true);
  });

  test('of the caller are not waited for when transcription failed', () => {
    const { session } = after(
      added('u', null, { content: [{ type: 'input_audio', transcript: null }] }),
      sample('conversation.item.input_audio_transcription.failed', { item_id: 'u' }),
    );
    expect(session.items.get('u')).toMatchObject({ text: '', final: true });
  });

  test('a draft nobody ends does not pile up', () => {
    const deltas = Array.from({ length: 500 }, (_, n) => ({
      type: 'response.output_text.delta',
      item_id: `a${n}`,
      delta: 'x',
    }));
    const { session } = after(...deltas);
    expect(session.drafts.size).toBe(64);
    expect(session.drafts.has('a499')).toBe(true);
  });

  test('retrieved words fill what was missing', () => {
    const { session } = after(added('u', null, { content: [{ type: 'input_audio', transcript: null }] }), {
      type: 'conversation.item.retrieved',
      item: item('u', { content: [{ type: 'input_audio', transcript: 'Hello' }] }),
    });
    expect(session.items.get('u')).toMatchObject({ text: 'Hello', final: true });
  });
});

describe('interruptions', () => {
  const begin = [
    created('resp_1'),
    output('a'),
    added('a', null, agent),
    { type: 'output_audio_buffer.started', response_id: 'resp_1' },
  ];
  const partial = item('a', { ...said('assistant', 'Let me'), status: 'incomplete' });

  test.each<[string, readonly Raw[], string]>([
    [
      'while generating',
      [
        ...begin,
        started,
        cleared,
        ...spoken('a', 'Let me'),
        { type: 'response.output_item.done', response_id: 'resp_1', item: partial },
        cancelled([partial]),
        truncated,
      ],
      'cancelled',
    ],
    [
      'cleared first, truncated after other events',
      [
        ...begin,
        cleared,
        started,
        ...spoken('a', 'Let me'),
        cancelled([partial]),
        added('u', 'a'),
        truncated,
      ],
      'cancelled',
    ],
    [
      'after the response was done',
      [
        ...begin,
        ...spoken('a', 'Let me'),
        ended('resp_1', { output: [item('a', said('assistant', 'Let me'))] }),
        started,
        cleared,
        truncated,
      ],
      'completed',
    ],
    [
      'cancelled with an item that is completed',
      [
        ...begin,
        ...spoken('a', 'Let me'),
        started,
        cleared,
        cancelled([item('a', said('assistant', 'Let me'))]),
        truncated,
      ],
      'cancelled',
    ],
    [
      'truncated before the words are done',
      [...begin, started, cleared, truncated, ...spoken('a', 'Let me'), cancelled([partial])],
      'cancelled',
    ],
    [
      'the truncated item comes back empty',
      [
        ...begin,
        ...spoken('a', 'Let me'),
        started,
        cleared,
        cancelled([partial]),
        truncated,
        {
          type: 'conversation.item.retrieved',
          item: item('a', { ...agent, content: [{ type: 'output_audio' }] }),
        },
      ],
      'cancelled',
    ],
  ])('%s', (_, steps, status) => {
    const { session } = after(...steps);
    expect(session.items.get('a')).toMatchObject({ text: 'Let me', final: true, cut: { heardMs: 800 } });
    expect(session.responses.get('resp_1')?.status).toBe(status);
    expect(session.active).toEqual([]);
    expect(session.drafts.size).toBe(0);
    expect(session.agent).toEqual({});
  });

  test('words that come back shortened do not take the place of what was said', () => {
    const heard = item('a', { ...agent, content: [{ type: 'output_audio', transcript: 'Let' }] });
    const { session } = after(...begin, ...spoken('a', 'Let me'), truncated, {
      type: 'conversation.item.retrieved',
      item: heard,
    });
    expect(session.items.get('a')).toMatchObject({ text: 'Let me', cut: { heardMs: 800 } });
  });

  test('what stops playing was cut off, before it is said how much was heard', () => {
    expect(after(...begin, cleared).session.items.get('a')?.cut).toEqual({});
    expect(
      after(...begin, ...spoken('a', 'Let me'), cancelled([partial])).session.items.get('a')?.cut,
    ).toEqual({});
    const ready = after(...begin, { type: 'output_audio_buffer.stopped', response_id: 'resp_1' });
    expect(ready.session.items.get('a')?.cut).toBeUndefined();
  });

  test('cancelled before any output', () => {
    const { session } = after(created('resp_1'), started, cancelled());
    expect(session).toMatchObject({ active: [], user: { speaking: true, since: moment(1) } });
    expect(session.responses.get('resp_1')).toMatchObject({ status: 'cancelled', reason: 'turn_detected' });
  });

  test('audio of another response stays audible', () => {
    const { session } = after(...begin, { type: 'output_audio_buffer.stopped', response_id: 'resp_0' });
    expect(session.agent).toEqual({ audible: 'resp_1', since: moment(3) });
  });
});

describe('responses', () => {
  test('run from created to done', () => {
    const [first, second] = play(
      created('resp_1', { metadata: { a: 'b' } }),
      ended('resp_1', { output: [item('a')] }),
    );
    expect(first?.session.active).toEqual(['resp_1']);
    expect(first?.session.responses.get('resp_1')).toMatchObject({
      status: 'in_progress',
      inConversation: true,
      metadata: { a: 'b' },
      createdAt: moment(0),
    });
    expect(second?.session.responses.get('resp_1')).toMatchObject({
      status: 'completed',
      items: ['a'],
      createdAt: moment(0),
      doneAt: moment(1),
    });
    expect(second?.session.active).toEqual([]);
  });

  test('that began before we came are running, and stay over when they are', () => {
    const delta = { type: 'response.output_text.delta', response_id: 'resp_1', item_id: 'a', delta: 'x' };
    expect(after(delta).session.active).toEqual(['resp_1']);
    expect(after(delta).session.responses.get('resp_1')?.createdAt).toBeUndefined();
    expect(after(ended('resp_1'), delta).session.active).toEqual([]);
    expect(after(ended('resp_1'), created('resp_1')).session.active).toEqual([]);
  });

  test('fail with the code of their error', () => {
    const { session } = after(
      ended('resp_1', {
        status: 'failed',
        status_details: { type: 'failed', error: { type: 'server_error', code: 'rate_limit_exceeded' } },
      }),
    );
    expect(session.responses.get('resp_1')).toMatchObject({
      status: 'failed',
      reason: 'rate_limit_exceeded',
    });
  });

  test('bring what was missed: items only they name', () => {
    const { session } = after(ended('resp_1', { output: [item('a', said('assistant', 'Hello'))] }));
    expect(session.items.get('a')).toMatchObject({
      seen: false,
      text: 'Hello',
      final: true,
      responseId: 'resp_1',
    });
    expect(order(session)).toEqual(['a']);
  });

  test('are billed once', () => {
    const { response } = sample('response.done') as { response: Raw };
    const again = after(sample('response.done'), {
      ...sample('response.done'),
      response: { ...response, output: [] },
    });
    expect(again.session.usage).toMatchObject({
      responses: 1,
      inputTokens: 132,
      outputTokens: 121,
      cached: { text: 64 },
    });
  });
});

describe('tool calls', () => {
  const wanted = {
    type: 'function_call',
    name: 'place_order',
    call_id: 'call_1',
    arguments: '',
    role: undefined,
  };
  const asked = {
    type: 'response.function_call_arguments.done',
    response_id: 'resp_1',
    item_id: 'f',
    call_id: 'call_1',
    arguments: '{"a":1}',
  };
  const answer = (id = 'o'): Raw =>
    added(id, 'f', { type: 'function_call_output', call_id: 'call_1', output: 'ok', role: undefined });

  test('are built, called and answered', () => {
    const [built, , called, answered] = play(
      output('f', wanted),
      added('f', null, { ...agent, ...wanted }),
      asked,
      answer(),
    );
    expect(call(built?.session ?? newSession)).toMatchObject({
      state: 'building',
      name: 'place_order',
      itemId: 'f',
      responseId: 'resp_1',
    });
    expect(call(called?.session ?? newSession)).toMatchObject({
      state: 'called',
      arguments: '{"a":1}',
      name: 'place_order',
      calledAt: moment(2),
    });
    expect(call(answered?.session ?? newSession)).toMatchObject({
      state: 'answered',
      output: 'ok',
      outputs: 1,
      answeredAt: moment(3),
    });
  });

  test('count every answer, and each item once', () => {
    const steps = [asked, answer('o1'), { ...answer('o1'), type: 'conversation.item.done' }, answer('o2')];
    expect(call(after(...steps).session)?.outputs).toBe(2);
  });

  test('stay answered when their item is finished after the answer', () => {
    const finished = done('f', null, { ...wanted, status: 'completed', arguments: '{"a":1}' });
    expect(call(after(output('f', wanted), asked, answer(), finished).session)?.state).toBe('answered');
  });

  test.each<[string, readonly Raw[]]>([
    [
      'its item is incomplete',
      [output('f', wanted), asked, done('f', null, { ...wanted, status: 'incomplete' })],
    ],
    ['its response ends before its arguments', [created('resp_1'), output('f', wanted), cancelled()]],
  ])('are abandoned when %s', (_, steps) => {
    expect(call(after(...steps).session)?.state).toBe('abandoned');
  });

  test('written to the end in a response that was cancelled can still be answered', () => {
    const whole = item('f', { ...wanted, status: 'completed', arguments: '{}' });
    expect(call(after(created('resp_1'), output('f', wanted), cancelled([whole])).session)?.state).toBe(
      'called',
    );
  });

  const remote = { type: 'mcp_call', name: 'search', server_label: 'docs', arguments: '', role: undefined };
  const progress = { type: 'response.mcp_call.in_progress', item_id: 'm' };

  test('of a remote server are answered once, with what their item says', () => {
    const { session } = after(
      output('m', remote),
      { type: 'response.mcp_call_arguments.done', response_id: 'resp_1', item_id: 'm', arguments: '{"q":1}' },
      progress,
      { type: 'response.mcp_call.completed', item_id: 'm' },
      done('m', null, { ...remote, status: 'completed', output: 'found', arguments: '{"q":1}' }),
    );
    expect(call(session, 'm')).toMatchObject({
      kind: 'mcp',
      name: 'search',
      state: 'answered',
      output: 'found',
      outputs: 1,
      arguments: '{"q":1}',
    });
  });

  test('of a remote server fail with the reason their item gives', () => {
    const { session } = after(
      output('m', remote),
      progress,
      { type: 'response.mcp_call.failed', item_id: 'm' },
      done('m', null, { ...remote, error: { type: 'http_error', message: 'no route' } }),
    );
    expect(call(session, 'm')).toMatchObject({ state: 'failed', output: 'no route', outputs: 0 });
  });
});

test('an item of the older single event is whole at once', () => {
  const { session } = after({ ...added('a', null, said('user', 'Hi')), type: 'conversation.item.created' });
  expect(session.items.get('a')).toMatchObject({ text: 'Hi', final: true, seen: true, status: 'completed' });
});

describe('the session', () => {
  test('keeps every configuration, in its present form', () => {
    const { session } = after(sample('session.created'), {
      type: 'transcription_session.updated',
      session: {
        id: 'sess_2',
        voice: 'coral',
        input_audio_format: 'g711_ulaw',
        client_secret: { value: 'x' },
      },
    });
    expect(session).toMatchObject({ id: 'sess_2', model: 'gpt-realtime', expiresAt: 1_790_000_000 });
    expect(session.configs.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(session.config).toEqual({
      id: 'sess_2',
      audio: { output: { voice: 'coral' }, input: { format: { type: 'audio/pcmu' } } },
    });
  });

  test('an expiry of 0 is none', () => {
    expect(after({ type: 'session.updated', session: { expires_at: 0 } }).session.expiresAt).toBeUndefined();
  });

  test('keeps the last 200 errors and what the last fatal one was', () => {
    const errors = Array.from({ length: 250 }, (_, n) => ({
      type: 'error',
      error: { code: 'invalid_value', message: `${n}` },
    }));
    const { session } = after(
      ...errors,
      { type: 'error', error: { code: 'session_expired', message: 'over' } },
      { type: 'error', error: { type: 'server_error', code: null, message: 'sorry', event_id: 'rts_1' } },
    );
    expect(session.errors).toHaveLength(200);
    expect(session.errors.at(-1)).toEqual({
      seq: 252,
      at: moment(251),
      type: 'server_error',
      message: 'sorry',
      eventId: 'rts_1',
    });
    expect(session.fatal).toBe('session_expired');
  });

  test('keeps the newest of each rate limit', () => {
    const { session } = after(sample('rate_limits.updated'), {
      type: 'rate_limits.updated',
      rate_limits: [{ name: 'tokens', remaining: 1 }, { name: 'requests', limit: 9 }, { limit: 3 }],
    });
    expect([...session.rateLimits.values()]).toEqual([
      { name: 'tokens', remaining: 1 },
      { name: 'requests', limit: 9 },
    ]);
  });

  test('counts frames by what they were', () => {
    const { session } = after(
      { type: 'ping', event_id: 'p' },
      { type: 'ping', event_id: 'p' },
      received('nonsense', 2),
      sent({ type: 'response.create' }),
      sample('error'),
    );
    expect(session.counts).toEqual({ received: 4, sent: 1, unknown: 1, malformed: 1, duplicate: 1 });
    expect(session.lastFrame).toEqual({ seq: 5, at: moment(4) });
  });

  test('hears who speaks', () => {
    const [on, off, again, thrown] = play(started, { type: 'input_audio_buffer.speech_stopped' }, started, {
      type: 'input_audio_buffer.cleared',
    });
    expect(on?.session.user).toEqual({ speaking: true, since: moment(0) });
    expect(off?.session.user.speaking).toBe(false);
    expect(again?.session.user.speaking).toBe(true);
    expect(thrown?.session.user.speaking).toBe(false);
  });

  test('follows the link to its end', () => {
    const [dialled, lost, over] = play(
      link({ to: 'open', epoch: 1, took: 5 }),
      link({ to: 'retrying', attempt: 1, of: 3, delay: 500, cause: 'cut' }),
      link({ to: 'closed', reason: 'dropped', message: 'gone', exit: 'network' }, 9),
    );
    expect(dialled?.session.link).toBe('open');
    expect(lost?.session.link).toBe('retrying');
    expect(over?.session).toMatchObject({ link: 'closed', end: { reason: 'dropped', at: moment(9) } });
  });
});

describe('a gap', () => {
  const before = [
    { ...created('resp_1'), event_id: 'event_9' },
    output('f', { type: 'function_call', name: 'n', call_id: 'call_1', role: undefined }),
    added('a', null, agent),
    { type: 'response.output_text.delta', response_id: 'resp_1', item_id: 'a', delta: 'Half a' },
    started,
  ];

  test('says what was open, all of which has an unknown outcome then', () => {
    const { session } = after(...before, gapOf(4, 4000));
    expect(session.gaps).toEqual([
      {
        from: moment(4),
        noticed: moment(4),
        to: moment(4000),
        cause: 'cut',
        seq: 6,
        last: { seq: 5 },
        responses: ['resp_1'],
        toolCalls: ['call_1'],
        userSpeaking: true,
      },
    ]);
    expect(session).toMatchObject({ active: [], user: { speaking: false }, agent: {} });
    expect(session.responses.get('resp_1')?.status).toBe('unknown');
    expect(session.drafts.size).toBe(0);
    expect(session.items.get('a')).toMatchObject({ text: 'Half a', final: false });
  });

  test('names the last event by the id it had', () => {
    expect(after({ ...started, event_id: 'event_3' }, gapOf(0, 1)).session.gaps[0]?.last).toEqual({
      seq: 1,
      eventId: 'event_3',
    });
    expect(after(gapOf(0, 1)).session.gaps[0]?.last).toBeUndefined();
  });

  test('does not end a response that shows itself behind it', () => {
    const { session } = after(...before, gapOf(4, 4000), {
      type: 'response.output_text.delta',
      response_id: 'resp_1',
      item_id: 'a',
      delta: 'more',
    });
    expect(session.active).toEqual(['resp_1']);
    expect(session.responses.get('resp_1')).toMatchObject({ status: 'in_progress', createdAt: moment(0) });
  });
});

describe('a duplicate', () => {
  test('is counted and changes nothing else', () => {
    const again = { ...sample('response.done'), event_id: 'event_1' };
    const [first, second] = play(again, again);
    expect(second?.duplicate).toBe(true);
    const { counts, lastFrame: _, ...rest } = second?.session ?? newSession;
    const { counts: before, lastFrame: __, ...same } = first?.session ?? newSession;
    expect(rest).toEqual(same);
    expect(counts).toEqual({ ...before, received: 2, duplicate: 1 });
  });
});

const twisted = (value: unknown): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 6, arbitrary: isRaw(value) ? fields(value) : fc.constant(value) },
    { weight: 1, arbitrary: fc.constantFrom('item_1', 'item_2', 'resp_1', null, 0, -1, 'call_1', [], {}) },
  );
const fields = (raw: Raw): fc.Arbitrary<unknown> =>
  fc.record(Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, twisted(value)])), {
    requiredKeys: Object.keys(raw).filter((key) => key === 'type'),
  });
const anyStep: fc.Arbitrary<Signal> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc
      .constantFrom(...samples)
      .chain(fields)
      .map((raw) => received(raw as Raw)),
  },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 99 }).map((ms) => gapOf(0, ms)) },
  { weight: 1, arbitrary: fc.string().map((text) => received(text)) },
);

/** Makes every change of the value, or of what it holds, throw. */
const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
};

describe('any sequence of events', () => {
  test('is survived, and keeps what the session promises', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (signals) => {
        const see = observer();
        for (const signal of signals) {
          const { session } = see(signal);
          expect(new Set(session.order).size).toBe(session.order.length);
          for (const id of session.order) expect(session.items.has(id)).toBe(true);
          for (const id of session.active) expect(session.responses.get(id)?.doneAt).toBeUndefined();
        }
      }),
      { numRuns: 300 },
    );
  });

  test('leaves every earlier session as it was', () => {
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 40 }), (signals) => {
        let session = frozen(newSession);
        const seen: { session: Session; items: string; order: string }[] = [];
        const shown = (one: Session) => ({
          session: one,
          items: JSON.stringify([...one.items]),
          order: JSON.stringify([...one.order]),
        });
        for (const [index, signal] of signals.entries()) {
          session = reduce(session, parseSignal(signal), { seq: index + 1, at: signal.at });
          Object.freeze(session);
          seen.push(shown(session));
        }
        for (const one of seen) expect(shown(one.session)).toEqual(one);
      }),
      { numRuns: 100 },
    );
  });
});
