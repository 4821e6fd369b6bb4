import type { Facts, ResponseFacts } from '../facts.ts';
import type { Measuring } from '../metrics.ts';
import type { ModelPrice, Prices, TokenPrice } from '../price.ts';
import { none, table, type Metric } from './metric.ts';
import { interpreterCost } from './agentless.ts';

const side = (
  used: { readonly text: number; readonly audio: number; readonly image?: number },
  cached: { readonly text: number; readonly audio: number; readonly image?: number } | undefined,
  prices: ModelPrice,
  key: 'input' | 'output',
): number | undefined => {
  let sum = 0;
  for (const kind of ['text', 'audio', 'image'] as const) {
    const count = used[kind] ?? 0;
    if (count === 0) continue;
    const price: TokenPrice | undefined = prices[kind];
    const each = price?.[key];
    if (price === undefined || each === undefined) return undefined;
    const kept = cached?.[kind] ?? 0;
    sum += (count - kept) * each + kept * price.cached;
  }
  return sum;
};

/** What responses are priced by. */
export type Pricing = Pick<Measuring, 'prices' | 'assumedModel'>;

/** A session keeps its model: what was seen of it later is true of what came before. */
const modelOf = (facts: Facts, response: ResponseFacts): string | undefined => response.model ?? facts.model;

/** What a response cost, in the list's currency; undefined when its model or a kind of its tokens has no price. */
export const costOf = (
  facts: Facts,
  response: ResponseFacts,
  { prices, assumedModel }: Pricing,
): number | undefined => {
  const { usage } = response;
  const name = modelOf(facts, response) ?? assumedModel;
  const model = name === undefined ? undefined : prices.models.get(name);
  if (usage === undefined || model === undefined) return undefined;
  const input = side(usage.input, usage.cached, model, 'input');
  const output = side(usage.output, undefined, model, 'output');
  return input === undefined || output === undefined ? undefined : (input + output) / prices.per;
};

const transcriptionCost = (facts: Facts, prices: Prices): number | undefined => {
  let sum = 0;
  for (const { seconds, tokens } of facts.transcriptions) {
    const price = facts.transcriber === undefined ? undefined : prices.transcription.get(facts.transcriber);
    if (seconds !== undefined && price?.minute !== undefined) sum += (seconds / 60) * price.minute;
    else if (tokens !== undefined && price?.tokens !== undefined) sum += (tokens * price.tokens) / prices.per;
    else return undefined;
  }
  return sum;
};

const ofInterpreter = (facts: Facts, { prices, assumedModel }: Pricing): Metric => {
  const model = facts.model ?? assumedModel;
  const spent = interpreterCost(
    facts,
    model === undefined ? undefined : prices.translation.get(model)?.minute,
  );
  if (spent === undefined) {
    return none(
      model === undefined
        ? "unknown: the session's model was never seen; --assume-model NAME takes one for it"
        : 'unknown: the price list does not have this model; --prices FILE takes another list',
    );
  }
  const assumed = facts.model === undefined ? assumedModel : undefined;
  const notes = [
    `${prices.currency}, prices of ${prices.asOf}`,
    ...(assumed === undefined ? [] : [`model assumed: ${assumed}`]),
    ...(spent.note === undefined ? [] : [spent.note]),
  ];
  const sum = table('USD', new Map([['translation', spent.cost]]), spent.cost, notes.join('; '));
  return assumed === undefined ? sum : { ...sum, assumed };
};

/** What the responses cost, and the transcription of the caller where its price is known. */
export const cost = (facts: Facts, responses: Iterable<ResponseFacts>, pricing: Pricing): Metric => {
  const { prices, assumedModel } = pricing;
  if (facts.kind === 'translation') return ofInterpreter(facts, pricing);
  let [billed, responsesCost, guessed] = [0, 0, false];
  let missing: ResponseFacts | undefined;
  for (const response of responses) {
    const spent = costOf(facts, response, pricing);
    if (spent !== undefined) responsesCost += spent;
    else if (response.usage === undefined) continue;
    else missing ??= response;
    billed += 1;
    guessed ||= modelOf(facts, response) === undefined;
  }
  if (billed === 0 && facts.transcriptions.length === 0) return none('no usage was reported');
  if (missing !== undefined) {
    return none(
      (modelOf(facts, missing) ?? assumedModel) === undefined
        ? "unknown: the session's model was never seen; --assume-model NAME takes one for it"
        : 'unknown: the price list does not have this model; --prices FILE takes another list',
    );
  }
  const heard = transcriptionCost(facts, prices);
  if (billed === 0 && heard === undefined) {
    return none(
      'unknown: the price list does not have the model that transcribes; --prices FILE takes another list',
    );
  }
  const rows = new Map([['responses', responsesCost]]);
  if (heard !== undefined && facts.transcriptions.length > 0) rows.set('transcription', heard);
  const assumed = guessed ? assumedModel : undefined;
  const note = [
    `${prices.currency}, prices of ${prices.asOf}`,
    ...(assumed === undefined ? [] : [`model assumed: ${assumed}`]),
    ...(heard === undefined ? ['without transcription, whose price is unknown'] : []),
  ].join('; ');
  const sum = table('USD', rows, responsesCost + (heard ?? 0), note);
  return assumed === undefined ? sum : { ...sum, assumed };
};
