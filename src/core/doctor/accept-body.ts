import type { Remark } from '../accept-body.ts';
import { cause, fail, ok, skipped, warn, type Finding } from './finding.ts';

/** What the session with which a call is accepted will come to; undefined when none was given. */
export const judgeAcceptBody = (remarks: readonly Remark[] | undefined): Finding => {
  if (remarks === undefined) return skipped('accept-body', 'none was given: --accept @session.json');
  const errors = remarks.filter(({ grade }) => grade === 'error');
  const facts = { errors: errors.length, warnings: remarks.length - errors.length };
  if (remarks.length === 0) return ok('accept-body', 'nothing speaks against it', facts);
  const causes = [...errors, ...remarks.filter(({ grade }) => grade === 'warning')]
    .slice(0, 8)
    .map(({ grade, path, problem }) =>
      cause(
        `${path} ${problem}`,
        'change it before the call is accepted',
        grade === 'error' ? 'high' : 'low',
      ),
    );
  if (errors.length === 0) return warn('accept-body', `${remarks.length} doubtful`, causes, facts);
  const many = errors.length === 1 ? '1 field is wrong' : `${errors.length} fields are wrong`;
  return fail(
    'accept-body',
    'usage',
    `${many}: accept may answer 200 to it, and the call die`,
    causes,
    facts,
  );
};
