import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SidebandError } from '../../../src/core/error.ts';
import { parseExpectation, parseExpectations } from '../../../src/core/expect/parse.ts';
import { judgeMeasured } from '../../../src/core/expect/recorded.ts';
import { observer } from '../../../src/core/observe.ts';
import { noPrices } from '../../../src/core/price.ts';
import type { Gap, Signal } from '../../../src/core/signal.ts';
import { link, moment, received } from '../script.ts';

const says = (text: string, ms: number): Signal =>
  received(
    { type: 'response.output_audio_transcript.done', response_id: 'r', item_id: `i${ms}`, transcript: text },
    ms,
  );
const hears = (text: string, ms: number): Signal =>
  received(
    { type: 'conversation.item.input_audio_transcription.completed', item_id: `u${ms}`, transcript: text },
    ms,
  );
const calls = (name: string, args: object, ms: number): Signal =>
  received(
    {
      type: 'response.function_call_arguments.done',
      response_id: 'r',
      item_id: `t${ms}`,
      call_id: `call_${ms}`,
      name,
      arguments: JSON.stringify(args),
    },
    ms,
  );
const done = (status: string, ms: number): Signal =>
  received({ type: 'response.done', response: { id: `r${ms}`, status, output: [] } }, ms);
const failure = received({ type: 'error', error: { code: 'server_error', message: 'broken' } }, 900);

const call: readonly Signal[] = [
  hears('A margarita, please.', 100),
  calls('place_order', { item: 'Margarita', quantity: 2, extra: ['basil'] }, 200),
  says('One margarita, coming.', 300),
  done('completed', 400),
];

const verdicts = (words: readonly string[], signals = call, inOrder = false) => {
  const judging = judgeMeasured(parseExpectations(words), { inOrder }, { prices: noPrices });
  const see = observer();
  for (const signal of signals) judging.write(see(signal));
  return judging.found().judged.map(({ verdict }) => verdict);
};
const one = (words: string, signals = call) => verdicts([words], signals)[0];

describe('what comes', () => {
  test.each([
    'event response.done',
    'event response.*',
    'event response.done response.status=completed',
    'event response.done response.status!=failed response.id ~ /^r/',
    'agent ~ /MARGARITA/i',
    'agent = "One margarita, coming."',
    'user ~ /margarita/',
    'tool place_order',
    'tool place_*',
    'tool place_order args.item=Margarita args.quantity>1',
    'tool place_order args.extra.0=basil',
    'no error',
    'no event mcp*',
    'no tool cancel_order',
    'no agent ~ /beer/',
    'error_rate rate==0',
    'error_rate: rate==0',
    'errors count<1',
    'response_outcomes.completed count==1',
  ])('meets “%s”', (words) => {
    expect(one(words)).toMatchObject({ state: 'met' });
  });

  test.each([
    [
      'event response.done response.status=failed',
      'other values',
      ['#4 response.done with response.status=completed'],
    ],
    ['event response.created', 'no such event among 4', []],
    ['agent ~ /beer/', 'the agent said one other thing', ['#3 agent: One margarita, coming.']],
    ['user ~ /beer/', 'the caller said one other thing', ['#1 user: A margarita, please.']],
    [
      'tool place_order args.item=Pizza',
      'other arguments',
      ['#2 place_order({"item":"Margarita","quantity":2,"extra":["basil"]}): args.item is "Margarita"'],
    ],
    ['tool place_ordr', 'other tools were called', [expect.stringContaining('place_order')]],
    ['no tool place_order', 'it was called', [expect.stringContaining('place_order')]],
    ['no agent ~ /coming/', 'it was said', ['#3 agent: One margarita, coming.']],
    ['no event response.done', 'it came', ['#4 response.done']],
    ['response_outcomes.completed count==2', 'does not hold', ['count = 1']],
    ['ttfa p(95)<1200', 'not computable: no response was heard', []],
  ])('does not meet “%s”, and says what came nearest', (words, why, seen) => {
    expect(one(words)).toMatchObject({ state: 'unmet', why: expect.stringContaining(why), seen });
  });

  test.each([
    ['ttfa p(95)<2s', { state: 'met', by: { what: 'ttfa = 1.6 s' } }],
    ['ttfa p(95)<1500ms', { state: 'unmet', seen: ['p(95) = 1600 ms of 1'] }],
    ['ttfa p(95)<1500', { state: 'unmet', seen: ['p(95) = 1600 ms of 1'] }],
    ['ttfa p(95)<1s', { state: 'unmet', seen: ['p(95) = 1.6 s of 1'] }],
    ['ttfa count>1', { state: 'unmet', seen: ['count = 1'] }],
    ['ttfa max<=1.6s, min>1s', { state: 'met' }],
    ['talk_ratio value<=100%', { state: 'met', by: { what: 'talk_ratio = 100 %' } }],
    ['talk_ratio value<99%', { state: 'unmet', seen: ['value = 100 %'] }],
    ['talk_ratio value<0.99', { state: 'unmet', seen: ['value = 1'] }],
  ])('reads the unit of “%s”, and answers in it', (words, verdict) => {
    const call = [
      received({ type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 0 }, 0),
      received({ type: 'input_audio_buffer.speech_stopped', item_id: 'u', audio_end_ms: 0 }, 1),
      received({ type: 'response.created', response: { id: 'r' } }, 1000),
      received({ type: 'output_audio_buffer.started', response_id: 'r' }, 2600),
      received({ type: 'response.done', response: { id: 'r', status: 'completed', output: [] } }, 2700),
      received({ type: 'output_audio_buffer.stopped', response_id: 'r' }, 4000),
    ];
    expect(one(words, call)).toMatchObject(verdict);
  });

  test('does not compare what has no such unit', () => {
    expect(one('errors value<5s')).toMatchObject({
      state: 'unmet',
      why: 'not comparable: it is counted in count, not in s',
    });
  });

  test('names an error that was not to come', () => {
    expect(one('no error', [...call, failure])).toEqual({
      state: 'unmet',
      why: 'it came',
      seen: ['#5 error server_error: broken'],
    });
  });

  test('of a side that said nothing is said', () => {
    expect(one('user ~ /x/', [])).toMatchObject({
      why: 'the caller said nothing, or it was not transcribed',
    });
  });

  test('twice is counted once', () => {
    const twice = received(
      { type: 'response.done', event_id: 'e', response: { id: 'r', status: 'failed' } },
      5,
    );
    expect(one('event response.done', [twice, twice])).toMatchObject({ by: { seq: 1 } });
  });
});

