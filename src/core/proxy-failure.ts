import { place, type Hop } from './dial-failure.ts';
import { SidebandError } from './error.ts';

/** The failure of a proxy that answered CONNECT with something else than 200: not to be taken for the API's answer. */
export const proxyFailure = (status: number, hop: Hop): SidebandError =>
  new SidebandError('network', `${place(hop)} answered ${status}; the API was not reached`, {
    hint:
      status === 407
        ? 'the proxy wants credentials: HTTPS_PROXY=http://user:password@host:port'
        : 'check HTTPS_PROXY and NO_PROXY, or ask whoever runs the proxy',
    retryable: status === 429 || status >= 500,
    reason: 'proxy',
  });

/** The failure of something that took a CONNECT and is no proxy. */
export const notProxy = (hop: Hop): SidebandError =>
  new SidebandError('network', `${place(hop)} is no HTTP proxy: its answer makes no sense`, {
    hint: 'check HTTPS_PROXY and its port',
    retryable: false,
    reason: 'proxy',
  });
