import type { Facts, ResponseFacts } from '../facts.ts';
import type { ModelPrice, Prices, TokenPrice } from '../price.ts';
import type { Measuring } from '../metrics.ts';
import { newSession, type Usage } from '../session.ts';
import { number, text } from '../raw.ts';
import { withResponseUsage } from '../usage.ts';
import { interpreterCost } from './agentless.ts';
import { none, table, value, type Metric } from './metric.ts';

/** The tokens of one response. */
const usageOf = (response: ResponseFacts): Usage | undefined =>
  response.usage === undefined ? undefined : withResponseUsage(newSession.usage, response.usage);

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
  const usage = usageOf(response);
  const name = modelOf(facts, response) ?? assumedModel;
  const model = name === undefined ? undefined : prices.models.get(name);
  if (usage === undefined || model === undefined) return undefined;
  const input = side(usage.input, usage.cached, model, 'input');
  const output = side(usage.output, undefined, model, 'output');
  return input === undefined || output === undefined ? undefined : (input + output) / prices.per;
};

const transcriptionCost = (facts: Facts, prices: Prices): number | undefined => {
  let sum = 0;
  for (const { usage } of facts.transcriptions) {
    const price = facts.transcriber === undefined ? undefined : prices.transcription.get(facts.transcriber);
    const seconds = text(usage, 'type') === 'duration' ? number(usage, 'seconds') : undefined;
    const tokens = number(usage, 'total_tokens');
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
  const notes = [
    `${prices.currency}, prices of ${prices.asOf}`,
    ...(spent.note === undefined ? [] : [spent.note]),
  ];
  return table('USD', new Map([['translation', spent.cost]]), spent.cost, notes.join('; '));
};

const cost = (facts: Facts, responses: readonly ResponseFacts[], pricing: Pricing): Metric => {
  const { prices, assumedModel } = pricing;
  if (facts.kind === 'translation') return ofInterpreter(facts, pricing);
  const billed = responses.filter(({ usage }) => usage !== undefined);
  if (billed.length === 0 && facts.transcriptions.length === 0) return none('no usage was reported');
  const spoken = billed.map((response) => costOf(facts, response, pricing));
  const missing = billed.find((_, index) => spoken[index] === undefined);
  if (missing !== undefined) {
    return none(
      (modelOf(facts, missing) ?? assumedModel) === undefined
        ? "unknown: the session's model was never seen; --assume-model NAME takes one for it"
        : 'unknown: the price list does not have this model; --prices FILE takes another list',
    );
  }
  const heard = transcriptionCost(facts, prices);
  if (billed.length === 0 && heard === undefined) {
    return none(
      'unknown: the price list does not have the model that transcribes; --prices FILE takes another list',
    );
  }
  const responsesCost = spoken.reduce<number>((sum, one) => sum + (one ?? 0), 0);
  const rows = new Map([['responses', responsesCost]]);
  if (heard !== undefined && facts.transcriptions.length > 0) rows.set('transcription', heard);
  const guessed = billed.some((response) => modelOf(facts, response) === undefined);
  const assumed = guessed ? assumedModel : undefined;
  const note = [
    `${prices.currency}, prices of ${prices.asOf}`,
    ...(assumed === undefined ? [] : [`model assumed: ${assumed}`]),
    ...(heard === undefined ? ['without transcription, whose price is unknown'] : []),
  ].join('; ');
  const sum = table('USD', rows, responsesCost + (heard ?? 0), note);
  return assumed === undefined ? sum : { ...sum, assumed };
};

/** The input of each response, so that one sees the context grow, and fall when the server forgets. */
const growth = (facts: Facts, responses: readonly ResponseFacts[], prices: Prices): Metric => {
  // A response that was cancelled at once is billed nothing, which says nothing of the context.
  const inputs = responses.flatMap((response) => number(response.usage, 'input_tokens') || []);
  const [first] = inputs;
  const last = inputs.at(-1);
  if (first === undefined || last === undefined || inputs.length < 2)
    return none('needs two responses with usage');
  const slope = (last - first) / (inputs.length - 1);
  // A context that loses a third between two responses was truncated; smaller drops are deleted items.
  const truncations = inputs.filter((tokens, index) => tokens < (inputs[index - 1] ?? 0) * (2 / 3)).length;
  const window = facts.model === undefined ? undefined : prices.models.get(facts.model)?.context;
  const rows = new Map([
    ['first', first],
    ['last', last],
    ['per_response', slope],
    ['truncations', truncations],
  ]);
  if (window !== undefined) rows.set('of_window', last / window);
  return table('tokens', rows, slope);
};

/** Tokens by kind, what was cached of them, what they cost and how the context grew. */
export const tokens = (
  facts: Facts,
  responses: readonly ResponseFacts[],
  pricing: Pricing,
): ReadonlyMap<string, Metric> => {
  const usage = responses.reduce(
    (sum, response) => (response.usage === undefined ? sum : withResponseUsage(sum, response.usage)),
    newSession.usage,
  );
  const found = new Map<string, Metric>();
  if (usage.responses === 0) {
    found.set('tokens', none('no usage was reported'));
    found.set('cached_ratio', none('no usage was reported'));
  } else {
    const { input, cached, output } = usage;
    const rows = new Map([
      ['input', usage.inputTokens],
      ['input_text', input.text],
      ['input_audio', input.audio],
      ['input_image', input.image],
      ['cached_text', cached.text],
      ['cached_audio', cached.audio],
      ['cached_image', cached.image],
      ['output', usage.outputTokens],
      ['output_text', output.text],
      ['output_audio', output.audio],
    ]);
    found.set('tokens', table('tokens', rows, usage.inputTokens + usage.outputTokens));
    found.set(
      'cached_ratio',
      usage.inputTokens === 0
        ? none('no input was billed')
        : value('ratio', (cached.text + cached.audio + cached.image) / usage.inputTokens),
    );
  }
  found.set('cost', cost(facts, responses, pricing));
  found.set('context_growth', growth(facts, responses, pricing.prices));
  return found;
};
