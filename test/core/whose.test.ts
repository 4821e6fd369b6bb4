import { describe, expect, test } from 'vitest';
import type { Raw } from '../../src/core/raw.ts';
import type { Signal } from '../../src/core/signal.ts';
import { whoseWords } from '../../src/core/whose.ts';
import { link, moment, play, received } from './script.ts';

let count = 0;
const fresh = (): string => `event_${(count += 1)}`;
/** At so many milliseconds. */
const got = (ms: number, event: Raw): Signal => received({ event_id: fresh(), ...event }, ms);
const did = (ms: number, event: Raw, by = 'send'): Signal => ({
  at: moment(ms),
  kind: 'frame',
  direction: 'sent',
  text: JSON.stringify(event),
  by,
});

const base = {
  type: 'realtime',
  instructions: 'Be brief.',
  audio: { input: { turn_detection: { type: 'server_vad', create_response: true } }, output: { speed: 1 } },
};
const updated = (ms: number, session: Raw = {}): Signal =>
  got(ms, { type: 'session.updated', session: { ...base, ...session } });
const update = (ms: number, patch: Raw, id = fresh()): Signal =>
  did(ms, { type: 'session.update', event_id: id, session: { type: 'realtime', ...patch } }, 'instruct');
const item = (ms: number, fields: Raw): Signal =>
  got(ms, { type: 'conversation.item.added', item: { id: fresh(), type: 'message', ...fields } });
const words = (text: string) => [{ type: 'input_text', text }];
const started = (ms: number, fields: Raw = {}): Signal =>
  got(ms, { type: 'response.created', response: { id: fresh(), status: 'in_progress', ...fields } });
const committed = (ms: number): Signal => got(ms, { type: 'input_audio_buffer.committed', item_id: fresh() });
const cancelled = (ms: number, id: string, reason = 'client_cancelled'): Signal =>
  got(ms, {
    type: 'response.done',
    response: { id, status: 'cancelled', status_details: { type: 'cancelled', reason } },
  });
const cleared = (ms: number): Signal => got(ms, { type: 'output_audio_buffer.cleared', response_id: 'r' });
const open = (ms: number, epoch = 1): Signal => link({ to: 'open', epoch, took: 1 }, ms);
const gap = (ms: number): Signal =>
  link(
    { to: 'gap', gap: { from: moment(ms), noticed: moment(ms), to: moment(ms), cause: 'connection lost' } },
    ms,
  );
const failed = (ms: number, id: string | undefined): Signal =>
  got(ms, { type: 'error', error: { message: 'no', ...(id === undefined ? {} : { event_id: id }) } });

/** What is said of each received event, in order; a dash where nothing is. */
const told = (...steps: readonly Signal[]): readonly string[] =>
  play(...steps)
    .filter(({ signal }) => signal.kind === 'frame' && signal.direction === 'received')
    .map(({ whose }) => (whose === undefined ? '-' : whoseWords(whose)));

const theirs = 'not from here';
const ours = 'ours (instruct)';

