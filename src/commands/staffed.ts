import type { CallId } from '../core/ids.ts';
import { operator, type Operator } from '../core/operator.ts';
import type { Link, Safe } from '../core/ports.ts';
import { safe } from '../core/safe.ts';
import type { Credentials } from '../io/credentials.ts';
import { audit } from './audit.ts';
import type { Context } from './context.ts';
import { desk, type Desk } from './desk.ts';
import type { Result } from './result.ts';
import type { ConnectionValues } from './dialling.ts';
import { httpDesk } from './http-desk.ts';
import { otherCalls } from './other-call.ts';
import { outcomeNotice } from './link-notices.ts';
import type { OperatorPrompt } from './operator-prompt.ts';
import { outcomeWords, resultText } from './result-words.ts';
import type { Voice } from './voice.ts';

/** Whom a desk speaks to, and whose key it acts with. */
export type Staffing = {
  readonly callId: CallId;
  readonly credentials: Credentials;
  readonly options: ConnectionValues;
  readonly speak: Voice;
  readonly prompting: OperatorPrompt | undefined;
};

/** Somebody who acts on an attached call, with a desk for the lines of an operator. */
export const staffed = (
  link: Link,
  { callId, credentials, options, speak, prompting }: Staffing,
  context: Context,
): { readonly acts: Operator; readonly at: Desk } => {
  const acts = operator(link, context.clock);
  const at = desk(
    {
      callId,
      operator: acts,
      http: httpDesk(callId, credentials, options, context),
      other: otherCalls(credentials, options, context),
      audit: audit(context, { callId, baseUrl: credentials.baseUrl }),
    },
    context,
    {
      came: (result: Result) => link.note?.(outcomeNotice, outcomeWords(result)),
      later: (result: Result) =>
        prompting === undefined ? speak.always(resultText(result)) : prompting.result(result),
      queued: () => speak.status(safe`a response is running; waiting behind it`),
      meanwhile: (text: Safe) => (prompting === undefined ? speak.status(text) : prompting.note(text)),
    },
  );
  return { acts, at };
};
