import type { SidebandError } from '../error.ts';
import { children, isRaw, own, text } from '../raw.ts';
import type { HostKind } from './base-url.ts';
import { cause, detailed, fail, ok, warn, type Cause, type Finding } from './finding.ts';
import { httpCauses, type AnswerHead, type Around } from './http-causes.ts';
import { networkCauses } from './network-causes.ts';

/** What came of asking for the list of models, which reads and changes nothing. */
export type RestSeen = {
  /** Undefined when no answer came. */
  readonly head?: AnswerHead | undefined;
  /** The body of a 2xx. */
  readonly body?: unknown;
  readonly failure?: SidebandError | undefined;
};

/** What is known around it. */
export type RestAround = Around & {
  readonly host: HostKind;
  readonly proxied: boolean;
  /** A call was named, so that a handshake tells more. */
  readonly call: boolean;
};

const modelIds = (body: unknown): readonly string[] | undefined =>
  isRaw(body) && Array.isArray(own(body, 'data'))
    ? children(body, 'data').flatMap((model) => text(model, 'id') ?? [])
    : undefined;

const limitsOf = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-ratelimit-')));

/** Whether the API answers, and takes the key. */
export const judgeRest = ({ head, body, failure }: RestSeen, around: RestAround): Finding => {
  const local = around.host === 'local';
  if (head === undefined) {
    const { reason, message = 'no answer', hint, kind = 'network' } = failure ?? {};
    return fail(
      'rest',
      kind,
      message,
      networkCauses({ reason, message, hint, proxied: around.proxied, local }),
      {
        reason: reason ?? null,
      },
    );
  }
  const { status, headers, code } = head;
  const request = headers['x-request-id'];
  const facts = { status, code: code ?? null, request_id: request ?? null, rate_limits: limitsOf(headers) };
  const named = request === undefined ? undefined : `request ${request}`;
  if (failure === undefined) return detailed(judgeModels(body, `HTTP ${status}`, facts), named);

  const saw = failure.message;
  const causes = status === 404 ? notFound(around) : httpCauses({ status, code, said: failure.said }, around);
  const unclear =
    (status === 401 && around.kind === 'ephemeral') ||
    (status === 403 && /scope|permission/i.test(failure.said ?? '')) ||
    (status === 404 && around.call && around.host !== 'openai');
  if (unclear) return detailed(warn('rest', saw, causes, facts), failure.said, named);
  // Exit 3 speaks of a call: an address that is not there is a matter of the way.
  const exit = status === 404 ? 'network' : failure.kind;
  return detailed(fail('rest', exit, saw, causes, facts), failure.said, named);
};

const notFound = ({ host }: RestAround): readonly Cause[] => [
  cause(
    'the path of the base URL is wrong',
    'it should end in /v1, as in https://api.openai.com/v1',
    host === 'openai' ? 'high' : 'medium',
  ),
  ...(host === 'openai'
    ? []
    : [
        cause(
          'a gateway that has no list of models',
          'name a call: the handshake shows whether it knows calls',
          'medium',
        ),
      ]),
];

const judgeModels = (body: unknown, status: string, facts: Readonly<Record<string, unknown>>): Finding => {
  const ids = modelIds(body);
  if (ids === undefined) {
    return warn(
      'rest',
      `${status}, but not a list of models`,
      [
        cause(
          'a login page or a gateway answers in the place of the API',
          'check the base URL, and the network you are in',
          'medium',
        ),
      ],
      facts,
    );
  }
  const realtime = ids.filter((id) => /realtime/.test(id));
  const saw = `${status}: the key is accepted, ${realtime.length} realtime models`;
  const more = { ...facts, realtime_models: realtime.slice(0, 40) };
  if (realtime.length > 0) return ok('rest', saw, more);
  return warn(
    'rest',
    saw,
    [
      cause(
        "the key's project may not use any realtime model",
        "allow one in the project's limits",
        'medium',
      ),
    ],
    more,
  );
};
