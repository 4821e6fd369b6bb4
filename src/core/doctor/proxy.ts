import type { NetworkFailure } from './network-causes.ts';
import { networkCauses } from './network-causes.ts';
import { cause, detailed, fail, ok, type Finding } from './finding.ts';
import { spelled, type Times } from './times.ts';

/** What the environment says about a proxy, and what came of using it. */
export type ProxySeen = {
  /** Variables that are set, by name: `HTTPS_PROXY`, `no_proxy`, … */
  readonly named: readonly string[];
  readonly local: boolean;
  /** The proxy in force, without credentials. */
  readonly shown?: string | undefined;
  readonly credentials?: boolean;
  /** Why what is set cannot be used. */
  readonly problem?: { readonly message: string; readonly hint: string | undefined } | undefined;
  /** What came of asking it for a way through. */
  readonly tunnel?: { readonly times: Times } | { readonly failure: NetworkFailure } | undefined;
};

const unused = ({ named, local }: ProxySeen): string => {
  const set = named.filter((name) => !/no_proxy/i.test(name));
  if (set.length === 0) return 'none in the environment';
  if (local) return `${set.join(', ')} set; not used for this machine`;
  return `${named.join(', ')} set; not used for this address`;
};

/** Which proxy is on the way, and whether it lets us through. */
export const judgeProxy = (seen: ProxySeen): Finding => {
  const { named, shown, credentials = false, problem, tunnel } = seen;
  const facts = { named, proxy: shown ?? null, credentials };
  if (problem !== undefined) {
    return fail(
      'proxy',
      'usage',
      problem.message,
      [cause('a slip in HTTPS_PROXY', problem.hint ?? 'like HTTPS_PROXY=http://host:port', 'high')],
      facts,
    );
  }
  if (shown === undefined) return ok('proxy', unused(seen), facts);
  const with_ = `${shown}${credentials ? ' with credentials' : ''}`;
  if (tunnel === undefined) return ok('proxy', with_, facts);
  if ('failure' in tunnel) {
    const { failure } = tunnel;
    return fail('proxy', 'network', failure.message, networkCauses(failure), {
      ...facts,
      reason: failure.reason ?? null,
    });
  }
  return detailed(
    ok('proxy', `${with_} opens a way to the API`, { ...facts, ms: tunnel.times }),
    spelled(tunnel.times),
  );
};
