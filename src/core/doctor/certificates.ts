import { cause, fail, ok, warn, type Finding } from './finding.ts';

/** What the environment says about whom to trust. */
export type CertificatesSeen = {
  /** `NODE_TLS_REJECT_UNAUTHORIZED=0` */
  readonly unchecked: boolean;
  /** The file of `NODE_EXTRA_CA_CERTS`, as it was found: how many certificates, or why it could not be read. */
  readonly extra: { readonly count: number } | { readonly unreadable: string } | undefined;
};

/** Whether certificates are checked, and against what. */
export const judgeCertificates = ({ unchecked, extra }: CertificatesSeen): Finding => {
  const facts = { unchecked, extra: extra ?? null };
  if (unchecked) {
    return fail(
      'certificates',
      'usage',
      'NODE_TLS_REJECT_UNAUTHORIZED=0 turns certificate checks off',
      [
        cause(
          'the key would go to anybody who answers',
          'unset it; for a private authority set NODE_EXTRA_CA_CERTS=/path/to/ca.pem',
          'high',
        ),
      ],
      facts,
    );
  }
  if (extra === undefined) return ok('certificates', "Node's own authorities", facts);
  if ('unreadable' in extra || extra.count === 0) {
    const why = 'unreadable' in extra ? `cannot be read (${extra.unreadable})` : 'holds no certificate';
    return warn(
      'certificates',
      `the file of NODE_EXTRA_CA_CERTS ${why}; Node goes on without it`,
      [
        cause(
          'a wrong path, or not a PEM file',
          'name a file that begins with -----BEGIN CERTIFICATE-----',
          'high',
        ),
      ],
      facts,
    );
  }
  const many = extra.count === 1 ? '1 more' : `${extra.count} more`;
  return ok('certificates', `Node's own authorities and ${many} from NODE_EXTRA_CA_CERTS`, facts);
};
