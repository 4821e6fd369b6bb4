import { cause, fail, ok, unless, type Finding } from './finding.ts';
import { networkCauses, type NetworkFailure } from './network-causes.ts';

/** A secured connection, as the handshake left it. */
export type Secured = {
  /** `TLSv1.3` */
  readonly protocol: string;
  /** Who signed the certificate. */
  readonly issuer: string;
  /** Days the certificate is still good for. */
  readonly days: number;
};

/** Whether a connection to the API, or to what stands for it, can be opened. */
export const judgeTcp = (
  where: string,
  seen: { readonly address: string } | { readonly failure: NetworkFailure },
): Finding =>
  'failure' in seen
    ? fail('tcp', 'network', seen.failure.message, networkCauses(seen.failure), {
        reason: seen.failure.reason ?? null,
      })
    : ok('tcp', `connected to ${where}${seen.address === '' ? '' : ` at ${seen.address}`}`, {
        address: seen.address,
      });

/** Days before its end at which a certificate is worth a word. */
const soon = 7;

/** Whether the connection is one to be trusted, and who says so. */
export const judgeTls = (seen: Secured | { readonly failure: NetworkFailure }): Finding => {
  if ('failure' in seen) {
    const { failure } = seen;
    return fail('tls', 'network', failure.message, networkCauses(failure), {
      reason: failure.reason ?? null,
    });
  }
  const { protocol, issuer, days } = seen;
  const causes = days < soon ? [cause('the certificate ends soon', 'tell its operator', 'medium')] : [];
  return unless('tls', causes, `${protocol}, signed by ${issuer}, good for ${Math.floor(days)} days`, {
    protocol,
    issuer,
    days: Math.floor(days),
  });
};
