import { defaultBaseUrl, readBaseUrl } from '../core/base-url.ts';
import { SidebandError } from '../core/error.ts';
import { text as field } from '../core/raw.ts';
import { refuseWeakTls } from './api-settings.ts';
import { userConfigPath, type UserConfig } from './config.ts';
import { readEnvFile } from './env-file.ts';
import { findKey, fit, found, type CredentialSources, type Found, type From } from './key-source.ts';
import { proxyFor } from './proxy.ts';
import { secret, type Secret } from './secret.ts';

/** What is needed to talk to the API as somebody. */
export type Credentials = {
  readonly key: Secret;
  readonly keyFrom: From;
  /** Ends in `/v1`. */
  readonly baseUrl: string;
  readonly baseUrlFrom: From;
  readonly organization?: string;
  readonly project?: string;
};

/**
 * Finds the key and the base URL: flags before the environment, before `.env`, before the user's file. Everything in
 * `.env` counts only when the key is from there too, so that a working directory cannot point somebody's key
 * elsewhere. No key is a SidebandError of kind `auth` that names the places looked at; a setting no key may be used
 * with is one of kind `usage`.
 */
export const readCredentials = async (sources: CredentialSources): Promise<Credentials> => {
  const { env, cwd, userConfig } = sources;
  refuseWeakTls(env);
  const envFile = await readEnvFile(cwd);
  const key = await findKey(sources, envFile);
  if (key === undefined) throw noKey(envFile !== undefined, userConfig);
  const { base, organization, project } = foundAround(sources, key.inEnvFile === true ? envFile : undefined);

  return {
    key: secret(key.text),
    keyFrom: key.from,
    baseUrl: readBaseUrl(base.text),
    baseUrlFrom: base.from,
    ...(organization === undefined ? {} : { organization: fit(organization.text, 'OPENAI_ORG_ID') }),
    ...(project === undefined ? {} : { project: fit(project.text, 'OPENAI_PROJECT_ID') }),
  };
};

/** What stands around a key, as it was found; `envFile` is that of the key, for another must not say where it goes. */
export const foundAround = (
  { env, options, userConfig }: CredentialSources,
  envFile: Readonly<Record<string, string>> | undefined,
): {
  readonly base: Found;
  readonly organization: Found | undefined;
  readonly project: Found | undefined;
} => {
  const either = (name: string): Found | undefined =>
    found(env[name], `environment ${name}`) ?? found(envFile?.[name], '.env');
  return {
    base: found(options.baseUrl, '--base-url') ??
      either('OPENAI_BASE_URL') ??
      found(field(userConfig?.values, 'base-url'), userConfig?.path ?? '') ?? {
        text: defaultBaseUrl,
        from: 'default',
      },
    organization: either('OPENAI_ORG_ID'),
    project: either('OPENAI_PROJECT_ID'),
  };
};

/** The failure of having no key: it names the places looked at. */
export const noKey = (hasEnvFile: boolean, userConfig: UserConfig | undefined): SidebandError => {
  const looked = [
    'OPENAI_API_KEY in the environment',
    hasEnvFile
      ? '.env in the working directory (no OPENAI_API_KEY in it)'
      : '.env in the working directory (no such file)',
    userConfig === undefined ? 'the config file (none)' : 'the config file (no api-key-file in it)',
  ];
  return new SidebandError('auth', `no API key; looked at ${looked.join(', ')}`, {
    hint: 'set OPENAI_API_KEY, or use --api-key-file FILE or --api-key-stdin; rt-sideband demo and sim need none',
    reason: 'no-key',
  });
};

/** A setting as it counts now, printable: a key shows as `[secret …1234]`. */
export type Setting = { readonly name: string; readonly value: string; readonly from: From };

/**
 * What decides how the API is reached: each value and where it came from. What cannot be determined has its reason as
 * value, because somebody without a key looks here too. Standard input is not read.
 */
export const effectiveApi = async (
  sources: Omit<CredentialSources, 'readStdin'>,
): Promise<readonly Setting[]> => {
  const { env, userConfig } = sources;
  const path = userConfigPath(env);
  const last: Setting = {
    name: 'config-file',
    value: path ?? '',
    from: userConfig === undefined ? 'not there' : 'found',
  };
  let credentials: Credentials;
  try {
    credentials = await readCredentials({ ...sources, readStdin: async () => '(not-read)' });
  } catch (error) {
    if (!(error instanceof SidebandError)) throw error;
    const name = error.kind === 'auth' ? 'api-key' : 'base-url';
    return [{ name, value: `(${error.message})`, from: 'nowhere' }, last];
  }
  const { key, keyFrom, baseUrl, baseUrlFrom, organization, project } = credentials;
  return [
    { name: 'api-key', value: keyFrom === 'standard input' ? '(not read)' : String(key), from: keyFrom },
    { name: 'base-url', value: baseUrl, from: baseUrlFrom },
    { name: 'organization', value: organization ?? '', from: fromEnv(env, 'OPENAI_ORG_ID', organization) },
    { name: 'project', value: project ?? '', from: fromEnv(env, 'OPENAI_PROJECT_ID', project) },
    { name: 'proxy', ...proxySetting(baseUrl, env) },
    last,
  ];
};

const fromEnv = (env: CredentialSources['env'], name: string, value: string | undefined): From => {
  if (value === undefined) return 'not set';
  return (env[name] ?? '') === '' ? '.env' : `environment ${name}`;
};

const proxySetting = (baseUrl: string, env: CredentialSources['env']): Omit<Setting, 'name'> => {
  try {
    const proxy = proxyFor(baseUrl, env);
    return { value: proxy?.shown ?? '', from: proxy === undefined ? 'not used' : 'environment' };
  } catch (error) {
    if (!(error instanceof SidebandError)) throw error;
    return { value: `(${error.message})`, from: 'environment' };
  }
};
