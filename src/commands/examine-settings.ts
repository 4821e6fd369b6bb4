import { judgeAccount } from '../core/doctor/account.ts';
import { hostKind, judgeBaseUrl } from '../core/doctor/base-url.ts';
import { judgeCertificates } from '../core/doctor/certificates.ts';
import { cause, fail } from '../core/doctor/finding.ts';
import { judgeKey } from '../core/doctor/key.ts';
import { judgeRuntime } from '../core/doctor/runtime.ts';
import { certificatesIn } from '../io/reach.ts';
import type { Survey } from '../io/survey.ts';
import type { Context } from './context.ts';
import type { Examining } from './examining.ts';

/** Names that other tools read and we do not. */
const unread = ['OPENAI_API_BASE', 'OPENAI_BASE', 'AZURE_OPENAI_ENDPOINT'];

/** What this machine is set up with: nothing of it leaves the machine. */
export const examineSettings = async (
  examining: Examining,
  found: Survey,
  context: Context,
): Promise<void> => {
  const { env } = context;
  const { key, baseUrl } = found;
  const kind = 'problem' in key ? undefined : key.shape.kind;
  const local = baseUrl.url !== undefined && hostKind(baseUrl.url) === 'local';

  await examining.check('runtime', [], () => judgeRuntime(context.tool, context.runtime));
  await examining.check('key', [], () => {
    if (!('problem' in key)) {
      const { from, shape, also, secret } = key;
      return judgeKey({ from, shape, also, shown: secret === undefined ? undefined : String(secret) }, local);
    }
    const { message, hint, said } = key.problem;
    const words = said === undefined ? message : `${message}: ${said}`;
    const fix = hint ?? 'set OPENAI_API_KEY, or name a file that can be read with --api-key-file';
    return fail('key', key.problem.kind, words, [
      cause('there is no key where this program looks', fix, 'high'),
    ]);
  });
  await examining.check('account', [], () =>
    judgeAccount({ organization: seen(found.organization), project: seen(found.project) }, kind),
  );
  await examining.check('base-url', [], () =>
    judgeBaseUrl({
      ...baseUrl,
      unread: unread.filter((name) => (env[name] ?? '') !== ''),
    }),
  );
  await examining.check('certificates', [], async () => {
    const path = env['NODE_EXTRA_CA_CERTS'] ?? '';
    return judgeCertificates({
      unchecked: env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0',
      extra: path === '' ? undefined : await certificatesIn(path),
    });
  });
};

/** What a header's value looks like goes into a report, the value does not. */
const seen = (header: Survey['project']): Omit<NonNullable<Survey['project']>, 'value'> | undefined =>
  header === undefined ? undefined : { from: header.from, looks: header.looks, fits: header.fits };
