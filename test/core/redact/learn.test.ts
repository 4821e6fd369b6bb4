import { describe, expect, test } from 'vitest';
import { introductionsIn } from '../../../src/core/redact/introductions.ts';
import { learning } from '../../../src/core/redact/learn.ts';
import { ledger } from '../../../src/core/redact/ledger.ts';
import { spreading } from '../../../src/core/redact/spread.ts';
import { redacting } from '../../../src/core/redact/text.ts';

const wish = { drop: new Set<never>(), personal: true, names: [], patterns: [], ids: false, secrets: [] };
/** What is left of the turns of one speaker. */
const turns = (...said: readonly string[]): readonly string[] => {
  const spread = spreading();
  for (const one of said) spread.turn([one]);
  const redact = redacting(wish, ledger(), { names: [], parts: spread.found() });
  return said.map((one) => redact.text(one));
};

describe('a number over several turns', () => {
  test('a card, in digits, in words and in both', () => {
    expect(turns('My card is 4242 4242', 'and then 4242 4242, okay?')).toEqual([
      'My card is [card 1]',
      'and then [card 1], okay?',
    ]);
    expect(turns('four one one one', '1111', ' eleven eleven ', 'one one, one one.')).toEqual([
      '[card 1]',
      '[card 1]',
      ' [card 1] ',
      '[card 1].',
    ]);
  });

  test('a telephone number, with turns without a number between', () => {
    expect(turns('It is 555', 'sorry, wait a moment', 'oh one nine nine', 'Thank you')).toEqual([
      'It is [phone 1]',
      'sorry, wait a moment',
      '[phone 1]',
      'Thank you',
    ]);
    expect(turns('five', 'five', 'five', 'oh', 'one', 'nine', 'nine')).toEqual(Array(7).fill('[phone 1]'));
  });

  test('the rest of one that is nearly whole', () => {
    expect(turns('1 555 010', 'and 0199')).toEqual(['[phone 1]', 'and [phone 1]']);
  });

  test('is the placeholder that the whole number has', () => {
    const spread = spreading();
    spread.turn(['555 010']);
    spread.turn(['0199']);
    const redact = redacting(wish, ledger(), { names: [], parts: spread.found() });
    expect([redact.text('555 010'), redact.text('0199'), redact.text('555 010 0199')]).toEqual(
      Array(3).fill('[phone 1]'),
    );
  });

  test.each([
    [['A table for 12 please', 'At 19 30']],
    [['My order number is 4815', '1623']],
    [Array(14).fill('It is ready in five minutes')],
    [['Room 204', 'we were there in 2019 and liked it so very much', 'for 2 nights']],
    [['555', 'well', 'no', 'what', '0199']],
    [['I am 34 and my sister is much older than that', 'she is 41']],
  ])('%j is none', (said) => expect(turns(...said)).toEqual(said));

  test('two whole numbers stay two', () => {
    expect(turns('555 010 0199', 'or 555 010 0198')).toEqual(['[phone 1]', 'or [phone 2]']);
  });

  test('goes as far as memory does: a long call keeps no turn without a number', () => {
    const spread = spreading();
    for (let turn = 0; turn < 10_000; turn += 1)
      spread.turn([`42 ${turn % 2 === 0 ? 'of them, I would say, at least' : ''}`]);
    expect(spread.found().size).toBeLessThan(3);
  });
});

describe('a number in several strings of JSON', () => {
  const redacted = (value: unknown): unknown =>
    JSON.parse(redacting(wish, ledger()).text(JSON.stringify(value)));
  const [a, b] = ['4242 4242', '42424242'];
  const c = '[card 1]';

  test.each([
    [
      { first: a, second: b },
      { first: c, second: c },
    ],
    [{ n: ['4111', '1111', '1111', '1111'] }, { n: [c, c, c, c] }],
    [{ n: [4111, 1111, 1111, 1111] }, { n: [c, c, c, c] }],
    [{ inner: JSON.stringify([a, b]) }, { inner: JSON.stringify([c, c]) }],
    [{ keys: '5550199'.split('') }, { keys: '5550199'.split('').map(() => '[phone 1]') }],
    [
      { key: 'x', parts: [{ t: a }, { t: b }] },
      { key: 'x', parts: [{ t: c }, { t: c }] },
    ],
  ])('%j', (given, clean) => expect(redacted(given)).toEqual(clean));

  test.each([
    [{ from: '2026', to: '1111', table: '12' }],
    [{ tokens: 4111, more: 1111, other: 1111, last: 1111, n: 1 }],
    [{ ids: ['12', '34', '56'] }],
    [{ a: ['4111', '1111'], x: 'between', b: ['1111', '1111'] }],
  ])('%j stays', (given) => expect(redacted(given)).toEqual(given));
});

