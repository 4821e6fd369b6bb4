import { exitOf, type ExitName } from '../core/error.ts';
import type { Raw } from '../core/raw.ts';
import { escapeJson, escapeText, safe } from '../core/safe.ts';
import { acting } from './acting.ts';
import type { Asked, Audit } from './audit.ts';
import type { Context } from './context.ts';
import { desk, type Desk, type Telling } from './desk.ts';
import type { Result } from './result.ts';
import type { ConnectionValues } from './dialling.ts';
import { outcomeText } from './result-words.ts';
import type { VoiceValues } from './voice.ts';

type PerformingValues = ConnectionValues &
  VoiceValues & { readonly json?: boolean | undefined; readonly timeout?: number | undefined };

/**
 * Opens a call, carries one command out at its desk, and leaves. What came of it is said on stderr; with `--json` it is
 * on stdout too, unless `jsonOf` has something better.
 */
export const performing = (
  call: string,
  asked: Asked,
  options: PerformingValues,
  context: Context,
  act: (desk: Desk) => Promise<Result>,
  jsonOf: (result: Result) => unknown = () => undefined,
): Promise<ExitName> =>
  acting(call, asked, options, context, async ({ callId, operator, http, other, voice }) => {
    const telling: Telling = {
      later: () => undefined,
      queued: () => voice.status(safe`a response is running; waiting behind it`),
      meanwhile: (text) => voice.status(text),
    };
    const at = desk({ callId, operator, http, other, audit: audited }, context, telling);
    const began = context.clock.now().mono;
    const result = await at.perform(asked, async (at) => {
      const { verb, exit, ...rest } = await act(at);
      const took = context.clock.now().mono - began;
      // A timer may fire a little early.
      const late = rest.timeout === true && options.timeout !== undefined && took >= options.timeout - 10;
      // On a command line of its own a verb has no slash.
      return { ...rest, verb: verb.replace(/^\//, ''), exit: late ? 'timeout' : exit };
    });
    if (options.json === true)
      context.stdout.write(`${escapeJson(JSON.stringify(jsonOf(result) ?? recordOf(result)))}\n`);
    else if (result.text !== undefined) context.stdout.write(`${result.text}\n`);
    const calm = result.outcome === 'confirmed' || result.sent === true;
    if (calm) voice.status(outcomeText(result));
    else voice.always(outcomeText(result));
    if (result.hint !== undefined) voice.always(safe`  hint: ${escapeText(result.hint)}`);
    return result;
  });

/** Who acts once is in the audit log already. */
const audited: Audit = (_asked, act) =>
  act({
    operator: (operator) => operator,
    http: (http) => http,
    words: () => undefined,
    settled: () => undefined,
  });

/** A result for programs. */
const recordOf = ({ verb, outcome, exit, sent, note, said, code, more }: Result): Raw => ({
  kind: 'outcome',
  verb,
  outcome,
  sent,
  code,
  note,
  said,
  ...more,
  exit: exitOf(exit),
});
