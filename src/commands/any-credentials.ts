import { defaultBaseUrl, readBaseUrl } from '../core/base-url.ts';
import { SidebandError } from '../core/error.ts';
import type { Credentials } from '../io/credentials.ts';
import type { Context } from './context.ts';
import { credentialsFor } from './dialling.ts';

/** Whose key there is, where none is needed. */
export const anyCredentials = async (
  options: Parameters<typeof credentialsFor>[0],
  context: Context,
): Promise<Credentials | undefined> => {
  try {
    return await credentialsFor(options, context);
  } catch (error) {
    if (error instanceof SidebandError && error.reason === 'no-key') return undefined;
    throw error;
  }
};

/** Where the API is, for who has no key. */
export const baseUrlAlone = (
  { baseUrl }: { readonly baseUrl?: string | undefined },
  { env }: Context,
): string => readBaseUrl(baseUrl ?? (env['OPENAI_BASE_URL'] || defaultBaseUrl));

/** Where the API is, with or without a key; one on standard input is left there for who needs it. */
export const baseUrlFor = async (
  options: Parameters<typeof credentialsFor>[0],
  context: Context,
): Promise<string> => {
  const known = options.apiKeyStdin === true ? undefined : await anyCredentials(options, context);
  return known?.baseUrl ?? baseUrlAlone(options, context);
};
