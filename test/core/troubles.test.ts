import { describe, expect, it, test } from 'vitest';
import { observer } from '../../src/core/observe.ts';
import type { Raw } from '../../src/core/raw.ts';
import { troubles } from '../../src/core/troubles.ts';
import { moment, received } from './script.ts';
import {
  briefly,
  called,
  config,
  created,
  done,
  gap,
  hears,
  lost,
  output,
  sentences,
  speech,
  watched,
  type Step,
} from './troubled.ts';

const incomplete = { id: 'item_call_a', type: 'function_call', call_id: 'call_a', status: 'incomplete' };
const begins: Step = [0, config({}, 'session.created')];
const turn: readonly Step[] = [
  [100, speech('speech_started')],
  [900, speech('speech_stopped')],
  [1000, speech('committed')],
];
const itself = hears({ turn_detection: { type: 'server_vad', create_response: true } });
const repeated = (times: number, from = 1): readonly Step[] =>
  Array.from({ length: times }, (_, n) => [
    [
      (from + n) * 100,
      called(`call_${from + n}`, n % 2 === 0 ? '{"a":1,"b":2}' : '{ "b": 2, "a": 1 }'),
    ] as const,
    [(from + n) * 100 + 50, output(`call_${from + n}`)] as const,
  ]).flat();
const responding = (times: number, from = 0): readonly Step[] =>
  Array.from({ length: times }, (_, n) => [
    [(from + n) * 100, created(`resp_${from + n}`)] as const,
    [(from + n) * 100 + 50, done(`resp_${from + n}`)] as const,
  ]).flat();
const limits = (remaining: number): Raw => ({
  type: 'rate_limits.updated',
  rate_limits: [{ name: 'tokens', limit: 40_000, remaining, reset_seconds: 12.5 }],
});
const failed = (code: string, status = 'failed') =>
  done('resp_a', {
    status,
    status_details:
      status === 'failed'
        ? { type: status, error: { type: 'x', code, message: 'No.' } }
        : { type: status, reason: code },
  });
/** The wall clock of these tests begins at 1,700,000,000 s. */
const ends = (seconds: number) => config({ expires_at: 1_700_000_000 + seconds });

