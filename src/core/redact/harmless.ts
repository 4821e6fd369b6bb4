import { idKinds } from './api-ids.ts';

/** A part of a text. */
export type Span = readonly [from: number, to: number];

const time = String.raw`(?:[01]?\d|2[0-4])[.:h][0-5]\d`;
const thousands = String.raw`\d{1,3}(?:[., \u00a0\u202f'’]\d{3})+(?:[.,]\d{1,2})?`;
const amount = String.raw`(?:${thousands}|\d+(?:[.,]\d+)?)`;
const currency = String.raw`(?:[$€£¥]|(?:EUR|USD|GBP|CHF|BRL|dollars?|euros?|pounds?|cents?|pesos?|reais|francs?|franken)(?![\p{L}]))`;
const unit = String.raw`(?:tokens?|ms|milliseconds?|millisekunden|seconds?|sekunden|bytes?|[kMG]i?B|[kMG]?Hz|frames?|events?|samples?|pixels?|px|km|characters?|words?|records?)(?![\p{L}])`;
const counted = String.raw`(?:seq(?:uence)?(?:[ _](?:number|no))?|offset|version|build|epoch|timestamp|expires_at|audio_(?:start|end)_ms)["']?\s{0,2}[:=#]?\s{0,2}`;
const ids = `(?:${idKinds}|req|chatcmpl|fp)`;

/** What looks like a long number and belongs to nobody. */
const harmless = new RegExp(
  [
    // Days and moments.
    String.raw`(?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?!\d))?`,
    String.raw`(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[T_-]\d{4,6}(?!\d)`,
    String.raw`(?<!\d)\d{1,2}[./]\d{1,2}[./](?:19|20)\d\d(?!\d)`,
    String.raw`(?<![\d.:/-]|\d\s)${time}(?:\s?[-–]\s?${time}(?:\s?uhr)?|\s?uhr)(?![\s.:/-]*\d)`,
    // Years: from one to another.
    String.raw`(?<![\d-]|\d[\s.])(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d(?![\s.-]?\d)`,
    // Amounts of money, and counts of what machines count.
    String.raw`${currency}\s?${amount}(?!\d)`,
    String.raw`(?<![\d+(]|\d[\s.,'’\-/)]|[\d)][\s.\-/)]{2})${amount}\s?(?:${currency}|${unit})`,
    String.raw`(?<![\p{L}\d])${counted}\d+(?![\s.\-/]?\d)`,
    String.raw`(?<!\d)0\.\d{5,}`,
    // Ids.
    '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}',
    '(?<![0-9a-z])(?=[0-9]{0,31}[a-f])[0-9a-f]{32,128}(?![0-9a-z])',
    `(?<![A-Za-z0-9])${ids}_(?:u\\d_)?(?=[0-9]*[A-Za-z])[A-Za-z0-9]{12,}`,
  ].join('|'),
  'giu',
);

/** The parts of a text whose digits belong to nobody: days, times, years, amounts, counts and ids. */
export const sparedIn = (text: string): readonly Span[] =>
  [...text.matchAll(harmless)].map(({ 0: { length }, index }) => [index, index + length] as const);

/** What is left of a span without the places that are spared. */
export const outside = (span: Span, spared: readonly Span[]): readonly Span[] => {
  const left: Span[] = [];
  let [from] = span;
  for (const [start, end] of spared) {
    if (end <= from || start >= span[1]) continue;
    if (start > from) left.push([from, start]);
    from = end;
  }
  if (from < span[1]) left.push([from, span[1]]);
  return left;
};

const thing = String.raw`(?:order|booking|reservation|confirmation|ticket|invoice|tracking|reference|case|product|article|item|bestell|auftrags?|buchungs?|rechnungs?|vorgangs?|sendungs?|artikel|pedido|reserva|factura|referencia|commande|réservation|facture|référence|ordine|prenotazione|fattura|encomenda|fatura|bestelling|bestel|boekings?|factuur)`;
const numberWord = String.raw`(?:numbers?|no\.?|nr\.?|num\.?|id|code|nummer|número|numero|numéro|n[.°º]|#)`;

/** Behind such words stands the number of a thing: `order number is`, `Bestellnummer:`, `número de pedido`. */
const ofThing = new RegExp(
  String.raw`(?<!\p{L})(?:${thing}[\s-]?${numberWord}|${numberWord}\s(?:of (?:the|your|my)|de|du|di|da|do|dell['’]|van de|der|des?)\s?(?:la |l['’])?${thing}|${thing}\s?#)(?:\s(?:is|was|ist|es|est|è|é))?\s{0,2}[:#]?\s{0,2}$`,
  'iu',
);

/** Whether a number belongs to a thing and not to somebody, by the words before it. */
export const isOfThing = (before: string): boolean => ofThing.test(before.slice(-64));
