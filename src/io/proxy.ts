import { isLoopback } from '../core/base-url.ts';
import { SidebandError } from '../core/error.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The proxy on the way to an address: what to dial, and what may be shown of it. */
export type Proxy = {
  readonly url: URL;
  readonly host: string;
  readonly port: number;
  /** `http://proxy.example:3128`: without credentials. */
  readonly shown: string;
};

const value = (env: Env, name: string): string => env[name.toLowerCase()] || env[name] || '';

/**
 * The proxy for an http(s) address by `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY` (lower case first, as
 * curl and Go read them), or undefined. This machine is never asked for through a proxy. Only http(s) proxies are
 * spoken; another kind is a SidebandError of kind `usage`.
 */
export const proxyFor = (target: string, env: Env): Proxy | undefined => {
  const { protocol, hostname, port } = new URL(target);
  const given = value(env, protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY') || value(env, 'ALL_PROXY');
  if (given === '' || isLoopback(hostname)) return undefined;
  if (excluded(hostname, port || (protocol === 'https:' ? '443' : '80'), value(env, 'NO_PROXY')))
    return undefined;
  let url: URL;
  try {
    url = new URL(given.includes('://') ? given : `http://${given}`);
  } catch {
    throw new SidebandError('usage', 'the proxy in the environment is not a URL', {
      hint: 'like HTTPS_PROXY=http://user:password@host:port',
    });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new SidebandError(
      'usage',
      `a proxy of the kind ${url.protocol.replace(':', '')} is not supported`,
      {
        hint: 'set HTTPS_PROXY to an http:// or https:// proxy, or name the host in NO_PROXY',
      },
    );
  }
  if (/%(?![0-9a-f]{2})/i.test(url.username + url.password)) {
    throw new SidebandError('usage', 'the user name or password of the proxy is not percent-encoded', {
      hint: 'write a % in it as %25',
    });
  }
  const number = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { url, host, port: number, shown: `${url.protocol}//${url.host}` };
};

/** `example.com` and `.example.com` both cover the subdomains; an entry may end in `:port`; `*` is everything. */
const excluded = (hostname: string, port: string, list: string): boolean =>
  list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      // An IPv6 address, which a URL has in brackets.
      if (/^[^[]*:.*:/.test(entry)) return hostname === `[${entry}]`;
      const [, name = entry, only] = /^(.+):(\d+)$/.exec(entry) ?? [];
      if (only !== undefined && only !== port) return false;
      const domain = name.replace(/^\*?\./, '');
      return hostname === domain || hostname.endsWith(`.${domain}`);
    });
