import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSignal } from '../../src/core/event.ts';
import { edited, editedPiece, withoutOverlaps } from '../../src/core/redact/edits.ts';
import { editJson } from '../../src/core/redact/json-edits.ts';
import { ledger } from '../../src/core/redact/ledger.ts';
import { isCard } from '../../src/core/redact/cards.ts';
import { redactingRecords } from '../../src/core/redact/record.ts';
import { surveying } from '../../src/core/redact/survey.ts';
import { redacting } from '../../src/core/redact/text.ts';
import type { Wish } from '../../src/core/redact/wish.ts';
import { received } from './script.ts';

const nothing: Wish = {
  drop: new Set(),
  personal: false,
  names: [],
  patterns: [],
  ids: false,
  secrets: [],
};
const all = (more: Partial<Wish> = {}): Wish => ({ ...nothing, personal: true, ...more });
const redacted = (text: string, wish: Wish = all()): string => redacting(wish, ledger()).text(text);

const phone = ['+1', '(555)', '010', '0199'].join(' ');
const card = ['4111', '1111', '1111', '1111'].join(' ');
const iban = ['DE89', '3704', '0044', '0532', '0130', '00'].join(' ');
const mail = ['jane.doe', 'example.com'].join('@');
const key = ['sk', 'test', 'canaryCanary0123'].join('-');

describe('personal data', () => {
  test.each([
    [`call ${phone} now`, 'call [phone 1] now'],
    ['0049 176 55501234', '[phone 1]'],
    ['555.010.0199', '[phone 1]'],
    ['5, 5, 5, 0, 1, 0, 0', '[phone 1]'],
    ['it is five five five, oh one double nine', 'it is [phone 1]'],
    ['sip:+15550100199@sip.example.com', 'sip:[email 1]'],
    [`my card is ${card}, thanks`, 'my card is [card 1], thanks'],
    [`${card} 12/27 123`, '[card 1]'],
    [`${card.replaceAll(' ', '-')}.`, '[card 1].'],
    [`IBAN ${iban} thanks`, 'IBAN [account 1] thanks'],
    ['account number 00123456', 'account number [account 1]'],
    [`write to ${mail}!`, 'write to [email 1]!'],
    ['jane dot doe at example dot com please', '[email 1] please'],
    ['٠١٢٣٤٥٦٧٨٩', '[phone 1]'],
    ['５５５ ０１０ ０１９９', '[phone 1]'],
  ])('%s', (text, clean) => {
    expect(redacted(text)).toBe(clean);
    expect(redacted(text, nothing)).toBe(text);
  });

  test.each([
    'on 2026-11-21 at 10:00, table 12 for 4',
    '2026-11-21T10:00:00.123Z',
    '21.11.2026 and 11/21/2026',
    'that is $1,234,567.89',
    'item_ia2Rc1CQLccS2uOCKTD8M and 550e8400-e29b-41d4-a716-446655440000',
    'one margarita, two beers, three or four olives',
    'meet me at the bar',
    'a 10 % tip, 2 rooms, 1 bed',
  ])('lets %s be', (text) => expect(redacted(text)).toBe(text));

  test('the same thing is the same placeholder, however it is written', () => {
    const one = redacting(all({ names: ['Jane Doe'] }), ledger());
    expect(one.text(`+1 (555) 010-0199 or 5550100199 or 555 010 0199, not 555 010 0198`)).toBe(
      '[phone 1] or [phone 1] or [phone 1], not [phone 2]',
    );
    expect(one.text(`${card} is ${card.replaceAll(' ', '')}`)).toBe('[card 1] is [card 1]');
    expect(one.text(`${mail} is ${mail.toUpperCase()} is jane dot doe at example dot com`)).toBe(
      '[email 1] is [email 1] is [email 1]',
    );
    expect(one.text('account 5550100199')).toBe('account [phone 1]');
    expect(one.text('Jane, JANE DOE, Mrs Doe’s; Janet')).toBe('[name 1], [name 1], Mrs [name 1]’s; Janet');
  });

  test('names in both ways of writing an accent', () => {
    const names = ['Zoé'.normalize('NFC')];
    expect(redacted('zoé and ZOÉ'.normalize('NFD'), all({ names }))).toBe('[name 1] and [name 1]');
  });

  test('names of any shape', () => {
    expect(
      redacted('Anne-Marie, marie and a.b (c)', all({ names: ['Anne-Marie', 'a.b (c)', ' ', '|'] })),
    ).toBe('[name 1], [name 1] and [name 2]');
  });

  test('check digits', () => {
    expect(isCard(card.replaceAll(' ', ''))).toBe(true);
    expect(isCard(card.replaceAll(' ', '').replace(/1$/, '2'))).toBe(false);
  });
});

