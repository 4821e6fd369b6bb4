import { readPrices, type Prices } from '../core/price.ts';
import list from '../prices.json' with { type: 'json' };
import { option, words } from './command.ts';
import type { Context } from './context.ts';
import { jsonArgument } from './words.ts';

/** Whose prices are used. */
export const priceOptions = {
  prices: option('--prices <file>', 'another price list than the one that is shipped', words),
};

/** The price list of `--prices`, or the one that is shipped. */
export const pricesFor = async (
  options: { readonly prices: string | undefined },
  context: Context,
): Promise<Prices> =>
  readPrices(
    options.prices === undefined ? list : await jsonArgument(`@${options.prices.replace(/^@/, '')}`, context),
  );
