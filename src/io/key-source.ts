import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SidebandError } from '../core/error.ts';
import { fileCause } from '../core/file-cause.ts';
import { text as field } from '../core/raw.ts';
import type { UserConfig } from './config.ts';
import { secret, type Secret } from './secret.ts';

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

/** A key as it was found, with the file it was read from, if any. */
type FoundKey = Found & { readonly path?: string };

const given = (text: string | undefined, from: From): Found | undefined =>
  text === undefined || text.trim() === '' ? undefined : { text, from };

/**
 * The key to the letter and its source: flags, the environment, `.env`, the file that the user's settings name;
 * undefined when nowhere. Unchecked: it may be empty, or no key at all.
 */
export const rawKey = async (
  { env, cwd, options, readStdin, userConfig }: CredentialSources,
  envFile: Readonly<Record<string, string>> | undefined,
): Promise<FoundKey | undefined> => {
  if (options.apiKeyStdin === true && options.apiKeyFile !== undefined) {
    throw new SidebandError('usage', '--api-key-stdin and --api-key-file exclude each other');
  }
  if (options.apiKeyStdin === true) return { text: await readStdin(), from: 'standard input' };
  if (options.apiKeyFile !== undefined) return keyFile(resolve(cwd, options.apiKeyFile), '--api-key-file');
  const direct = given(env['OPENAI_API_KEY'], 'environment OPENAI_API_KEY');
  if (direct !== undefined) return direct;
  const local = given(envFile?.['OPENAI_API_KEY'], '.env');
  if (local !== undefined) return { ...local, inEnvFile: true };
  const path = field(userConfig?.values, 'api-key-file');
  return path === undefined
    ? undefined
    : keyFile(resolve(userConfig?.path ?? '', '..', path), userConfig?.path ?? '');
};

/** The key as it is sent, and its source; undefined when there is none. What cannot be a key is kind `auth`. */
export const findKey = async (
  sources: CredentialSources,
  envFile: Readonly<Record<string, string>> | undefined,
): Promise<Found | undefined> => {
  const raw = await rawKey(sources, envFile);
  return raw === undefined ? undefined : checkedKey(raw);
};

/** The key without what stands around it; a SidebandError of kind `auth` when it cannot be one. */
export const checkedKey = ({ path, ...raw }: FoundKey): Found => {
  const key = raw.text.trim();
  const said = path?.slice(0, 300);
  if (key === '') throw new SidebandError('auth', `no API key: there is none in ${raw.from}`, { said });
  return { ...raw, text: fit(key, `the key from ${raw.from}`, said) };
};

/** A value that can be a header: one line of printable ASCII. What it holds is not repeated. */
export const fit = (text: string, what: string, said?: string): string => {
  if (/^[\x21-\x7e]{1,512}$/.test(text)) return text;
  throw new SidebandError(
    'auth',
    `${what} holds something that cannot be part of it: a space, a line break, or more`,
    {
      hint: 'copy it again, alone and whole',
      said,
    },
  );
};

/** Who asks, as a program names them: checked as what is found in the surroundings is. Throws kind `auth`. */
export const identity = (given: {
  readonly apiKey: string | undefined;
  readonly organization?: string | undefined;
  readonly project?: string | undefined;
}): { readonly key: Secret; readonly organization?: string; readonly project?: string } => ({
  key: secret(checkedKey({ text: given.apiKey ?? '', from: 'apiKey' }).text),
  ...(given.organization === undefined ? {} : { organization: fit(given.organization, 'organization') }),
  ...(given.project === undefined ? {} : { project: fit(given.project, 'project') }),
});

/** The largest file that is taken for one with a key in it, in bytes. */
const keyFileLimit = 4096;

const keyFile = async (path: string, from: From): Promise<FoundKey> => {
  try {
    const file = await open(path, 'r');
    try {
      const stat = await file.stat();
      // A pipe is fine: <(pass show openai) is one.
      if (stat.isDirectory() || stat.size > keyFileLimit)
        throw new SidebandError('auth', 'this is not a file with a key');
      return { text: await file.readFile('utf8'), from, path };
    } finally {
      await file.close();
    }
  } catch (error) {
    const said = path.slice(0, 300);
    if (error instanceof SidebandError)
      throw new SidebandError('auth', error.message, { hint: error.hint, said });
    throw new SidebandError('auth', `cannot read the file with the key: ${fileCause(error)}`, { said });
  }
};
