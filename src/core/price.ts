import { SidebandError } from './error.ts';
import { child, children, isRaw, number, own, text, type Raw } from './raw.ts';

/** Prices of one kind of tokens, per `per` tokens. Reasoning tokens are billed as text output. */
export type TokenPrice = { readonly input: number; readonly cached: number; readonly output?: number };

/** What a model costs, and how many tokens its context holds. */
export type ModelPrice = {
  readonly text: TokenPrice;
  readonly audio?: TokenPrice;
  readonly image?: TokenPrice;
  readonly context?: number;
};

/** What a transcription model costs: by the minute of sound, or by tokens. */
export type TranscriptionPrice = { readonly minute?: number; readonly tokens?: number };

/** A dated list of prices; what is not in it costs an unknown amount, never nothing. */
export type Prices = {
  /** The day the prices were looked up, as `YYYY-MM-DD`. */
  readonly asOf: string;
  readonly currency: string;
  /** How many tokens a price is for. */
  readonly per: number;
  readonly models: ReadonlyMap<string, ModelPrice>;
  readonly transcription: ReadonlyMap<string, TranscriptionPrice>;
  /** What interpreters cost, by the minute of sound put in. */
  readonly translation: ReadonlyMap<string, TranscriptionPrice>;
};

/** No model has a price. */
export const noPrices: Prices = {
  asOf: '',
  currency: 'USD',
  per: 1,
  models: new Map(),
  transcription: new Map(),
  translation: new Map(),
};

const wrong = (what: string): SidebandError =>
  new SidebandError('usage', `the price list is not usable: ${what}`, {
    hint: 'its shape is that of prices.json: as_of, currency, per, models, transcription, translation',
  });

const price = (raw: Raw | undefined): TokenPrice | undefined => {
  const input = number(raw, 'input');
  const cached = number(raw, 'cached');
  const output = number(raw, 'output');
  if (input === undefined || cached === undefined) return undefined;
  return { input, cached, ...(output === undefined ? {} : { output }) };
};

const matches = (entry: Raw): readonly string[] => {
  const names = own(entry, 'match');
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
};

const listening = (list: Raw, key: string): ReadonlyMap<string, TranscriptionPrice> => {
  const found = new Map<string, TranscriptionPrice>();
  for (const entry of children(list, key)) {
    const minute = number(entry, 'minute');
    const tokens = number(entry, 'tokens');
    const one = { ...(minute === undefined ? {} : { minute }), ...(tokens === undefined ? {} : { tokens }) };
    for (const name of matches(entry)) found.set(name, one);
  }
  return found;
};

/** Reads a price list; throws a SidebandError (usage) that says what is wrong with it. */
export const readPrices = (list: unknown): Prices => {
  if (!isRaw(list)) throw wrong('it is no JSON object');
  const asOf = text(list, 'as_of');
  const per = number(list, 'per');
  if (asOf === undefined || !/^\d{4}-\d\d-\d\d$/.test(asOf))
    throw wrong('as_of has to be a day such as 2026-11-21');
  if (per === undefined || per <= 0) throw wrong('per has to be a number of tokens');
  const models = new Map<string, ModelPrice>();
  for (const entry of children(list, 'models')) {
    const words = price(child(entry, 'text'));
    const names = matches(entry);
    if (words === undefined || names.length === 0)
      throw wrong('a model needs match, and text with input and cached');
    const audio = price(child(entry, 'audio'));
    const image = price(child(entry, 'image'));
    const context = number(entry, 'context');
    const model: ModelPrice = {
      text: words,
      ...(audio === undefined ? {} : { audio }),
      ...(image === undefined ? {} : { image }),
      ...(context === undefined ? {} : { context }),
    };
    for (const name of names) models.set(name, model);
  }
  const [transcription, translation] = [listening(list, 'transcription'), listening(list, 'translation')];
  return { asOf, currency: text(list, 'currency') ?? 'USD', per, models, transcription, translation };
};