describe('in a recording', () => {
  const user = (item_id: string, transcript: string) => ({
    type: 'conversation.item.input_audio_transcription.completed',
    item_id,
    content_index: 0,
    transcript,
  });
  const agent = (item_id: string, transcript: string) => ({
    type: 'response.output_audio_transcript.done',
    item_id,
    content_index: 0,
    transcript,
  });
  const added = (id: string, role: string, text: string | null = null) => ({
    type: 'conversation.item.added',
    item: { id, type: 'message', role, content: [{ type: 'input_audio', transcript: text }] },
  });
  const learn = (events: readonly object[]) => {
    const { write, learned } = learning();
    for (const event of events) write({ event });
    const { names, parts } = learned();
    return { names, texts: [...parts.keys()] };
  };

  test('speakers are kept apart, and what comes again is no turn of its own', () => {
    expect(
      learn([
        user('i1', 'It is 555'),
        agent('i2', 'mm-hm'),
        user('i3', '0199'),
        added('i3', 'user', '0199'),
        { type: 'conversation.item.retrieved', item: added('i1', 'user', 'It is 555').item },
      ]).texts,
    ).toEqual(['It is 555', '0199']);
    expect(learn([user('i1', 'It is 555'), agent('i2', '0199')]).texts).toEqual([]);
    expect(learn([user('i1', '5550'), added('i1', 'user', '5550')]).texts).toEqual([]);
  });

  test('turns are in the order of the conversation, whenever they were transcribed', () => {
    const late = [added('i1', 'user'), added('i2', 'user'), user('i2', '0199'), user('i1', 'It is 555')];
    expect(learn(late).texts).toEqual(['It is 555', '0199']);
  });

  test('names are those of callers', () => {
    expect(learn([user('i1', 'Hi, my name is Jane Doe.'), agent('i2', 'My name is Aria.')]).names).toEqual([
      'Jane Doe',
    ]);
  });
});

describe('introductions', () => {
  test.each([
    ['Hello, my name is Jane Doe and I would like a table', ['Jane Doe']],
    ['My name’s Zoë', ['Zoë']],
    ['This is Jean-Luc Picard speaking.', ['Jean-Luc Picard']],
    ['Hi, it’s Marta here', ['Marta']],
    ['I’m called O’Brien', ['O’Brien']],
    ['my name is jane', ['jane']],
    ['Mein Name ist Müller', ['Müller']],
    ['Ich heiße Anna von der Heide', ['Anna von der Heide']],
    ['Hier spricht Schmidt', ['Schmidt']],
    ['Auf den Namen Weber bitte', ['Weber']],
    ['Ik heet Jan de Vries', ['Jan de Vries']],
    ['U spreekt met Bakker', ['Bakker']],
    ['Hola, me llamo José García', ['José García']],
    ['A nombre de Pérez', ['Pérez']],
    ['O meu nome é João', ['João']],
    ['Chamo-me Inês', ['Inês']],
    ['Mi chiamo Lucia Rossi', ['Lucia Rossi']],
    ['Je m’appelle Éloïse', ['Éloïse']],
    ["C'est Dupont à l'appareil", ['Dupont']],
  ])('%s', (said, names) => expect(introductionsIn(said)).toEqual(names));

  test('take a moment in a long row of near misses, as parts of numbers do', () => {
    for (const near of [
      'My name is ',
      'Jean-Luc ',
      'this is A',
      'A.',
      'de ',
      'one two, ',
      '4242 x ',
      'order number 1 ',
    ]) {
      const said = near.repeat(Math.ceil(200_000 / near.length));
      expect(introductionsIn(said).length).toBeGreaterThanOrEqual(0);
      const spread = spreading();
      spread.turn([said]);
      spread.turn([said]);
      expect(spread.found().size).toBe(0);
    }
  }, 60_000);

  test.each([
    'This is great, thank you',
    'This is Friday',
    'it is Monday here',
    'my name is not important',
    'my name is on the list',
    'This is the Hilton',
    'what is my name',
    'I am called all the time',
  ])('%s is none', (said) => expect(introductionsIn(said)).toEqual([]));

  test('a name that was heard goes everywhere; a part of it only where it is written as a name', () => {
    const redact = redacting(wish, ledger(), { names: ['Will Brown', 'Jane'], parts: new Map() });
    expect(
      redact.text('Will Brown will have the brown bread, thanks Will. WILL! Mr Brown; jane, Jane’s'),
    ).toBe('[name 1] will have the brown bread, thanks [name 1]. [name 1]! Mr [name 1]; jane, [name 2]’s');
    expect(redact.text('{"name":"will brown"}')).toBe('{"name":"[name 1]"}');
  });
});
