import type { Raw } from '../raw.ts';
import type { Outcome } from '../settle.ts';
import { cause, fail, ok, skipped, type Finding } from './finding.ts';

/** Why a session that the server did not tell cannot be judged. */
export const needsProbe = 'needs --probe, which sends a session.update that changes nothing';

/** Whether the session answers: what came of asking for it, or that it told its settings by itself. */
export const judgeSession = (read: Outcome | undefined, config: Raw | undefined): Finding => {
  if (read === undefined) {
    return config === undefined ? skipped('session', needsProbe) : ok('session', 'heard from the server');
  }
  switch (read.outcome) {
    case 'confirmed':
      return ok('session', 'read by a session.update that changed nothing');
    case 'refused':
      return fail(
        'session',
        'refused',
        `the server refused an update that changes nothing: ${read.code ?? read.said}`,
        [
          cause(
            'a server that takes no empty update',
            'nothing was changed; the checks below cannot be made',
            'medium',
          ),
        ],
      );
    case 'not-sent':
      return fail('session', 'network', read.reason, [cause('the connection was lost', 'run it again')]);
    case 'unknown':
      return fail('session', 'unknown', read.reason, [
        cause(
          'the session does not answer: it hangs, or is over',
          'rt-sideband tail CALL shows whether anything still happens',
        ),
      ]);
  }
};
