import { cause, fail, ok, warn, type Finding } from './finding.ts';
import type { HostKind } from './base-url.ts';
import { networkCauses, type NetworkFailure } from './network-causes.ts';

/** An address that a name stands for. */
export type Address = { readonly address: string; readonly family: number };

/** Addresses that no public service has: a hosts file or a filter gave them. */
const private_ =
  /^(?:0\.|10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1?$|f[cd][0-9a-f]{2}:|fe80:)/i;

/** What the name of the API stands for. */
export const judgeNames = (
  host: string,
  kind: HostKind,
  seen: { readonly addresses: readonly Address[] } | { readonly failure: NetworkFailure },
): Finding => {
  if ('failure' in seen) {
    const { failure } = seen;
    return fail('dns', 'network', failure.message, networkCauses(failure), {
      host,
      reason: failure.reason ?? null,
    });
  }
  const count = (family: number): number => seen.addresses.filter((one) => one.family === family).length;
  const addresses = seen.addresses.map(({ address }) => address);
  const facts = { host, v4: count(4), v6: count(6), addresses };
  const shown = addresses.slice(0, 2).join(', ') + (addresses.length > 2 ? ', …' : '');
  const saw = `${host} is ${shown} (${count(4)} IPv4, ${count(6)} IPv6)`;
  if (kind === 'openai' && addresses.some((one) => private_.test(one))) {
    return warn(
      'dns',
      saw,
      [
        cause(
          'a hosts file, a filter or a company network answers in the place of OpenAI',
          'look up the name from another network and compare',
          'medium',
        ),
      ],
      facts,
    );
  }
  return ok('dns', saw, facts);
};
