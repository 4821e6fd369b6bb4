import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SidebandError } from '../core/error.ts';
import { text as field } from '../core/raw.ts';
import type { UserConfig } from './config.ts';

/** Where a setting came from, for a human: `environment OPENAI_API_KEY`, `.env`, `--base-url`, `default`. */
export type From = string;

/** A setting and where it was found; `inEnvFile` when that was the `.env` of the working directory. */
export type Found = { readonly text: string; readonly from: From; readonly inEnvFile?: true };

/** The sources credentials are read from. */
export type CredentialSources = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly options: {
    readonly apiKeyFile?: string | undefined;
    readonly apiKeyStdin?: boolean | undefined;
    readonly baseUrl?: string | undefined;
  };
  readonly readStdin: () => Promise<string>;
  readonly userConfig: UserConfig | undefined;
};

/** A text that says something, with its source; undefined for an empty one. */
export const found = (text: string | undefined, from: From): Found | undefined =>
  text === undefined || text.trim() === '' ? undefined : { text: text.trim(), from };

/** The key and its source: flags, the environment, `.env`, the file that the user's settings name; undefined when nowhere. */
export const findKey = async (
  { env, cwd, options, readStdin, userConfig }: CredentialSources,
  envFile: Readonly<Record<string, string>> | undefined,
): Promise<Found | undefined> => {
  if (options.apiKeyStdin === true && options.apiKeyFile !== undefined) {
    throw new SidebandError('usage', '--api-key-stdin and --api-key-file exclude each other');
  }
  if (options.apiKeyStdin === true) return keyIn(await readStdin(), 'standard input');
  if (options.apiKeyFile !== undefined) return keyFile(resolve(cwd, options.apiKeyFile), '--api-key-file');
  const direct = found(env['OPENAI_API_KEY'], 'environment OPENAI_API_KEY');
  if (direct !== undefined) return keyIn(direct.text, direct.from);
  const local = found(envFile?.['OPENAI_API_KEY'], '.env');
  if (local !== undefined) return { ...keyIn(local.text, local.from), inEnvFile: true };
  const path = field(userConfig?.values, 'api-key-file');
  return path === undefined
    ? undefined
    : keyFile(resolve(userConfig?.path ?? '', '..', path), userConfig?.path ?? '');
};

const keyIn = (text: string, from: From): Found => {
  const key = text.trim();
  if (key === '') throw new SidebandError('auth', `no API key: there is none in ${from}`);
  return { text: fit(key, `the key from ${from}`), from };
};

/** A value that can be a header: one line of printable ASCII. What it holds is not repeated. */
export const fit = (text: string, what: string): string => {
  if (/^[\x21-\x7e]{1,512}$/.test(text)) return text;
  throw new SidebandError(
    'auth',
    `${what} holds something that cannot be part of it: a space, a line break, or more`,
    {
      hint: 'copy it again, alone and whole',
    },
  );
};

/** The largest file that is taken for one with a key in it, in bytes. */
const keyFileLimit = 4096;

const keyFile = async (path: string, from: From): Promise<Found> => {
  try {
    const file = await open(path, 'r');
    try {
      const stat = await file.stat();
      // A pipe is fine: <(pass show openai) is one.
      if (stat.isDirectory() || stat.size > keyFileLimit)
        throw new SidebandError('auth', 'this is not a file with a key');
      return keyIn(await file.readFile('utf8'), from);
    } finally {
      await file.close();
    }
  } catch (error) {
    const said = path.slice(0, 300);
    if (error instanceof SidebandError)
      throw new SidebandError('auth', error.message, { hint: error.hint, said });
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new SidebandError('auth', `cannot read the file with the key (${code})`, { said });
  }
};