describe('what is found, when, and that it is over', () => {
  test.each<[string, readonly Step[], readonly string[]]>([
    [
      'a tool call without output',
      [
        [1000, called()],
        [8999, undefined],
        [9000, undefined],
        [20_000, undefined],
      ],
      ['9000 bad tool-unanswered #1'],
    ],
    [
      'a tool call that is answered late',
      [
        [1000, called()],
        [15_200, output()],
      ],
      ['9000 bad tool-unanswered #1', '15200 over tool-unanswered'],
    ],
    [
      'a tool call that is answered in time',
      [
        [1000, called()],
        [8000, output()],
        [8100, created()],
        [8200, done()],
        [30_000, undefined],
      ],
      [],
    ],
    [
      'a tool call of the other forms in which it comes',
      [
        [
          1000,
          done('resp_a', {
            output: [
              {
                id: 'i',
                type: 'function_call',
                call_id: 'call_z',
                name: 'f',
                arguments: '{}',
                status: 'completed',
              },
            ],
          }),
        ],
        [9000, undefined],
      ],
      ['9000 bad tool-unanswered #1'],
    ],
    [
      'a tool call that was cut off',
      [
        [1000, called()],
        [1100, { type: 'response.output_item.done', response_id: 'resp_a', item: incomplete }],
        [20_000, undefined],
      ],
      [],
    ],
    [
      'a tool call of a check apart from the conversation',
      [
        [900, created('resp_a', null)],
        [1000, called()],
        [20_000, undefined],
      ],
      [],
    ],
    [
      'a tool call that turns out to be apart from the conversation',
      [
        [1000, called()],
        [9000, undefined],
        [9100, done('resp_a', { conversation_id: null })],
        [20_000, undefined],
      ],
      ['9000 bad tool-unanswered #1', '9100 over tool-unanswered'],
    ],
    [
      'a tool call of a history that a client put in',
      [
        [1000, { type: 'conversation.item.added', item: { ...incomplete, status: 'completed' } }],
        [20_000, undefined],
      ],
      [],
    ],
    [
      'two outputs for one call, however often each is spoken of',
      [
        [1000, called()],
        [1100, output()],
        [1101, { ...output(), type: 'conversation.item.done' }],
        [1150, created()],
        [1160, done()],
        [1200, output('call_a', 'out_2')],
      ],
      ['1200 warn tool-output-twice #6'],
    ],
    [
      'an output that takes the place of one that was deleted',
      [
        [1000, called()],
        [1100, output()],
        [1150, created()],
        [1200, { type: 'conversation.item.deleted', item_id: 'out_call_a' }],
        [1300, output('call_a', 'out_2')],
        [1400, done()],
      ],
      [],
    ],
    [
      'an output that nobody asked for',
      [begins, [1000, output('call_z')]],
      ['1000 warn tool-output-unasked #2'],
    ],
    ['an output of what may have been asked before we came', [[1000, output('call_z')]], []],
    [
      'an output of what may have been asked in a gap',
      [begins, ...gap(500, 900), [1000, output('call_z')]],
      [],
    ],
    [
      'an output for a call that was cut off',
      [
        [1000, { type: 'response.output_item.done', response_id: 'resp_a', item: incomplete }],
        [1100, output()],
      ],
      ['1100 warn tool-output-unasked #2'],
    ],
    [
      'an output after which nobody has the agent go on',
      [
        [1000, called()],
        [2000, output()],
        [9999, undefined],
        [10_000, undefined],
        [12_000, created()],
      ],
      ['10000 warn tool-output-unused #2', '12000 over tool-output-unused'],
    ],
    [
      'an output while the other call of the response waits',
      [
        [1000, called()],
        [1001, called('call_b', '{}')],
        [2000, output()],
        [9000, undefined],
        [9999, undefined],
        [11_000, undefined],
      ],
      ['9001 bad tool-unanswered #2'],
    ],
    [
      'the same call three times, whatever the order of its arguments, and an alarm at six',
      repeated(7),
      ['300 warn tool-repeated #5', '600 bad tool-repeated #11'],
    ],
    [
      'the same call around a turn of the caller',
      [...repeated(2), [250, speech('speech_started')], ...repeated(2, 3)],
      [],
    ],
    [
      'different calls',
      [
        [100, called('call_1', '{"n":1}')],
        [200, called('call_2', '{"n":2}')],
        [300, called('call_3', '{"n":1}')],
      ],
      [],
    ],
    [
      'an end of the repetition',
      [...repeated(3), [400, speech('speech_started')]],
      ['300 warn tool-repeated #5', '400 over tool-repeated'],
    ],
    [
      'responses without the caller',
      [...responding(15), [1500, speech('speech_started')]],
      ['1400 warn responses-run-on #29', '1500 over responses-run-on'],
    ],
    [
      'responses between which the caller speaks',
      [...responding(14), [1390, speech('speech_started')], ...responding(14, 14)],
      [],
    ],
    [
      'a turn without response',
      [[0, itself], ...turn, [8999, undefined], [9000, undefined], [12_000, created()]],
      ['9000 bad turn-unanswered #4', '12000 over turn-unanswered'],
    ],
    [
      'a turn without response where we do not know how the session is set up',
      [...turn, [9000, undefined]],
      ['9000 warn turn-unanswered #3'],
    ],
    [
      'a turn with a response',
      [[0, itself], ...turn, [1100, created()], [1500, done()], [30_000, undefined]],
      [],
    ],
    [
      'a turn whose response was told of before it',
      [[0, itself], turn[0]!, turn[1]!, [950, created()], turn[2]!, [1500, done()], [30_000, undefined]],
      [],
    ],
    [
      'a caller who still speaks',
      [[0, itself], ...turn, [1200, speech('speech_started', 'item_v')], [30_000, undefined]],
      [],
    ],
    [
      'a caller who asks again: the newest words have their chance',
      [
        [0, itself],
        ...turn,
        [7000, speech('speech_started', 'item_v')],
        [8900, speech('committed', 'item_v')],
        [9500, undefined],
        [10_900, undefined],
      ],
      ['10900 bad turn-unanswered #4'],
    ],
    [
      'a turn that waits behind a response: its time begins when that is over',
      [
        [0, itself],
        [50, created()],
        ...turn,
        [11_000, undefined],
        [12_000, done()],
        [19_999, undefined],
        [20_000, undefined],
      ],
      ['20000 bad turn-unanswered #5'],
    ],
    [
      'a turn after which a client has to ask, once',
      [
        [0, hears({ turn_detection: null })],
        ...turn,
        [9000, undefined],
        [9500, created()],
        [9600, done()],
        [10_000, speech('committed', 'item_w')],
        [30_000, undefined],
      ],
      ['9000 warn turn-unanswered #4', '9500 over turn-unanswered'],
    ],
    [
      'a turn in a session that only transcribes',
      [[0, config({ type: 'transcription' })], ...turn, [30_000, undefined]],
      [],
    ],
    [
      'the silence that an idle timeout puts in as a turn',
      [
        [0, itself],
        [900, { type: 'input_audio_buffer.timeout_triggered', item_id: 'item_u' }],
        [1000, speech('committed')],
        [30_000, undefined],
      ],
      [],
    ],
    [
      'a response of which nothing comes',
      [
        [1000, created()],
        [16_999, undefined],
        [17_000, undefined],
        [18_000, done()],
      ],
      ['17000 bad response-silent #1', '18000 over response-silent'],
    ],
    [
      'a response that goes on piece by piece',
      [
        [1000, created()],
        [
          15_000,
          { type: 'response.output_audio_transcript.delta', response_id: 'resp_a', item_id: 'a', delta: 'x' },
        ],
        [30_000, undefined],
        [
          30_500,
          { type: 'response.output_audio_transcript.delta', response_id: 'resp_a', item_id: 'a', delta: 'x' },
        ],
      ],
      [],
    ],
    [
      'a response that waits for a remote tool',
      [
        [1000, created()],
        [1100, { type: 'response.mcp_call.in_progress', item_id: 'm' }],
        [60_000, undefined],
      ],
      [],
    ],
    ['a response that failed', [[1000, failed('server_error')]], ['1000 bad response-failed #1']],
    [
      'a check that failed',
      [
        [900, created('resp_a', null)],
        [1000, failed('server_error')],
      ],
      ['1000 warn response-failed #2'],
    ],
    [
      'a response that was cut short',
      [[1000, failed('max_output_tokens', 'incomplete')]],
      ['1000 warn response-cut-short #1'],
    ],
    ['a response that was cancelled', [[1000, failed('turn_detected', 'cancelled')]], []],
    [
      'a session near its end, twice',
      [
        [0, ends(600)],
        [299_999, undefined],
        [300_000, undefined],
        [400_000, undefined],
        [540_000, undefined],
        [599_000, undefined],
        [601_000, undefined],
      ],
      ['300000 warn session-ending #1', '540000 bad session-ending #1'],
    ],
    [
      'a session whose end we learn late',
      [
        [0, ends(30)],
        [10, undefined],
      ],
      ['10 bad session-ending #1'],
    ],
    [
      'a session that is over by our clock and speaks',
      [
        [0, ends(-30)],
        [10, undefined],
        [50_000, undefined],
      ],
      [],
    ],
    [
      'a session without a known end',
      [
        [0, config()],
        [4_000_000, undefined],
      ],
      [],
    ],
    [
      'a session that lasts longer after all',
      [
        [0, ends(200)],
        [10, undefined],
        [1000, ends(4000)],
        [2000, undefined],
      ],
      ['10 warn session-ending #1', '1000 over session-ending'],
    ],
    [
      'a caller who is not transcribed, once',
      [
        [0, hears({ transcription: null, turn_detection: { type: 'server_vad' } })],
        ...turn,
        [1050, created()],
        [1060, done()],
        [1100, speech('committed', 'item_v')],
        [1110, created('resp_b')],
        [1120, done('resp_b')],
        [1200, hears({ transcription: { model: 'm' } })],
      ],
      ['1000 warn no-transcription #4', '1200 over no-transcription'],
    ],
    ['a caller of whose transcription we know nothing', [...turn, [1050, created()], [1060, done()]], []],
    [
      'a transcription that failed',
      [
        [
          1000,
          {
            type: 'conversation.item.input_audio_transcription.failed',
            item_id: 'i',
            error: { code: 'c', message: 'm' },
          },
        ],
      ],
      ['1000 warn transcription-failed #1'],
    ],
    [
      'a rate limit nearly used up, until there is room again',
      [
        [0, limits(30_000)],
        [1, limits(3999)],
        [2, limits(200)],
        [3, limits(7000)],
        [4, limits(9000)],
        [5, limits(10)],
      ],
      ['1 warn rate-limit-low #2', '4 over rate-limit-low', '5 warn rate-limit-low #6'],
    ],
    [
      'an output for a call that was still being written when its response was cancelled',
      [
        [
          1000,
          {
            type: 'response.output_item.added',
            response_id: 'resp_a',
            item: { ...incomplete, status: 'in_progress' },
          },
        ],
        [1100, done('resp_a', { status: 'cancelled' })],
        [1200, output()],
      ],
      ['1200 warn tool-output-unasked #3'],
    ],
    [
      'an output of what may have been asked before the first event',
      [[0, speech('speech_started')], begins, [1000, output()]],
      [],
    ],
    [
      'an output for a call that was made so long ago that it is forgotten',
      [
        begins,
        ...Array.from({ length: 600 }, (_, n): readonly Step[] => [
          [n, called(`call_${n}`, `${n}`)],
          [n, output(`call_${n}`)],
        ]).flat(),
        [700, output('call_0', 'again')],
      ],
      [],
    ],
    [
      'a tool whose output is never used, once',
      [
        [0, called()],
        [10, output()],
        [9000, undefined],
        [9100, created()],
        [9200, done()],
        [9300, called('call_b', '{}')],
        [9400, output('call_b')],
        [30_000, undefined],
      ],
      ['8010 warn tool-output-unused #2', '9100 over tool-output-unused'],
    ],
    [
      'a turn after an output: it is the turn that waits',
      [[0, itself], [10, called()], [20, output()], ...turn, [30_000, undefined]],
      ['9000 bad turn-unanswered #6'],
    ],
    [
      'a caller whose silence was lost in a gap',
      [[0, speech('speech_started')], ...gap(100, 200), [300, called()], [400, output()], [9000, undefined]],
      ['8400 warn tool-output-unused #6'],
    ],
    [
      'checks apart from the conversation, however many',
      Array.from({ length: 20 }, (_, n): Step => [n, created(`resp_${n}`, null)]),
      [],
    ],
    [
      'a turn that only a check apart from the conversation follows',
      [[0, itself], ...turn, [1100, created('resp_z', null)], [9000, undefined]],
      ['9000 bad turn-unanswered #4'],
    ],
    [
      'responses to a silence',
      [
        ...responding(14),
        [1390, { type: 'input_audio_buffer.timeout_triggered', item_id: 'item_u' }],
        [1391, speech('committed')],
        [
          1392,
          {
            type: 'conversation.item.added',
            item: { id: 'item_u', type: 'message', role: 'user', content: [] },
          },
        ],
        [1400, created('resp_z')],
      ],
      ['1400 warn responses-run-on #32'],
    ],
    [
      'responses between which a key is pressed',
      [
        ...responding(14),
        [1390, { type: 'input_audio_buffer.dtmf_event_received', event: '1' }],
        ...responding(14, 14),
      ],
      [],
    ],
    ['the same call around a gap', [...repeated(2), ...gap(250, 260), ...repeated(2, 3)], []],
    ['responses around a gap', [...responding(14), ...gap(1400, 1410), ...responding(14, 15)], []],
    [
      'a response of which nothing comes once the remote tool is done',
      [
        [1000, created()],
        [1100, { type: 'response.mcp_call.in_progress', item_id: 'm' }],
        [20_000, { type: 'response.mcp_call.completed', item_id: 'm' }],
        [60_000, undefined],
      ],
      ['36000 bad response-silent #1'],
    ],
    [
      'a response after a gap in which a remote tool ended',
      [
        [1100, { type: 'response.mcp_call.in_progress', item_id: 'm' }],
        ...gap(2000, 3000),
        [3100, created()],
        [60_000, undefined],
      ],
      ['19100 bad response-silent #5'],
    ],
    [
      'the silence of a caller who is not transcribed',
      [
        [0, hears({ transcription: null })],
        [900, { type: 'input_audio_buffer.timeout_triggered', item_id: 'item_u' }],
        [1000, speech('committed')],
      ],
      [],
    ],
    [
      'a caller who is transcribed after all',
      [
        [0, hears({ transcription: null })],
        [1000, speech('committed')],
        [
          1100,
          {
            type: 'conversation.item.input_audio_transcription.completed',
            item_id: 'item_u',
            transcript: 'Hello.',
          },
        ],
      ],
      ['1000 warn no-transcription #2', '1100 over no-transcription'],
    ],
    [
      'a limit of nothing',
      [[0, { type: 'rate_limits.updated', rate_limits: [{ name: 'x', limit: 0, remaining: 0 }] }]],
      [],
    ],
    [
      'what comes twice, once',
      [
        [0, { ...failed('server_error'), event_id: 'e' }],
        [1, { ...failed('server_error'), event_id: 'e' }],
      ],
      ['0 bad response-failed #1'],
    ],
    [
      'what waits while the connection only has news',
      [
        [0, called()],
        [100, { link: { to: 'notice', code: 'quiet', message: 'x' } }],
        [8000, undefined],
      ],
      ['8000 bad tool-unanswered #1'],
    ],
    [
      'several at once, in the order of their time',
      [[0, itself], ...turn, [1001, called()], [30_000, undefined]],
      ['9000 bad turn-unanswered #4', '9001 bad tool-unanswered #5'],
    ],
  ])('%s', (_, steps, news) => {
    expect(briefly(steps)).toEqual(news);
  });

  it('takes another patience than the usual', () => {
    expect(
      briefly(
        [
          [0, called()],
          [2999, undefined],
          [3000, undefined],
        ],
        { stuckAfter: 3000 },
      ),
    ).toEqual(['3000 bad tool-unanswered #1']);
  });
});