describe('JSON', () => {
  test('in JSON in JSON, with escapes, is read; what is not changed stays to the letter', () => {
    const inner = JSON.stringify({ to: phone, note: 'x' }).replace('+', String.raw`\u002b`);
    const middle = `{"a" :  1.50, "inner":${JSON.stringify(inner)}}`;
    const outer = `{ "args":${JSON.stringify(middle)}, "keep": "\\u0041" }`;
    const clean = redacted(outer);
    expect(clean).toMatch(/^\{ "args":.*, "keep": "\\u0041" \}$/);
    expect(JSON.parse(JSON.parse(JSON.parse(clean).args).inner)).toEqual({ to: '[phone 1]', note: 'x' });
    expect(JSON.parse(clean).args).toContain('{"a" :  1.50,');
  });

  test('numbers and fields by their names', () => {
    const given = {
      phone: 5_550_100_199,
      pin: 5_550_100_199,
      card: card.replaceAll(' ', ''),
      cvc: '123',
      password: 'x',
    };
    expect(JSON.parse(redacted(JSON.stringify(given)))).toEqual({
      phone: '[phone 1]',
      pin: 5_550_100_199,
      card: '[card 1]',
      cvc: '[card 2]',
      password: '[secret 1]',
    });
  });

  test('a part of it, and names of fields', () => {
    expect(redacted(`{"to":"${phone.replace('+', String.raw`\u002b`)}","x`)).toBe('{"to":"[phone 1]","x');
    expect(redacted(JSON.stringify({ [mail]: 1 }))).toBe('{"[email 1]":1}');
  });

  test('is walked without recursion, and any text ends', () => {
    expect(editJson('['.repeat(200_000), () => undefined)).toEqual([]);
    fc.assert(
      fc.property(fc.json(), (json) => {
        const seen: unknown[] = [];
        editJson(json, ({ value }) => {
          seen.push(value);
          return undefined;
        });
        const whole = edited(
          json,
          editJson(json, ({ value }, what) =>
            what === 'value' && typeof value === 'string' ? '"s"' : undefined,
          ),
        );
        expect(() => void JSON.parse(whole)).not.toThrow();
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => typeof redacted(text) === 'string'));
  });
});

describe('edits', () => {
  test('that share a place become one that covers both, named by the first', () => {
    const found = [
      { from: 2, to: 5, kind: 'b', value: 'b' },
      { from: 0, to: 3, kind: 'a', value: 'a' },
    ];
    expect(withoutOverlaps(found)).toMatchObject([{ from: 0, to: 5, kind: 'b' }]);
  });

  test('all pieces together are the edited text, wherever it was cut', () => {
    const text = `my number is ${phone}, the card ${card}.`;
    const edits = redacting(all(), ledger()).edits(text);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 20 }), (cuts) => {
        const ends = [...cuts.toSorted((a, b) => a - b), text.length];
        let from = 0;
        let out = '';
        for (const end of ends) {
          out += editedPiece(text.slice(from, end), from, edits);
          from = end;
        }
        expect(out).toBe(edited(text, edits));
      }),
    );
  });
});

type Event = Readonly<Record<string, unknown>>;
/** Redacts events as a recording; gives them back. */
const recordingOf = (
  events: readonly Event[],
  wish: Wish,
  dir = 'in',
): readonly Record<string, unknown>[] => {
  const lines = events.map((event, index) => ({ v: 1, seq: index + 1, ms: 0, kind: 'frame', dir, event }));
  const scratch = redacting(wish, ledger());
  const survey = surveying((text) => scratch.edits(text).length > 0);
  for (const record of lines) survey.write(record);
  const kept = ledger();
  const redact = redactingRecords(wish, {
    redact: redacting(wish, kept),
    ledger: kept,
    joined: survey.joined(),
  });
  return lines.map((record) => JSON.parse(redact(JSON.stringify(record), record)).event);
};

