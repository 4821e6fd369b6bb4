import type { Facts, ResponseFacts } from '../facts.ts';
import type { Prices } from '../price.ts';
import { newSession } from '../session.ts';
import { plusResponse } from '../usage.ts';
import { cost, type Pricing } from './cost.ts';
import { none, table, value, type Metric } from './metric.ts';

/** The input of each response, so that one sees the context grow, and fall when the server forgets. */
const growth = (facts: Facts, responses: Iterable<ResponseFacts>, prices: Prices): Metric => {
  // A response that was cancelled at once is billed nothing, which says nothing of the context.
  const inputs: number[] = [];
  for (const { usage } of responses)
    if (usage !== undefined && usage.inputTokens > 0) inputs.push(usage.inputTokens);
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
  responses: Iterable<ResponseFacts>,
  pricing: Pricing,
): ReadonlyMap<string, Metric> => {
  let { usage } = newSession;
  for (const { usage: used } of responses) if (used !== undefined) usage = plusResponse(usage, used);
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
