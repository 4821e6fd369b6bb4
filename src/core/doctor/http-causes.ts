import { cause, type Cause } from './finding.ts';
import type { KeyKind } from './key-shape.ts';

/** What is known around an answer that is not the one we asked for. */
export type Around = {
  readonly kind: KeyKind;
  /** Other places that hold a key, which the one used stands before. */
  readonly also: readonly string[];
  /** Account headers are sent. */
  readonly account: boolean;
};

/** An HTTP answer, as it came; `code` is that of its error. */
export type AnswerHead = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly code?: string;
  readonly body: string;
};

/** An answer by its status and the code of its error. */
export type Answer = {
  readonly status: number;
  readonly code: string | undefined;
  /** The server's words. */
  readonly said: string | undefined;
};

const unauthorized = (
  { code = '', said = '' }: Answer,
  { kind, also, account }: Around,
): readonly Cause[] => {
  const causes: Cause[] = [];
  if (account || /organization|project/.test(code)) {
    const named = /organization|project/.test(`${code} ${said}`);
    causes.push(
      cause(
        'OPENAI_ORG_ID or OPENAI_PROJECT_ID does not fit the key',
        'unset both, or set those of the key',
        named ? 'high' : 'low',
      ),
    );
  }
  if (kind === 'ephemeral') {
    causes.push(cause('the secret has expired, or may not do this', 'use a standard key (sk-proj…)', 'high'));
  }
  if (kind === 'admin')
    causes.push(cause('an admin key may not do this', 'use a standard key (sk-proj…)', 'high'));
  causes.push(
    cause(
      'the key was revoked, mistyped, or belongs to another service',
      'create a new one, and compare its last four characters',
      'high',
    ),
  );
  if (also.length > 0)
    causes.push(
      cause(`the key meant is another one, in ${also.join(' or ')}`, 'unset the one that is used', 'medium'),
    );
  const order = ['high', 'medium', 'low'];
  return causes.toSorted((a, b) => order.indexOf(a.confidence) - order.indexOf(b.confidence));
};

const forbidden = ({ code = '', said = '' }: Answer, { kind }: Around): readonly Cause[] => {
  if (/country|region|territory/.test(code)) {
    return [
      cause(
        'the service does not answer this country or region',
        'run it where the service is offered',
        'high',
      ),
    ];
  }
  if (/scope|permission/i.test(said)) {
    return [
      cause(
        'the key is a restricted one that lacks this permission',
        "add the permission to the key, in its project's settings",
        'high',
      ),
    ];
  }
  if (kind === 'admin')
    return [cause('an admin key may not do this', 'use a standard key (sk-proj…)', 'high')];
  return [
    cause(
      "the key's project may not use this model or this API",
      "check the project's limits and the key's permissions",
      'medium',
    ),
    cause('the service does not answer this country or region', 'run it where the service is offered', 'low'),
    cause('a firewall or gateway on the way refuses', 'try from another network', 'low'),
  ];
};

const trouble = cause(
  'the service is in trouble',
  'try again; https://status.openai.com tells of outages',
  'high',
);

/** Why an answer may be what it is, the most probable cause first; for a 404 ask somebody who knows what was asked. */
export const httpCauses = (answer: Answer, around: Around): readonly Cause[] => {
  const { status, code } = answer;
  if (status === 401) return unauthorized(answer, around);
  if (status === 403) return forbidden(answer, around);
  if (status === 429) {
    return code === 'insufficient_quota'
      ? [
          cause(
            'the quota of the account is spent',
            'add credit or raise the limit in the billing settings',
            'high',
          ),
        ]
      : [
          cause(
            'too many requests in a short time',
            'wait a little; several programs may share the limits of the project',
            'high',
          ),
        ];
  }
  if (status >= 500 || status === 408) return [trouble];
  if (status >= 300 && status < 400) {
    return [
      cause(
        'the base URL is an old or incomplete one, or a login page answers',
        'if you trust the place it names, give that as --base-url',
        'medium',
      ),
    ];
  }
  return [
    cause(
      'the base URL leads to something else than the API',
      'it should end in /v1 and be a Realtime API',
      'medium',
    ),
  ];
};