describe('whose a change of the session is', () => {
  test.each<[string, readonly Signal[], readonly string[]]>([
    ['nobody here sent an update', [updated(0)], [theirs]],
    [
      'the first after ours',
      [update(0, { max_output_tokens: 2 }), updated(1, { max_output_tokens: 2 })],
      [ours],
    ],
    [
      'ours among others',
      [
        updated(0),
        update(1, { instructions: 'A' }),
        updated(2, { max_output_tokens: 5 }),
        updated(3, { max_output_tokens: 5, instructions: 'A' }),
        updated(4, { max_output_tokens: 6, instructions: 'A' }),
      ],
      [theirs, theirs, ours, theirs],
    ],
    [
      'two of ours at once, answered in order',
      [
        updated(0),
        update(1, { instructions: 'A' }),
        update(1, { max_output_tokens: 5 }),
        updated(2, { instructions: 'A' }),
        updated(3, { instructions: 'A', max_output_tokens: 5 }),
      ],
      [theirs, ours, ours],
    ],
    [
      'a read of ours does not claim what somebody else changes meanwhile',
      [updated(0), update(1, {}), updated(2, { max_output_tokens: 2 }), updated(3, { max_output_tokens: 2 })],
      [theirs, theirs, ours],
    ],
    [
      'the same change made by two at once: one is ours, the other is nobody’s we could name',
      [
        updated(0),
        update(1, { max_output_tokens: 2 }),
        updated(2, { max_output_tokens: 2 }),
        updated(3, { max_output_tokens: 2 }),
      ],
      [theirs, ours, '-'],
    ],
    [
      'ours was refused',
      [
        updated(0),
        update(1, { max_output_tokens: 2 }, 'e1'),
        failed(2, 'e1'),
        updated(3, { max_output_tokens: 2 }),
      ],
      [theirs, ours, theirs],
    ],
    [
      'a value the server may have rounded decides nothing',
      [updated(0), update(1, { max_output_tokens: 1.23456 }), updated(2, { max_output_tokens: 1.2346 })],
      [theirs, '-'],
    ],
    [
      'what the server fills in beside ours is ours',
      [
        updated(0),
        update(1, { audio: { input: { turn_detection: { type: 'semantic_vad' } } } }),
        updated(2, {
          audio: {
            input: { turn_detection: { type: 'semantic_vad', eagerness: 'auto' } },
            output: { speed: 1 },
          },
        }),
      ],
      [theirs, ours],
    ],
    [
      'a minute later nothing of ours is waited for',
      [updated(0), update(1, { max_output_tokens: 2 }), updated(60_002, { max_output_tokens: 2 })],
      [theirs, theirs],
    ],
    [
      'seconds after ours was seen, the same once more is somebody else’s',
      [
        updated(0),
        update(1, { max_output_tokens: 2 }),
        updated(2, { max_output_tokens: 2 }),
        updated(6000, { max_output_tokens: 3 }),
        updated(6001, { max_output_tokens: 2 }),
      ],
      [theirs, ours, theirs, theirs],
    ],
    [
      'an update sent before a gap may be answered behind it',
      [
        open(0),
        updated(1),
        update(2, { max_output_tokens: 2 }),
        gap(100),
        updated(101, { max_output_tokens: 2 }),
      ],
      [theirs, '-'],
    ],
  ])('%s', (_, steps, expected) => {
    expect(told(...steps)).toEqual(expected);
  });
});

describe('whose an item is', () => {
  const create = (ms: number, fields: Raw): Signal =>
    did(ms, { type: 'conversation.item.create', event_id: fresh(), item: fields }, 'whisper');
  test.each<[string, readonly Signal[], readonly string[]]>([
    ['the caller spoke it', [item(0, { role: 'user', content: [{ type: 'input_audio' }] })], ['-']],
    ['the model makes it', [item(0, { role: 'assistant', status: 'in_progress', content: [] })], ['-']],
    ['it is written', [item(0, { role: 'user', content: words('Hi') })], [theirs]],
    ['it is a note', [item(0, { role: 'system', content: words('Hi') })], [theirs]],
    ['it is the output of a function', [item(0, { type: 'function_call_output', call_id: 'c' })], [theirs]],
    ['it is an approval', [item(0, { type: 'mcp_approval_response' })], [theirs]],
    ['it is a function call', [item(0, { type: 'function_call', call_id: 'c' })], ['-']],
    [
      'it has an id of ours, also behind a gap',
      [
        create(0, { id: 'i1', type: 'message', role: 'system', content: words('x') }),
        gap(1),
        item(2, { id: 'i1', role: 'system', content: words('x') }),
      ],
      ['ours (whisper)'],
    ],
    [
      'it has the id of ours and the output that somebody else gave the same tool call',
      [
        create(0, { id: 'o1', type: 'function_call_output', call_id: 'c', output: '1' }),
        item(1, { id: 'o1', type: 'function_call_output', call_id: 'c', output: '2' }),
        create(2, { id: 'o2', type: 'function_call_output', call_id: 'd', output: '1' }),
        item(3, { id: 'o2', type: 'function_call_output', call_id: 'd', output: '1' }),
      ],
      [theirs, 'ours (whisper)'],
    ],
    [
      'it has the words of one of ours that had no id',
      [
        create(0, { type: 'message', role: 'system', content: words('x') }),
        item(1, { role: 'system', content: words('y') }),
        item(2, { role: 'system', content: words('x') }),
        item(3, { role: 'system', content: words('x') }),
      ],
      [theirs, 'ours (whisper)', '-'],
    ],
    [
      'the server notes that the caller is silent',
      [
        got(0, { type: 'input_audio_buffer.timeout_triggered', item_id: 'i' }),
        item(1, { role: 'system', content: words('x') }),
        item(9000, { role: 'system', content: words('x') }),
      ],
      ['-', '-', theirs],
    ],
    [
      'it was deleted',
      [
        did(0, { type: 'conversation.item.delete', item_id: 'a' }),
        got(1, { type: 'conversation.item.deleted', item_id: 'b' }),
        got(2, { type: 'conversation.item.deleted', item_id: 'a' }),
      ],
      [theirs, 'ours (send)'],
    ],
  ])('%s', (_, steps, expected) => {
    expect(told(...steps)).toEqual(expected);
  });
});

