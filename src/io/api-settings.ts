import { readBaseUrl } from '../core/base-url.ts';
import { SidebandError } from '../core/error.ts';
import type { Clock } from '../core/ports.ts';
import type { DialWatch } from './dial-watch.ts';
import type { Secret } from './secret.ts';

/** How to reach the API: the same for the socket and for REST. */
export type ApiSettings = {
  /** Ends in `/v1`; https except on this machine. */
  readonly baseUrl: string;
  readonly key: Secret;
  readonly organization?: string | undefined;
  readonly project?: string | undefined;
  /** A stable hashed id of the end user. */
  readonly safetyIdentifier?: string | undefined;
  readonly clock: Clock;
  /** Where proxies are named. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** PEM text of an authority to trust beside the usual ones. */
  readonly ca?: string | undefined;
  /** Milliseconds for everything until the answer: name, proxy, TLS, HTTP. */
  readonly deadlineMs?: number | undefined;
  readonly userAgent: string;
  /** Told of every dial while it happens. */
  readonly watch?: DialWatch | undefined;
};

export const defaultDeadline = 15_000;

/** Refuses an environment in which Node would not check certificates: the key would go to anybody. */
export const refuseWeakTls = (env: ApiSettings['env']): void => {
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return;
  throw new SidebandError('usage', 'NODE_TLS_REJECT_UNAUTHORIZED=0 turns certificate checks off; refused', {
    hint: 'unset it; for a private authority set NODE_EXTRA_CA_CERTS=/path/to/ca.pem',
  });
};

/** Checks what a key is about to be sent with, and gives the normal form of the base URL. */
export const checkedBaseUrl = (settings: Pick<ApiSettings, 'baseUrl' | 'env'>): string => {
  refuseWeakTls(settings.env);
  return readBaseUrl(settings.baseUrl);
};

/** The headers of every request, but the key. `OpenAI-Beta` is never one of them: it kills the connection. */
export const plainHeaders = (settings: ApiSettings): Record<string, string> => ({
  'User-Agent': settings.userAgent,
  ...(settings.organization === undefined ? {} : { 'OpenAI-Organization': settings.organization }),
  ...(settings.project === undefined ? {} : { 'OpenAI-Project': settings.project }),
  ...(settings.safetyIdentifier === undefined
    ? {}
    : { 'OpenAI-Safety-Identifier': settings.safetyIdentifier }),
});
