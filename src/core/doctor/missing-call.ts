import { notFoundCauses } from '../http-failure.ts';
import { cause, type Cause } from './finding.ts';
import type { HostKind } from './base-url.ts';
import type { KeyKind } from './key-shape.ts';

/** What is known where the server knows no such call. */
export type CallAround = {
  readonly callId: string;
  readonly kind: KeyKind;
  readonly host: HostKind;
  /** `OPENAI_PROJECT_ID` is sent. */
  readonly project: boolean;
  /** The body that was used to accept it is wrong, as far as it was given. */
  readonly badBody: boolean;
  /** Milliseconds until the answer. */
  readonly ms: number;
  /** `empty`, a JSON `error`, or `other` than that. */
  readonly body: string;
};

const fixes: Readonly<Record<(typeof notFoundCauses)[number], string>> = {
  'the call has ended': 'place another one; tail it from the start to see how it ends',
  'it has not been created or accepted yet': 'attach after the 201 or the accept, with --wait-for-call 30s',
  'the key belongs to another project than the one that created the call':
    'use a key of the project that created or accepted the call',
  'the key is an ephemeral one (ek_…), where a standard key is needed':
    'create the call and attach to it with a standard key (sk-proj…)',
  'the body of the accept request was wrong': 'rt-sideband doctor --accept @session.json checks it',
  'the call lives behind another base URL':
    'use the base URL that created the call: regions do not know each other',
};

const foreign = /^(?:call_|sess_|resp_|item_|event_|conv_|req_|asst_|proj_|org-)/;

/** A 404 that took this long was seen for calls that were made with an ephemeral secret (5.5 s). */
const slow = 4000;

/**
 * Why the server may not know a call, the most probable first. One answer has half a dozen causes: the general order
 * is the one that `tail` gives, and what is known here moves a cause to the top.
 */
export const missingCall = (around: CallAround): readonly Cause[] => {
  const { callId, kind, project, badBody, ms, body, host } = around;
  const [ended, early, otherProject, ephemeral, acceptBody, elsewhere] = notFoundCauses;
  const first: Cause[] = [];
  const raise = (what: (typeof notFoundCauses)[number], sure: Cause['confidence']): void => {
    first.push(cause(what, fixes[what], sure));
  };
  if (foreign.test(callId)) {
    first.push(
      cause(
        'this is the id of something else than a call',
        'a call is rtc_…: the last part of the Location header that created it',
        'high',
      ),
    );
  }
  if (body === 'other') {
    first.push(
      cause(
        'not the API answers there, or its path is another',
        'check the base URL: it should end in /v1',
        'medium',
      ),
    );
  }
  if (badBody) raise(acceptBody, 'high');
  if (kind === 'ephemeral') raise(ephemeral, 'high');
  if (ms > slow && kind !== 'ephemeral') {
    first.push(
      cause(
        'the call was created with an ephemeral secret (ek_…): its 404 comes late, as this one did',
        fixes[ephemeral],
        'medium',
      ),
    );
  }
  if (project) raise(otherProject, 'medium');
  if (host === 'other') raise(elsewhere, 'low');
  const sure: Readonly<Record<string, Cause['confidence']>> = {
    [ended]: 'medium',
    [early]: 'medium',
    [otherProject]: 'medium',
  };
  const rest = [ended, early, otherProject, acceptBody, elsewhere]
    .filter((what) => !first.some((one) => one.cause === what))
    .map((what) => cause(what, fixes[what], sure[what] ?? 'low'));
  return [...first, ...rest];
};
