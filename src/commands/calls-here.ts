import type { CallId } from '../core/ids.ts';
import { knownCalls, type KnownCall } from '../core/known-call.ts';
import type { Context } from './context.ts';
import { isThere, readVisits, visitFolder } from './visit-files.ts';

/** What is known on this machine, the call seen last first; and how many files of it could not be read. */
export const callsHere = (
  { state, clock }: Context,
  callId?: CallId,
): { readonly calls: readonly KnownCall[]; readonly unreadable: number } => {
  const files = readVisits(state, callId);
  const visits = files.flatMap(({ visit }) => visit ?? []);
  return {
    calls: knownCalls(visits, isThere, clock.now().wall),
    unreadable: files.length - visits.length,
  };
};

/** What is known of one call on this machine. */
export const knownCall = (callId: CallId, context: Context): KnownCall | undefined =>
  callsHere(context, callId).calls.find((call) => call.callId === callId);

/** The calls somebody may want to attach to, the one seen last first: at this base URL, and not over. */
export const openCalls = (baseUrl: string, context: Context): readonly KnownCall[] =>
  callsHere(context).calls.filter((call) => call.baseUrl === baseUrl && call.state !== 'ended');

/** The ids of the calls at this base URL that were announced here and not answered yet, the newest first. */
export const ringingCalls = (baseUrl: string, context: Context): readonly string[] =>
  openCalls(baseUrl, context)
    .filter(({ state }) => state === 'announced')
    .map(({ callId }) => callId);

/** Forgets a call, or all of them. What is attached right now is remembered anew when more happens. */
export const forgetCalls = (callId: CallId | undefined, { state }: Context): void => {
  for (const name of state.list(visitFolder)) {
    if (callId === undefined || name.startsWith(`${callId}.`)) state.remove(`${visitFolder}/${name}`);
  }
};
