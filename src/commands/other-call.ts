import type { CallRequest } from '../core/call-request.ts';
import type { CallId } from '../core/ids.ts';
import type { Safe } from '../core/ports.ts';
import type { Credentials } from '../io/credentials.ts';
import { audit, type Audit } from './audit.ts';
import { knownCall } from './calls-here.ts';
import type { Context } from './context.ts';
import type { ConnectionValues } from './dialling.ts';
import { requestText } from './dry-run.ts';
import { httpDesk, type HttpDesk } from './http-desk.ts';
import { leftBy, noteCall } from './visits.ts';

/** Another call than the one somebody is attached to: one that rings, to which nobody can be attached yet. */
export type OtherCall = {
  readonly http: HttpDesk;
  readonly audit: Audit;
  /** A request as it would be sent, the key redacted. */
  readonly shown: (request: CallRequest) => Safe;
  /** Has this machine remember that it was answered, or turned away. */
  readonly noted: (verb: 'accept' | 'reject') => void;
};

/** What reaches other calls with the same key. */
export const otherCalls =
  (credentials: Credentials, options: ConnectionValues, context: Context): ((callId: CallId) => OtherCall) =>
  (callId) => {
    const { baseUrl } = credentials;
    return {
      http: httpDesk(callId, credentials, options, context),
      audit: audit(context, { callId, baseUrl }),
      shown: (request) => requestText(request, credentials, context),
      noted: (verb) => {
        const caller = knownCall(callId, context)?.caller;
        noteCall({ callId, caller, baseUrl, by: verb }, leftBy[verb], context);
      },
    };
  };