describe('nothing is claimed', () => {
  test.each<[string, readonly Step[]]>([
    [
      'while there is no connection',
      [
        [1000, called()],
        [2000, lost],
        [20_000, undefined],
      ],
    ],
    [
      'of what was open before a gap',
      [[1000, called()], [1100, created()], ...turn, ...gap(2000, 30_000), [60_000, undefined]],
    ],
    ['of the time a gap took', [[1000, called()], ...gap(2000, 9500), [9600, output()]]],
    [
      'of outputs after a gap',
      [
        begins,
        [1000, called()],
        [1100, output()],
        [1150, created()],
        [1160, done()],
        ...gap(2000, 3000),
        [3100, output('call_b')],
      ],
    ],
    [
      'once the call is closed',
      [
        [1000, called()],
        [2000, { link: { to: 'closed', reason: 'ended', message: 'over', exit: 'ok' } }],
        [30_000, undefined],
      ],
    ],
    [
      'of an output that comes after a gap',
      [[1000, called()], ...gap(2000, 3000), [3100, output()], [60_000, undefined]],
    ],
    ['of a turn before a gap', [[0, itself], ...turn, ...gap(2000, 3000), [60_000, undefined]]],
  ])('%s', (_, steps) => {
    expect(briefly(steps)).toEqual([]);
  });

  it('and what was found is not known any more after a gap', () => {
    const steps: readonly Step[] = [
      [0, itself],
      [1000, called()],
      [2000, created()],
      [30_000, undefined],
      ...gap(40_000, 41_000),
    ];
    expect(briefly(steps)).toEqual([
      '9000 bad tool-unanswered #2',
      '18000 bad response-silent #3',
      '41000 unknown tool-unanswered',
      '41000 unknown response-silent',
    ]);
    expect(watched(steps).watch.open()).toEqual([]);
  });
});

