import { cause, type Cause } from './finding.ts';

/** What is known of a failure on the way: our error, and whether a proxy is on that way. */
export type NetworkFailure = {
  /** `dns`, `connect`, `tls`, `proxy`, `deadline`, `not-http`, `not-websocket`. */
  readonly reason: string | undefined;
  readonly message: string;
  readonly hint: string | undefined;
  readonly proxied: boolean;
  readonly local: boolean;
};

const offline = cause(
  'this machine is not online, or its name server does not answer',
  'try another name; check the network or the VPN',
  'medium',
);
const slip = cause('a slip in the host name', 'check --base-url and OPENAI_BASE_URL', 'medium');
const firewall = cause(
  'a firewall, or a network that wants a proxy',
  'set HTTPS_PROXY if your network has one, or ask whoever runs it',
  'medium',
);
const clock = cause('the clock of this machine is wrong', 'set it, best by NTP', 'medium');

const untrusted: readonly Cause[] = [
  cause(
    'a private authority signed it: a company proxy, a gateway or a simulator',
    'NODE_EXTRA_CA_CERTS=/path/to/ca.pem, before the program starts',
    'high',
  ),
  cause('somebody reads along', 'do not send a key over this network', 'low'),
];

/** By what the failure says. */
const ofTls: readonly (readonly [RegExp, readonly Cause[]])[] = [
  [
    /does not speak TLS/,
    [
      cause(
        'a plain HTTP port, or a proxy that answers in the place of the API',
        'check the port and the scheme of the base URL',
        'high',
      ),
    ],
  ],
  [
    /refused the TLS handshake/,
    [
      cause(
        'it wants a client certificate, or speaks only TLS that is out of date',
        'ask whoever runs it',
        'medium',
      ),
    ],
  ],
  [
    /another name/,
    [
      cause(
        'the host name of the base URL is not the one of the certificate',
        'check the host name of the base URL',
        'high',
      ),
      firewall,
    ],
  ],
  [/expired|not valid yet/, [clock, cause('the certificate is out of date', 'tell its operator', 'medium')]],
];

const tlsCauses = (message: string): readonly Cause[] =>
  ofTls.find(([words]) => words.test(message))?.[1] ?? untrusted;

/** A deadline: who took the connection is awake, so that what is before it is not to blame. */
const lateCauses = (message: string, proxied: boolean, local: boolean): readonly Cause[] => {
  const hangs = local
    ? cause(
        'the server there hangs, or is none of the Realtime API',
        'look at it, or start it again',
        'medium',
      )
    : cause(
        'the server is overloaded, or not what the base URL should name',
        'try again; https://status.openai.com tells of outages',
        'medium',
      );
  if (local) return [hangs];
  const way = proxied
    ? cause(
        'the proxy takes connections and does not pass them on',
        'check HTTPS_PROXY and NO_PROXY',
        'medium',
      )
    : firewall;
  return /no answer to the request/.test(message) && !proxied
    ? [hangs, { ...way, confidence: 'low' }]
    : [way, { ...hangs, confidence: 'low' }];
};

/** Why a dial failed, the most probable cause first. */
export const networkCauses = ({
  reason,
  message,
  hint,
  proxied,
  local,
}: NetworkFailure): readonly Cause[] => {
  switch (reason) {
    case 'dns':
      return /does not answer|failed/.test(message)
        ? [offline, slip]
        : [{ ...slip, confidence: 'high' }, offline];
    case 'connect':
      if (/refused/.test(message)) {
        return [
          local
            ? cause('nothing listens there', 'start the server (rt-sideband sim), and check the port', 'high')
            : cause(
                'nothing listens there, or a firewall says so',
                'check the host and the port of the base URL',
                'medium',
              ),
        ];
      }
      return [firewall, cause('a failure on the way that may pass', 'try again', 'low')];
    case 'tls':
      return tlsCauses(message);
    case 'proxy':
      return [
        /answered 407/.test(message)
          ? cause(
              'the proxy wants other credentials, or any',
              'HTTPS_PROXY=http://user:password@host:port',
              'high',
            )
          : /is no HTTP proxy/.test(message)
            ? cause('something else than a proxy listens there', 'check HTTPS_PROXY and its port', 'high')
            : cause(
                'the proxy does not let us through to this host',
                'check HTTPS_PROXY, or name the host in NO_PROXY',
                'high',
              ),
      ];
    case 'deadline':
      return lateCauses(message, proxied, local);
    case 'not-http':
    case 'not-websocket':
      return [
        cause('something else than the API answers there', 'check --base-url and OPENAI_BASE_URL', 'high'),
      ];
    default:
      return [cause('not known', hint ?? 'try again', 'low')];
  }
};
