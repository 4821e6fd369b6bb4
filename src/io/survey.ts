import { readBaseUrl } from '../core/base-url.ts';
import { headerLooks, type HeaderSeen } from '../core/doctor/account.ts';
import { keyShape, type KeyShape } from '../core/doctor/key-shape.ts';
import { SidebandError } from '../core/error.ts';
import { foundAround, noKey } from './credentials.ts';
import { readEnvFile } from './env-file.ts';
import { checkedKey, fit, rawKey, type CredentialSources, type Found, type From } from './key-source.ts';
import { secret, type Secret } from './secret.ts';

/** Settings as they are, right or wrong: what `readCredentials` would take, and why it would not. */
export type Survey = {
  readonly key:
    | {
        readonly from: From;
        readonly shape: KeyShape;
        /** Undefined when it cannot be sent. */
        readonly secret: Secret | undefined;
        /** Other places that hold a different key. */
        readonly also: readonly From[];
      }
    | { readonly problem: SidebandError };
  readonly baseUrl: {
    readonly from: From;
    readonly url?: string;
    readonly problem?: SidebandError;
    /** `.env` names one that does not count. */
    readonly ignored: boolean;
  };
  readonly organization?: HeaderSeen & { readonly value: string };
  readonly project?: HeaderSeen & { readonly value: string };
};

/** Looks at every setting, and stops at none. What is not a matter of settings (no right to read a file) rejects. */
export const survey = async (sources: CredentialSources): Promise<Survey> => {
  const envFile = await readEnvFile(sources.cwd);
  const raw = await problemOr(() => rawKey(sources, envFile));
  const inEnvFile = !(raw instanceof SidebandError) && raw?.inEnvFile === true;
  const { base, organization, project } = foundAround(sources, inEnvFile ? envFile : undefined);
  const there = envFile?.['OPENAI_BASE_URL'] ?? '';
  const url = await problemOr(() => Promise.resolve(base.text).then(readBaseUrl));
  return {
    key:
      raw === undefined
        ? { problem: noKey(envFile !== undefined, sources.userConfig) }
        : raw instanceof SidebandError
          ? { problem: raw }
          : keyAsFound(raw, sources, envFile),
    baseUrl: {
      from: base.from,
      ignored: there !== '' && base.from !== '.env' && there !== base.text,
      ...(url instanceof SidebandError ? { problem: url } : { url }),
    },
    ...(organization === undefined ? {} : { organization: headerAsFound(organization) }),
    ...(project === undefined ? {} : { project: headerAsFound(project) }),
  };
};

const problemOr = async <T>(make: () => Promise<T>): Promise<T | SidebandError> => {
  try {
    return await make();
  } catch (error) {
    if (error instanceof SidebandError) return error;
    throw error;
  }
};

const keyAsFound = (
  raw: Found,
  { env }: CredentialSources,
  envFile: Readonly<Record<string, string>> | undefined,
): Survey['key'] => {
  const others = [
    ['environment OPENAI_API_KEY', env['OPENAI_API_KEY']],
    ['.env', envFile?.['OPENAI_API_KEY']],
  ] as const;
  const also = others.flatMap(([from, text]) =>
    text === undefined || text.trim() === '' || text.trim() === raw.text.trim() ? [] : [from],
  );
  if (raw.text.trim() === '')
    return { problem: new SidebandError('auth', `no API key: there is none in ${raw.from}`) };
  let usable: Secret | undefined;
  try {
    usable = secret(checkedKey(raw).text);
  } catch (error) {
    if (!(error instanceof SidebandError)) throw error;
  }
  return { from: raw.from, shape: keyShape(raw.text), secret: usable, also };
};

const headerAsFound = ({ text, from }: Found): HeaderSeen & { readonly value: string } => {
  let fits = true;
  try {
    fit(text, from);
  } catch {
    fits = false;
  }
  return { from, looks: headerLooks(text), fits, value: text };
};
