import { readPrices, type Prices } from '../core/price.ts';
import { SidebandError } from '../core/error.ts';
import type { Measuring } from '../core/metrics.ts';
import { closest } from '../core/names.ts';
import list from '../prices.json' with { type: 'json' };
import type { Context } from './context.ts';
import { jsonArgument } from './words.ts';

/**
 * What calls are measured with: what `--prices` and `--assume-model` say of the cost, and whether an operator's doing
 * counts. Throws a SidebandError (usage) for a model without prices.
 */
export const measuringBy = async (
  options: {
    readonly prices?: string | undefined;
    readonly assumeModel: string | undefined;
    readonly withoutOperator?: boolean | undefined;
  },
  context: Context,
): Promise<Measuring> => {
  const prices = await pricesFor({ prices: options.prices }, context);
  const { assumeModel: model } = options;
  const known = [...prices.models.keys(), ...prices.translation.keys()];
  if (model !== undefined && !known.includes(model)) {
    const near = closest(model, known);
    throw new SidebandError('usage', '--assume-model: the price list does not have this model', {
      said: model,
      hint: near === undefined ? `it has ${known.join(', ')}` : `did you mean ${near}?`,
    });
  }
  return { prices, assumedModel: model, withoutOperator: options.withoutOperator === true };
};

/** The price list of `--prices`, or the one that is shipped. */
export const pricesFor = async (
  options: { readonly prices: string | undefined },
  context: Context,
): Promise<Prices> =>
  readPrices(
    options.prices === undefined
      ? list
      : await jsonArgument('--prices', `@${options.prices.replace(/^@/, '')}`, context),
  );