describe('the nearest miss', () => {
  test('comes first', () => {
    const verdict = one('agent ~ /large margarita please/', [
      says('Hello there.', 1),
      says('A large margarita?', 2),
      says('Good bye.', 3),
      says('Nothing else?', 4),
    ]);
    expect(verdict).toMatchObject({
      seen: ['#2 agent: A large margarita?', expect.any(String), expect.any(String)],
    });
  });
});

describe('the nearest miss of words with a slip in them', () => {
  test('comes first, too', () => {
    expect(one('agent ~ /margarta/i', [says('A margarita, then.', 1), says('Good bye.', 2)])).toMatchObject({
      seen: ['#1 agent: A margarita, then.', '#2 agent: Good bye.'],
    });
  });
});

describe('a gap', () => {
  const gap: Gap = { from: moment(1), noticed: moment(2), to: moment(3), cause: 'connection lost' };
  const signals = [...call, link({ to: 'gap', gap }, 500)];

  test('leaves an absence undecided, not a presence', () => {
    expect(one('no error', signals)).toMatchObject({ state: 'unknown' });
    expect(one('event response.done', signals)).toMatchObject({ state: 'met' });
    expect(one('no error', [...signals, failure])).toMatchObject({ state: 'unmet' });
  });
});

describe('in order', () => {
  test('what comes has to come one after the other', () => {
    const states = (...words: readonly string[]) => verdicts(words, call, true).map(({ state }) => state);
    expect(states('user ~ /margarita/', 'tool place_order', 'agent ~ /coming/', 'no error')).toEqual([
      'met',
      'met',
      'met',
      'met',
    ]);
    expect(states('agent ~ /coming/', 'tool place_order')).toEqual(['met', 'unmet']);
  });

  test('one event meets one of them', () => {
    expect(verdicts(['event response.done', 'event response.done'], call, true)[1]).toMatchObject({
      state: 'unmet',
    });
    expect(verdicts(['event response.done', 'event response.done'])[1]).toMatchObject({ state: 'met' });
  });
});

describe('reading', () => {
  test('words that the shell has parted are put together', () => {
    const texts = parseExpectations(
      'no error agent ~ /margarita/i event response.done response.status=completed turn_latency p(95)<1200'.split(
        ' ',
      ),
    ).map(({ text }) => text);
    expect(texts).toEqual([
      'no error',
      'agent ~ /margarita/i',
      'event response.done response.status=completed',
      'turn_latency p(95)<1200',
    ]);
  });

  test.each([
    ['evnt x', 'did you mean event?'],
    ['event respnse.done', 'did you mean response.done?'],
    ['turn_latancy p(95)<1', 'did you mean turn_latency?'],
    ['agent ~ margarita', 'a regular expression'],
    ['agent ~ /(/', 'a valid regular expression'],
    ['agent', 'expected ~ /words/'],
    ['tool', 'the name of a tool'],
    ['event', 'the type of an event'],
    ['turn_latency p(101)<1', 'not a threshold'],
    ['turn_latency fast', 'not a threshold'],
    ['event response.done response.status=', 'expected a value'],
  ])('“%s” says what is wrong', (words, what) => {
    let caught: unknown;
    try {
      parseExpectation(words);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(SidebandError);
    const { kind, message, hint } = caught as SidebandError;
    expect(kind).toBe('usage');
    expect(`${message} ${hint}`).toContain(what);
  });

  test('any text is an expectation or a usage error', () => {
    const parts = fc.constantFrom(
      'event',
      'agent',
      'no',
      'tool',
      '~',
      '/a/',
      'x=1',
      'p(95)<1',
      'errors',
      '"',
      ' ',
      '<',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(parts).map((words) => words.join(' ')),
        ),
        (words) => {
          try {
            expect(parseExpectation(words).text).toBeTypeOf('string');
          } catch (error) {
            expect(error).toMatchObject({ kind: 'usage' });
          }
        },
      ),
    );
  });
});