describe('what is said', () => {
  test.each<[string, readonly Step[], RegExp]>([
    [
      'names the call and how long it waits',
      [
        [0, called()],
        [8000, undefined],
      ],
      /^find_booking\(\{"name":"Ann"\}\) has no output after 8\.0 s; the agent waits for it$/,
    ],
    [
      'says how long it took',
      [
        [0, called()],
        [14_200, output()],
      ],
      /was answered after 14\.2 s$/,
    ],
    [
      'says that it is by configuration',
      [[0, hears({ turn_detection: { create_response: false } })], ...turn, [9000, undefined]],
      /leaves it to a client to ask for one \(create_response is off\)$/,
    ],
    [
      'says so where nothing detects turns',
      [[0, hears({ turn_detection: null })], ...turn, [9000, undefined]],
      /\(turn_detection is off\)$/,
    ],
    [
      'gives the code and the reason',
      [[0, failed('server_error')]],
      /^the response failed \(server_error\): No\.$/,
    ],
    [
      'gives the reason of a cut',
      [[0, failed('content_filter', 'incomplete')]],
      /cut short by the content filter$/,
    ],
    [
      'says when the session ends',
      [
        [0, ends(299)],
        [0, undefined],
      ],
      /^the session ends in 4 min 59 s, at 22:18:19 UTC: /,
    ],
    [
      'counts what is left',
      [[0, limits(1200)]],
      /^the rate limit is nearly used up: 1,200 of 40,000 tokens left; full again in 12\.5 s$/,
    ],
    [
      'escapes what others wrote',
      [
        [0, called('call_a', '{}', { name: 'a\u{1b}[2Jb' })],
        [8000, undefined],
      ],
      /^a\\u\{1b\}\[2Jb\(\{\}\) has/,
    ],
    [
      'cuts what is too long',
      [
        [0, called('call_a', JSON.stringify('x'.repeat(5000)))],
        [8000, undefined],
      ],
      /^.{0,250}$/,
    ],
  ])('%s', (_, steps, text) => {
    expect(sentences(steps).at(-1)).toMatch(text);
  });

  it('does not speak for ever of what happens again and again', () => {
    const { news } = watched(Array.from({ length: 50 }, (_, n) => [n, failed('server_error')] as const));
    expect(news).toHaveLength(5);
    expect(news.at(-1)).toMatchObject({ kind: 'found', last: true });
  });

  it('has what is worst, and then what is oldest, first', () => {
    const { watch } = watched([
      [0, limits(10)],
      [100, called()],
      [200, called('call_b', '{}')],
      [9000, undefined],
    ]);
    expect(watch.open().map(({ code, since }) => [code, since.mono])).toEqual([
      ['tool-unanswered', 100],
      ['tool-unanswered', 200],
      ['rate-limit-low', 0],
    ]);
  });
});

it('keeps a bounded amount over a long call', () => {
  const see = observer();
  const watch = troubles();
  let said = 0;
  for (let n = 0; n < 3000; n += 1) {
    said += watch.see(see(received(called(`call_${n}`, `{"n":${n}}`), n * 100))).length;
  }
  said += watch.pass(moment(299_900)).length;
  // One call every 100 ms: the last 80 have not waited for eight seconds yet.
  expect(said).toBe(3000 - 80);
  expect(watch.open().length).toBeLessThanOrEqual(512);
});
