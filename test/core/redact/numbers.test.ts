import { describe, expect, test } from 'vitest';
import { digitWords, fillers, plainWord } from '../../../src/core/redact/digit-words.ts';
import { ledger } from '../../../src/core/redact/ledger.ts';
import { numbersIn } from '../../../src/core/redact/numbers.ts';
import { redacting } from '../../../src/core/redact/text.ts';

const wish = { drop: new Set<never>(), personal: true, names: [], patterns: [], ids: false, secrets: [] };
const redacted = (text: string): string => redacting(wish, ledger()).text(text);
const digitsOf = (text: string): readonly string[] => numbersIn(text).map(({ value }) => value);

describe('words for digits', () => {
  test.each([
    ['thirty four', '34'],
    ['vierunddreißig', '34'],
    ['einundzwanzig', '21'],
    ['tweeëntwintig', '22'],
    ['veintidós', '22'],
    ['treinta y cuatro', '34'],
    ['cinquenta e seis', '56'],
    ['ventuno', '21'],
    ['trentotto', '38'],
    ['soixante-dix-huit', '78'],
    ['soixante et onze', '71'],
    ['quatre-vingt-dix-neuf', '99'],
    ['quatre-vingts', '80'],
    ['quatre-vingt-un', '81'],
    ['vingt et un', '21'],
    ['nonante-deux', '92'],
  ])('%s', (words, digits) => {
    expect(digitWords.get(plainWord(words).replaceAll('-', ' '))).toBe(digits);
  });

  test('every number of two digits is said in each language, and no filler is one but the English um', () => {
    const all = new Set(digitWords.values());
    for (let value = 0; value < 100; value += 1) expect(all).toContain(String(value));
    expect([...fillers].filter((word) => digitWords.has(word))).toEqual(['um']);
  });

  // The same seven digits or more in each language.
  test.each([
    ['English', 'my number is five five five, oh one double nine', '5550199'],
    ['English, by pairs', 'it is fifty-five fifty oh one ninety nine', '55500199'],
    ['English, with pauses', 'five five, um, five. Zero one - nine nine', '5550199'],
    ['English, with an o', 'five five five o one nine nine', '5550199'],
    ['English, with hundreds', 'eight hundred five five five oh one nine nine', '005550199'],
    ['German', 'meine Nummer ist null eins sieben sechs, zwo drei vierundzwanzig', '01762324'],
    ['Dutch', 'nul zes twee drie vier vijf dubbel zes', '06234566'],
    ['Spanish', 'es el seis doce treinta y cuatro cincuenta y seis', '6123456'],
    ['Portuguese', 'é nove meia um dois três meia sete', '9612367'],
    ['Italian', 'il numero è tre tre tre, quarantadue, cinque sei', '3334256'],
    ['French', 'c’est le zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit', '612345678'],
    ['words and digits', 'it is 555 zero one ninety nine thanks', '5550199'],
    ['digits and words', 'call 5 double 5, 0 one 99', '5550199'],
    ['accents taken apart', 'zéro trois quatre cinq deux un zéro'.normalize('NFD'), '0345210'],
  ])('%s', (_, text, digits) => {
    expect(digitsOf(text)).toEqual([digits]);
  });

  test('the same number in words, in digits and in both is the same placeholder', () => {
    const one = redacting(wish, ledger());
    const mine = 'five five five, oh one oh, oh one double nine';
    expect(one.text(`${mine}, that is 555 010 0199.`)).toBe('[phone 1], that is [phone 1].');
    expect(one.text(`${mine}? Yes: 555 010 0199, or 555 oh ten oh one 99`)).toBe(
      '[phone 1]? Yes: [phone 1], or [phone 1]',
    );
    const card = redacting(wish, ledger());
    expect(card.text('four one one one, one one one one, one one one one, one one one one')).toBe('[card 1]');
    expect(card.text(['4111', '1111', '1111', '1111'].join(' '))).toBe('[card 1]');
  });
});

describe('what belongs to nobody stays', () => {
  test.each([
    // Numbers of things.
    'your order number is 4815162342',
    'Order #20394857 and booking no. 88123456',
    'die Bestellnummer ist 48151623 und die Rechnungsnummer: 20261121',
    'su número de pedido es 48151623',
    'votre numéro de commande 48151623',
    'il numero di prenotazione è 48151623',
    'o número do pedido é 48151623',
    'het bestelnummer is 48151623',
    'order number four eight one five one six two',
    // Money.
    'that is $1,234,567.89 or 1.234.567,89 € or 1 234 567 EUR or 12500000 dollars',
    'CHF 1’234’567',
    // Moments.
    'open 10.30 - 11.30 and 10:30-11:30, 2026-11-21 - 2026-11-24',
    'from 2019-2024, 2019/2020',
    '2026-11-21T10:00:00.123Z and 20261121T100000',
    'at ten thirty, or from nine to five, nineteen ninety nine',
    // Machines.
    '12345678 tokens, 1234567 ms, 48000000 bytes, sequence number 1234567, offset 12345678',
    'resp_ABcd12345678901 and req_0123456789abcdef and 550e8400-e29b-41d4-a716-446655440000',
    'commit 0123456789abcdef0123456789abcdef01234567',
    'gpt-4o-mini-transcribe-2025-12-15',
    // Words.
    'one margarita, two beers, three or four olives',
    'ten, twenty, thirty, forty, fifty',
    'un café, une bière, deux pains et trois œufs',
    'dos o tres, no once',
    'a table for 12 at 7 30 on the 21st',
    'one in three, two in five',
  ])('%s', (text) => expect(redacted(text)).toBe(text));

  // What the above must not let through.
  test.each([
    ['order number +1 555 010 0199', 'order number [phone 1]'],
    [`order number ${['4111', '1111', '1111', '1111'].join('')}`, 'order number [card 1]'],
    ['to order, 555 010 0199', 'to order, [phone 1]'],
    ['my phone for the order is 5550100199', 'my phone for the order is [phone 1]'],
    ['555 010 0199 euro', '[phone 1] euro'],
    ['06.12 34 56 78', '[phone 1]'],
    ['01.23.45.67.89', '[phone 1]'],
    ['+1 555 2019-2024', '[phone 1]'],
    ['customer number 48151623', 'customer number [phone 1]'],
  ])('%s', (text, clean) => expect(redacted(text)).toBe(clean));
});
