import { exitOf, SidebandError, worst, type ExitName } from '../core/error.ts';
import type { CallVerb } from '../core/call-request.ts';
import type { Judged } from '../core/judged.ts';
import { operator, type Operator } from '../core/operator.ts';
import type { Entry } from '../core/ports.ts';
import { escapeJson, escapeText, safe } from '../core/safe.ts';
import type { Credentials } from '../io/credentials.ts';
import { attachedWithin } from './attached-within.ts';
import { audit, type Asked, type Hands } from './audit.ts';
import type { Values } from './command.ts';
import type { Context } from './context.ts';
import { dialling, type ConnectionValues } from './dialling.ts';
import { httpDesk, type HttpDesk } from './http-desk.ts';
import { linkNotices } from './link-notices.ts';
import type { requestOptions } from './options.ts';
import type { Target } from './target.ts';
import { leftBy, noteCall } from './visits.ts';
import { voice, type Voice, type VoiceValues } from './voice.ts';
import { reasonOf } from './leaving.ts';
import { watch } from './watch.ts';

/** Somebody who changes a call over HTTP. */
export type HttpActing = HttpDesk & {
  readonly voice: Voice;
  /**
   * Attaches for the time of an act, so that what comes of it is seen. Where the call cannot be attached soon, the act
   * goes on without an operator and is told why.
   */
  attached(act: (eyes: Eyes) => Promise<Judged>): Promise<Judged>;
};

/** Who is attached to the call; or why nobody is. */
export type Eyes =
  | { readonly operator: Operator; readonly failure?: never }
  | { readonly operator: undefined; readonly failure: SidebandError };

/** The values of a command that changes a call over HTTP; one that never attaches has none about dialling. */
export type HttpGiven = Values<typeof requestOptions> &
  VoiceValues &
  Partial<Pick<ConnectionValues, 'maxFrame' | 'waitForCall'>> & { readonly json?: boolean | undefined };

/** Does something to a call over HTTP and says what came of it: on stderr, with `--json` on stdout, as the exit. */
export const httpActing = async (
  { verb, words }: Asked & { readonly verb: CallVerb },
  { callId, caller }: Target,
  credentials: Credentials,
  given: HttpGiven,
  context: Context,
  act: (acting: HttpActing) => Promise<Judged>,
  speaking: Voice = voice(given, context),
): Promise<ExitName> => {
  const options = { ...given, maxFrame: given.maxFrame, waitForCall: given.waitForCall };
  const within = Math.max(patience, options.waitForCall ?? 0);
  const attached = async (seeing: (eyes: Eyes) => Promise<Judged>, hands: Hands): Promise<Judged> => {
    let result: Judged | undefined;
    let begun = false;
    const begin = (eyes: Eyes): Promise<Judged> => {
      begun = true;
      return seeing(eyes);
    };
    let acts: Operator | undefined;
    try {
      await watch({
        callId,
        connect: attachedWithin(
          within,
          dialling(credentials, { ...options, waitForCall: options.waitForCall ?? 0 }, context, speaking),
          context.clock,
          () =>
            new SidebandError('network', `could not attach within ${within / 1000} s`, {
              reason: 'deadline',
            }),
        ),
        clock: context.clock,
        signal: context.signal,
        sinks: (link) => {
          acts = operator(link, context.clock);
          // That the socket ends is what is waited for: it is said in the outcome, not twice.
          const notices = linkNotices(callId, { ...speaking, status: () => undefined });
          return [
            acts,
            { ...notices, write: (entry) => (isGoodEnd(entry) ? undefined : notices.write(entry)) },
          ];
        },
        act: async () => {
          if (acts === undefined) return undefined;
          result = await begin({ operator: hands.operator(acts) });
          return result.exit;
        },
      });
    } catch (error) {
      if (begun || !(error instanceof SidebandError)) throw error;
      result = await begin({ operator: undefined, failure: error });
    }
    return result ?? unsent;
  };
  const http = httpDesk(callId, credentials, options, context);
  const audited = audit(context, { callId, baseUrl: credentials.baseUrl });
  const result = await audited({ verb, words }, async (hands) => {
    const seeing: HttpActing['attached'] = (act) => attached(act, hands);
    const judged = await act({ ...hands.http(http), voice: speaking, attached: seeing });
    const exit = context.signal.aborted ? worst(reasonOf(context.signal), judged.exit) : judged.exit;
    return { ...judged, exit };
  });
  if (result.outcome === 'confirmed') {
    noteCall({ callId, caller, baseUrl: credentials.baseUrl, by: verb }, leftBy[verb], context);
  }
  tell(verb, callId, result, options, context, speaking);
  return result.exit;
};

const unsent: Judged = {
  outcome: 'not-sent',
  exit: 'interrupt',
  note: 'left before it was sent',
};

/** How long an attach may take before something is done without it, unless a call is waited for; in milliseconds. */
const patience = 5000;

const tell = (
  verb: CallVerb,
  callId: string,
  result: Judged,
  { json }: HttpGiven,
  context: Context,
  speaking: Voice,
): void => {
  const { outcome, note, said, code, hint, exit } = result;
  if (json === true) {
    const record = { kind: 'outcome', verb, call_id: callId, outcome, note, code, said, exit: exitOf(exit) };
    context.stdout.write(`${escapeJson(JSON.stringify(record))}\n`);
  }
  const because = said === undefined || said === '' ? safe`` : safe`: ${escapeText(said, { max: 400 })}`;
  const further = hint === undefined ? safe`` : safe`\n  hint: ${escapeText(hint)}`;
  const coded = code === undefined ? safe`` : safe` (${escapeText(code, { max: 80 })})`;
  const about = safe`${escapeText(note)}${because}${further}`;
  if (outcome === 'confirmed' && hint === undefined) speaking.status(safe`confirmed: ${about}`);
  else if (outcome === 'confirmed') speaking.always(safe`confirmed: ${about}`);
  else speaking.always(safe`${words[outcome]}${coded}: ${about}`);
};

const words = { refused: safe`refused`, 'not-sent': safe`not sent`, unknown: safe`outcome unknown` };

const isGoodEnd = ({ event }: Entry): boolean =>
  event.kind === 'link' && event.change.to === 'closed' && event.change.exit === 'ok';
