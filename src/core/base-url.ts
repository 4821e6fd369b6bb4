import { SidebandError } from './error.ts';

/** Where OpenAI's own tools go. */
export const defaultBaseUrl = 'https://api.openai.com/v1';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** True for a host name of this machine, where plain HTTP is no risk and no proxy is used. */
export const isLoopback = (hostname: string): boolean => loopback.test(hostname);

/**
 * The base URL as it is used: http(s), ending in `/v1` without a slash after it; `ws(s)` is understood. A SidebandError
 * of kind `usage` for anything a key should not be sent to: no TLS off this machine, userinfo, another path.
 */
export const readBaseUrl = (given: string): string => {
  let url: URL;
  try {
    url = new URL(given.trim());
  } catch {
    throw wrong('the base URL is not a URL', given);
  }
  const protocol = url.protocol.replace(/^ws/, 'http');
  if (protocol !== 'https:' && protocol !== 'http:')
    throw wrong('the base URL must start with https://', given);
  // Its text is not repeated: the part before the @ is a password.
  if (url.username !== '' || url.password !== '')
    throw wrong('the base URL must not hold a user name or password');
  if (protocol === 'http:' && !isLoopback(url.hostname)) {
    throw wrong(
      'the base URL must use https: the key would travel readable by everybody on the way',
      url.origin,
    );
  }
  const path = url.pathname.replace(/\/+$/, '');
  if (url.search !== '' || url.hash !== '') throw wrong('the base URL must not hold a query or fragment');
  if (!path.endsWith('/v1')) throw wrong('the base URL must end in /v1', `${url.origin}${url.pathname}`);
  return `${protocol}//${url.host}${path}`;
};

const wrong = (message: string, said?: string): SidebandError =>
  new SidebandError('usage', message, {
    said: said?.slice(0, 200),
    hint: 'like https://api.openai.com/v1, from --base-url, OPENAI_BASE_URL or the config file',
  });

/** The host of a base URL when it is not the usual one: what tells a call of a simulator from one of a customer. */
export const unusualHost = (baseUrl: string): string | undefined =>
  baseUrl === defaultBaseUrl ? undefined : (/^[a-z]+:\/\/([^/?#]+)/i.exec(baseUrl)?.[1] ?? baseUrl);
