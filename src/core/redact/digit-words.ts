/** A language's words for 0 to 9, 10 to 19 and 20, 30 … 90; `a|b` are two words for the same. */
type Numerals = {
  readonly units: string;
  readonly teens: string;
  readonly tens: string;
  /** How 21 to 99 are said, of a ten and a unit. */
  readonly both: (ten: string, unit: string) => string;
};

const english: Numerals = {
  units: 'zero|oh|nought one two three four five six seven eight nine',
  teens: 'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
  tens: 'twenty thirty forty|fourty fifty sixty seventy eighty ninety',
  both: (ten, unit) => `${ten} ${unit}`,
};

const others: readonly Numerals[] = [
  {
    units: 'null eins|ein|eine zwei|zwo drei vier fünf sechs sieben acht neun',
    teens: 'zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn',
    tens: 'zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig',
    both: (ten, unit) => `${unit}und${ten}`,
  },
  {
    units: 'nul een twee drie vier vijf zes zeven acht negen',
    teens: 'tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien',
    tens: 'twintig dertig veertig vijftig zestig zeventig tachtig negentig',
    both: (ten, unit) => `${unit}en${ten}`,
  },
  {
    units: 'cero uno|una dos tres cuatro cinco seis siete ocho nueve',
    teens: 'diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve',
    tens: 'veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa',
    both: (ten, unit) => (ten === 'veinte' ? `veinti${unit}` : `${ten} y ${unit}`),
  },
  {
    units: 'zero um|uma dois|duas três quatro cinco seis|meia sete oito nove',
    teens:
      'dez onze doze treze catorze|quatorze quinze dezesseis|dezasseis dezessete|dezassete dezoito dezenove|dezanove',
    tens: 'vinte trinta quarenta cinquenta sessenta setenta oitenta noventa',
    both: (ten, unit) => `${ten} e ${unit}`,
  },
  {
    units: 'zero uno|una due tre quattro cinque sei sette otto nove',
    teens: 'dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove',
    tens: 'venti trenta quaranta cinquanta sessanta settanta ottanta novanta',
    both: (ten, unit) => `${/^[uo]/.test(unit) ? ten.slice(0, -1) : ten}${unit}`,
  },
  {
    units: 'zéro un|une deux trois quatre cinq six sept huit neuf',
    teens: 'dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf',
    tens: 'vingt trente quarante cinquante soixante septante|soixante-dix huitante|octante|quatre-vingt|quatre-vingts nonante|quatre-vingt-dix',
    both: (ten, unit) => (/^(?:une?|onze)$/.test(unit) ? `${ten} et ${unit}` : `${ten} ${unit}`),
  },
];

/** The word as it is compared: small letters without accents. */
export const plainWord = (word: string): string => {
  const small = word.toLowerCase();
  // Most words have no accents.
  if (/^[a-z]+$/.test(small)) return small;
  return small.replaceAll('ß', 'ss').normalize('NFD').replaceAll(/\p{M}/gu, '');
};

const key = (phrase: string): string => plainWord(phrase).replaceAll('-', ' ');

const variants = (words: string): readonly (readonly string[])[] =>
  words.split(' ').map((word) => word.split('|'));

const phrasesOf = ({ units, teens, tens, both }: Numerals): readonly (readonly [string, string])[] => {
  const ones = variants(units).flatMap((words, digit) => words.map((word) => [word, String(digit)] as const));
  const low = variants(teens).flatMap((words, digit) => words.map((word) => [word, `1${digit}`] as const));
  const high = variants(tens).flatMap((words, ten) =>
    words.flatMap((word) => [
      [word, `${ten + 2}0`] as const,
      ...ones
        .filter(([, digit]) => digit !== '0')
        .map(([unit, digit]) => [both(word, unit), `${ten + 2}${digit}`] as const),
    ]),
  );
  return [...ones, ...low, ...high];
};

/** French 70 to 79 and 90 to 99 as they are said where there is no word for 70 and 90. */
const sixtyAndMore = variants('onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf').flatMap(
  ([word = ''], index) =>
    [
      ['soixante', 7],
      ['quatre-vingt', 9],
    ].flatMap(([ten = '', digit = '']) =>
      [`${ten} ${word}`, `${ten} et ${word}`].map((phrase) => [phrase, `${digit}${index + 1}`] as const),
    ),
);
const eightyOne = ['un', 'une'].map((unit) => [`quatre-vingt ${unit}`, '81'] as const);

/**
 * The digits of the words for 0 to 99 in English, German, Dutch, Spanish, Portuguese, Italian and French: in small
 * letters without accents, a space between the words of one.
 */
export const digitWords: ReadonlyMap<string, string> = new Map(
  [...[english, ...others].flatMap(phrasesOf), ...sixtyAndMore, ...eightyOne].map(([phrase, digits]) => [
    key(phrase),
    digits,
  ]),
);

/** The words with which they begin. */
export const firstWords: ReadonlySet<string> = new Set(
  [...digitWords.keys()].map((phrase) => phrase.split(' ')[0] ?? ''),
);

/** The words of them that are English ones. */
export const englishDigits: ReadonlySet<string> = new Set(phrasesOf(english).map(([phrase]) => phrase));

/** The most words of one number up to 99. */
export const mostWords = 4;

/** How often the digit behind such a word is there. */
export const repeats: ReadonlyMap<string, number> = new Map(
  Object.entries({
    2: 'double doble doppio doppia duplo dupla dubbel dubbele doppel doppelt',
    3: 'triple treble tripple triplo tripla',
  }).flatMap(([times, words]) => words.split(' ').map((word) => [word, Number(times)] as const)),
);

/** What is said between the digits of a number and is none. */
export const fillers: ReadonlySet<string> = new Set(
  'uh um er erm ah eh hm hmm mm ahm aehm ehm euh heu este then and und dann et puis y e en dash hyphen minus tiret guion space plus'.split(
    ' ',
  ),
);
