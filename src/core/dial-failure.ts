import { SidebandError } from './error.ts';

/** Which machine did not do its part, and how it is written for a human (no credentials in it). */
export type Hop = { readonly who: 'api' | 'proxy'; readonly host: string; readonly port: number };

/** How far a dial had come. */
export type Stage = 'name' | 'connect' | 'tunnel' | 'tls' | 'answer';

/** A hop as it is written: `host:port`, and that it is the proxy. */
export const place = ({ who, host, port }: Hop): string =>
  `${who === 'proxy' ? 'the proxy ' : ''}${host}:${port}`;

/** Where an address that is dialled is written. */
const setting = ({ who }: Hop): string => (who === 'proxy' ? 'HTTPS_PROXY' : 'the base URL');

type Row = {
  readonly reason: string;
  readonly says: (hop: Hop) => string;
  readonly hint?: string | ((hop: Hop) => string);
  readonly retryable: boolean;
};

const dns = (what: string): Row => ({
  reason: 'dns',
  says: ({ who, host }) => `cannot find ${who === 'proxy' ? 'the proxy ' : ''}${host}: ${what}`,
  hint: 'check the name, and that this machine is online',
  retryable: true,
});

const net = (what: string, retryable = true): Row => ({
  reason: 'connect',
  says: (hop) => `${place(hop)}: ${what}`,
  retryable,
});

const privateCa =
  'for a private authority set NODE_EXTRA_CA_CERTS=/path/to/ca.pem; certificate checks cannot be turned off';

const tls = (what: string, hint: NonNullable<Row['hint']> = privateCa): Row => ({
  reason: 'tls',
  says: (hop) => `no trusted connection to ${place(hop)}: ${what}`,
  hint,
  retryable: false,
});

const notTls = tls(
  'it does not speak TLS there',
  (hop) => `is this a plain HTTP port? check ${setting(hop)} and its port`,
);
const otherName = tls(
  'its certificate is for another name',
  (hop) => `check the host name of ${setting(hop)}`,
);
const refusedTls = (code: string): Row =>
  tls(
    `it refused the TLS handshake (${code})`,
    'it may want a client certificate, which is not supported, or speak only TLS that is out of date: ask whoever runs it',
  );

const notSpoken = (what: 'WebSocket' | 'HTTP'): Row => ({
  reason: what === 'HTTP' ? 'not-http' : 'not-websocket',
  says: (hop) =>
    `${place(hop)} is not ${what === 'HTTP' ? 'an HTTP' : 'a WebSocket'} server: its answer makes no sense`,
  hint: 'check --base-url or OPENAI_BASE_URL',
  retryable: false,
});

/** What the error codes of Node (dns, net, tls, http) mean for a dial. */
const rows: ReadonlyMap<string, Row> = new Map([
  ['ENOTFOUND', dns('there is no such host')],
  ['ENODATA', dns('the name has no address')],
  ['EAI_NODATA', dns('the name has no address')],
  ['EAI_NONAME', dns('there is no such host')],
  // getaddrinfo says the same of a name server that failed and of one that is silent.
  ['EAI_AGAIN', dns('the name server failed or did not answer')],
  ['EAI_FAIL', dns('the name server failed')],
  ['ESERVFAIL', dns('the name server failed')],
  ['ETIMEOUT', dns('the name server does not answer')],
  ['ECONNREFUSED', net('connection refused')],
  ['ENETUNREACH', net('the network is unreachable')],
  ['EHOSTUNREACH', net('the host is unreachable')],
  ['ENETDOWN', net('the network is down')],
  ['ETIMEDOUT', net('no answer')],
  ['ECONNRESET', net('the connection was cut before the handshake was done')],
  ['ECONNABORTED', net('the connection was cut before the handshake was done')],
  ['EPIPE', net('the connection was cut before the handshake was done')],
  ['EACCES', net('this machine does not allow the connection', false)],
  ['EPERM', net('this machine does not allow the connection', false)],
  ['EADDRNOTAVAIL', net('no local address is free')],
  ['EMFILE', net('this process has too many files open')],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', tls('its certificate is self-signed')],
  ['SELF_SIGNED_CERT_IN_CHAIN', tls('its authority is not one this machine trusts')],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', tls('its authority is not one this machine trusts')],
  ['UNABLE_TO_GET_ISSUER_CERT', tls('its authority is not one this machine trusts')],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', tls('its authority is not one this machine trusts')],
  ['CERT_UNTRUSTED', tls('its authority is not one this machine trusts')],
  ['INVALID_CA', tls('its authority is not one this machine trusts')],
  ['ERR_TLS_CERT_ALTNAME_INVALID', otherName],
  ['HOSTNAME_MISMATCH', otherName],
  [
    'CERT_HAS_EXPIRED',
    tls('its certificate has expired', 'check the clock of this machine, or tell its operator'),
  ],
  ['CERT_NOT_YET_VALID', tls('its certificate is not valid yet', 'check the clock of this machine')],
  ['CERT_REVOKED', tls('its certificate was revoked', 'tell its operator')],
  ['EPROTO', notTls],
]);

const rowFor = (code: string, what: 'WebSocket' | 'HTTP'): Row => {
  if (code.startsWith('HPE_')) return notSpoken(what);
  if (/^ERR_SSL_(?:.*_ALERT_|UNSUPPORTED_PROTOCOL$)/.test(code)) return refusedTls(code);
  if (code.startsWith('ERR_SSL_')) return notTls;
  if (code.startsWith('ERR_TLS_') || code.includes('CERT')) return tls(code);
  return net(`the connection failed (${code})`);
};

/**
 * The failure that a local error code means, where `what` was expected. Without a code the answer was none (`ws` has
 * no codes for those). The text of the error itself is not used.
 */
export const dialFailure = (
  code: string | undefined,
  hop: Hop,
  what: 'WebSocket' | 'HTTP' = 'WebSocket',
): SidebandError => {
  const known = code !== undefined && /^[A-Z0-9_]{2,60}$/.test(code) ? code : undefined;
  const row = known === undefined ? notSpoken(what) : (rows.get(known) ?? rowFor(known, what));
  return new SidebandError('network', row.says(hop), {
    hint: typeof row.hint === 'function' ? row.hint(hop) : row.hint,
    retryable: row.retryable,
    reason: row.reason,
  });
};

/** The failure of a dial that took longer than its deadline, and where it hung. */
export const deadlineFailure = (stage: Stage, hop: Hop, ms: number): SidebandError => {
  const within = `in ${ms / 1000} s`;
  const says: Record<Stage, string> = {
    name: `no address for ${hop.host} ${within}`,
    connect: `no answer from ${place(hop)} ${within}`,
    tunnel: `${place(hop)} took the connection but did not open a way to the API ${within}`,
    tls: `connected to ${place(hop)} but no TLS handshake ${within}`,
    answer: `connected to ${place(hop)} but no answer to the request ${within}`,
  };
  return new SidebandError('network', says[stage], {
    reason: 'deadline',
    retryable: true,
    hint: 'check the network, the proxy and the base URL',
  });
};