describe('whose a response is', () => {
  const ask = (ms: number, response: Raw = {}): Signal =>
    did(ms, { type: 'response.create', response }, 'say');
  const tagged = { metadata: { rt_sideband: 'rts_1' } };
  test.each<[string, readonly Signal[], readonly string[]]>([
    ['it may answer a turn from before we came', [open(0), started(1), started(2)], ['-', theirs]],
    ['it answers a turn', [open(0), started(1), committed(2), started(3)], ['-', '-', '-']],
    [
      'each turn is answered once',
      [started(0), committed(1), started(2), started(3)],
      ['-', '-', '-', theirs],
    ],
    ['it carries a tag of ours', [ask(0, tagged), started(1, tagged)], ['ours (say)']],
    ['it carries another tag', [ask(0, tagged), started(1, { metadata: { rt_sideband: 'x' } })], [theirs]],
    ['it carries a label', [started(0, { metadata: { topic: 'x' } })], [theirs]],
    ['it stands apart', [started(0, { conversation_id: null })], [theirs]],
    [
      'the settings answer nothing by themselves',
      [updated(0, { audio: { input: { turn_detection: null } } }), committed(1), started(2)],
      [theirs, '-', theirs],
    ],
    [
      'ours has no tag',
      [started(0), ask(1), started(2), started(3), started(9000)],
      ['-', 'ours (say)', '-', theirs],
    ],
    ['ours and a turn at once', [started(0), committed(1), ask(2), started(3)], ['-', '-', '-']],
    ['a gap may hold a turn', [started(0), gap(1), started(2), started(3)], ['-', '-', theirs]],
    [
      'a silent caller is answered',
      [started(0), got(1, { type: 'input_audio_buffer.timeout_triggered', item_id: 'i' }), started(2)],
      ['-', '-', '-'],
    ],
  ])('%s', (_, steps, expected) => {
    expect(told(...steps)).toEqual(expected);
  });
});

describe('who cut it off', () => {
  const cancel = (ms: number, id?: string): Signal =>
    did(ms, { type: 'response.cancel', ...(id === undefined ? {} : { response_id: id }) }, 'interrupt');
  const clear = (ms: number): Signal => did(ms, { type: 'output_audio_buffer.clear' }, 'interrupt');
  test.each<[string, readonly Signal[], readonly string[]]>([
    ['a client', [cancelled(0, 'r')], [theirs]],
    ['the caller', [cancelled(0, 'r', 'turn_detected')], ['-']],
    ['we', [cancel(0, 'r'), cancelled(1, 'r')], ['ours (interrupt)']],
    ['we, whatever was running', [cancel(0), cancelled(1, 'r')], ['ours (interrupt)']],
    ['not we, who meant another', [cancel(0, 'q'), cancelled(1, 'r')], [theirs]],
    ['it was emptied by a client', [open(0), cleared(6000)], [theirs]],
    ['it was emptied by us', [open(0), clear(6000), cleared(6001)], ['ours (interrupt)']],
    ['it was emptied just after we came', [open(0), cleared(10)], ['-']],
    [
      'it was emptied because the caller spoke',
      [open(0), got(6000, { type: 'input_audio_buffer.speech_started', item_id: 'i' }), cleared(6001)],
      ['-', '-'],
    ],
    ['caller audio was thrown away', [got(0, { type: 'input_audio_buffer.cleared' })], [theirs]],
  ])('%s', (_, steps, expected) => {
    expect(told(...steps)).toEqual(expected);
  });
});

describe('whose an error is', () => {
  test('it is ours only when it names an event of ours', () => {
    const mine = did(0, { type: 'conversation.item.retrieve', event_id: 'e1', item_id: 'x' });
    expect(told(mine, failed(1, 'e1'), failed(2, 'e2'), failed(3, undefined))).toEqual(['ours', theirs, '-']);
  });
});

test('an event that comes twice is nobody’s the second time', () => {
  const twice = updated(0);
  expect(told(twice, twice)).toEqual([theirs, '-']);
});