describe('events', () => {
  const spoken = 'response.output_audio_transcript';
  const pieces = ['Call me at +1 (5', '55) 0', '10 01', '99 or ', 'not'];
  const deltas = pieces.map((delta) => ({
    type: `${spoken}.delta`,
    item_id: 'item_1',
    content_index: 0,
    delta,
  }));
  const done = { type: `${spoken}.done`, item_id: 'item_1', content_index: 0, transcript: pieces.join('') };

  test('a number over several pieces is in none of them, and the pieces are the whole', () => {
    const out = recordingOf([...deltas, done], all());
    expect(out.slice(0, -1).map(({ delta }) => delta)).toEqual([
      'Call me at [phone 1]',
      '',
      '',
      ' or ',
      'not',
    ]);
    expect(out.at(-1)).toMatchObject({ transcript: 'Call me at [phone 1] or not' });
  });

  test('also where the utterance never ends, and where two take turns', () => {
    const other = deltas.map((event) => ({ ...event, item_id: 'item_2' }));
    const mixed = deltas.flatMap((event, index) => [event, other[index] ?? event]);
    const out = recordingOf(mixed, all());
    expect(JSON.stringify(out)).not.toMatch(/5\)|55|0199|99 or/);
    expect(out.filter(({ item_id }) => item_id === 'item_2').map(({ delta }) => delta)).toEqual([
      'Call me at [phone 1]',
      '',
      '',
      ' or ',
      'not',
    ]);
  });

  test('arguments in pieces stay the JSON that they were', () => {
    const json = JSON.stringify({ to: phone, again: [mail] });
    const parts = [json.slice(0, 9), json.slice(9, 14), json.slice(14)];
    const type = 'response.function_call_arguments';
    const out = recordingOf(
      [
        ...parts.map((delta) => ({ type: `${type}.delta`, item_id: 'item_1', delta })),
        { type: `${type}.done`, item_id: 'item_1', arguments: json },
      ],
      all(),
    );
    const joined = out.map(({ delta }) => (typeof delta === 'string' ? delta : '')).join('');
    expect(joined).toBe(out.at(-1)?.['arguments']);
    expect(JSON.parse(joined)).toEqual({ to: '[phone 1]', again: ['[email 1]'] });
  });

  test('tokens, keys that were pressed, sound and pictures', () => {
    const sound = 'QUJDREVGR0g=';
    const events = [
      { type: 'x.completed', logprobs: [{ token: '555', logprob: -0.5, bytes: [53, 53, 53] }] },
      { type: 'input_audio_buffer.dtmf_event_received', event: '4' },
      { type: 'input_audio_buffer.dtmf_event_received', event: 4 },
      { type: 'response.output_audio.delta', item_id: 'i', delta: sound },
      { type: 'input_audio_buffer.append', audio: sound },
      {
        type: 'conversation.item.added',
        item: { content: [{ image_url: `data:image/png;base64,${sound}` }] },
      },
    ];
    expect(recordingOf(events, all())).toEqual([
      { type: 'x.completed', logprobs: [{ token: '', logprob: -0.5, bytes: [0, 0, 0] }] },
      { type: 'input_audio_buffer.dtmf_event_received', event: '[key]' },
      { type: 'input_audio_buffer.dtmf_event_received', event: '[key]' },
      { type: 'response.output_audio.delta', item_id: 'i', delta: '', dropped_bytes: 8 },
      { type: 'input_audio_buffer.append', audio: '', dropped_bytes: 8 },
      { type: 'conversation.item.added', item: { content: [{ image_url: '[image]' }] } },
    ]);
    // How much there was is still known.
    expect(parseSignal(received(recordingOf(events, all())[3] ?? {}, 0))).toMatchObject({
      known: { fields: { bytes: 8 } },
    });
    const kept = recordingOf(events, nothing);
    expect(kept[3]).toEqual(events[3]);
    expect(kept[5]).toEqual(events[5]);
  });

  test('what has to go as a whole', () => {
    const events = [
      ...deltas,
      done,
      { type: 'response.function_call_arguments.done', item_id: 'i', arguments: '{"a":1}' },
      { type: 'conversation.item.added', item: { type: 'function_call_output', output: 'secret sauce' } },
      {
        type: 'session.updated',
        session: { instructions: 'be kind', audio: { output: { voice: 'marin' } } },
      },
    ];
    const out = recordingOf(events, {
      ...nothing,
      drop: new Set(['transcript', 'arguments', 'instructions'] as const),
    });
    expect(out.slice(0, 5).map(({ delta }) => delta)).toEqual(['[transcript]', '', '', '', '']);
    expect(out.slice(5)).toEqual([
      { ...done, transcript: '[transcript]' },
      { type: 'response.function_call_arguments.done', item_id: 'i', arguments: '{"dropped":true}' },
      { type: 'conversation.item.added', item: { type: 'function_call_output', output: '[output]' } },
      {
        type: 'session.updated',
        session: { instructions: '[instructions]', audio: { output: { voice: 'marin' } } },
      },
    ]);
  });

  test('a number in several fields, and one by the name of its field', () => {
    const metadata = { p1: '4111', p2: '1111', p3: '1111', p4: '1111' };
    const out = recordingOf(
      [
        { type: 'response.create', response: { metadata } },
        { type: 'x', phone: 5_550_100_199 },
      ],
      all(),
    );
    expect(out).toEqual([
      {
        type: 'response.create',
        response: { metadata: { p1: '[card 1]', p2: '[card 1]', p3: '[card 1]', p4: '[card 1]' } },
      },
      { type: 'x', phone: '[phone 1]' },
    ]);
  });

  test('ids keep telling what belongs together', () => {
    const numbered = { type: 'x', item_id: 'item_123456789012', previous_item_id: 'item_923456789012' };
    expect(recordingOf([numbered], all())).toEqual([numbered]);
    expect(
      recordingOf([numbered, { type: 'x', item: { id: 'item_923456789012' } }], all({ ids: true })),
    ).toEqual([
      { type: 'x', item_id: 'item_1', previous_item_id: 'item_2' },
      { type: 'x', item: { id: 'item_2' } },
    ]);
    const said = { type: 'error', error: { message: 'no item fc_Ab12 in resp_Cd34' } };
    expect(recordingOf([{ type: 'x', item_id: 'fc_Ab12' }, said], all({ ids: true }))).toEqual([
      { type: 'x', item_id: 'fc_1' },
      { type: 'error', error: { message: 'no item fc_1 in resp_2' } },
    ]);
  });

  test('credentials by their place: of MCP servers, in headers, of a client', () => {
    const out = recordingOf(
      [
        {
          type: 'session.updated',
          session: {
            client_secret: { value: 'plain', expires_at: 1 },
            tools: [{ type: 'mcp', authorization: 'plain', headers: { 'X-Any': 'plain' } }],
          },
        },
        {
          type: 'x',
          sip_headers: [
            { name: 'Authorization', value: 'plain' },
            { name: 'From', value: 'kept' },
          ],
        },
      ],
      nothing,
    );
    expect(JSON.stringify(out)).not.toContain('plain');
    expect(JSON.stringify(out)).toContain('kept');
  });

  test('a piece that is there twice, or twice in its event, cannot carry a part of a number', () => {
    const twice = `{"v":1,"seq":1,"ms":0,"kind":"frame","dir":"in","event":{"type":"${spoken}.delta","item_id":"i","delta":"555 01","delta":"hello"}}`;
    const record = JSON.parse(twice) as Event;
    const kept = ledger();
    const survey = surveying(() => false);
    survey.write(record);
    const redact = redactingRecords(all(), {
      redact: redacting(all(), kept),
      ledger: kept,
      joined: survey.joined(),
    });
    expect(redact(twice, record)).not.toContain('555');
    const again = { ...record, duplicate: true };
    expect(redact(JSON.stringify(again), again)).not.toContain('hello');
  });
});

describe('secrets', () => {
  test('are always taken out, with what is known of the environment', () => {
    expect(redacted(`use ${key}.`, nothing)).toBe('use [secret 1].');
    expect(redacted('hunter2hunter2', { ...nothing, secrets: ['hunter2hunter2'] })).toBe('[secret 1]');
  });

  test.each([
    'the task-forceforce met',
    'risk-assessments are due',
    'a bearer of news',
    'the token is red',
    'basic needs',
  ])('lets %s be', (text) => expect(redacted(text, nothing)).toBe(text));

  test('take a moment in a long row of near misses', () => {
    for (const near of [
      'sk- Bearer ',
      '12 34 5 a',
      'a@',
      'a.b-',
      'one two ',
      'DE00 AAAA ',
      'at dot ',
      'x://',
      'key=',
      '"\\"',
      'a',
      '1 234 ',
      ',123',
      '$1,',
      'order number ',
      '2019-',
      '10.30 - ',
      'double ',
      'quatre vingt ',
      'one um ',
      '%41',
      '%e2',
      'QUFB',
      'f00d',
    ])
      expect(redacted(near.repeat(Math.ceil(300_000 / near.length))).length).toBeGreaterThan(0);
  }, 60_000);
});
