import { decodeVisit, type Visit } from '../core/visit.ts';
import { birthMark, isAlive } from '../io/alive.ts';
import type { StateFolder } from '../io/state-folder.ts';
import { whoami } from '../io/whoami.ts';

/** The folder of the state folder in which every process leaves a file for each call it visits. */
export const visitFolder = 'calls';

/** The visits to a call, or to all calls; without a visit where a file holds none. Half files are passed over. */
export const readVisits = (
  state: StateFolder,
  callId?: string,
): readonly { readonly name: string; readonly visit: Visit | undefined }[] =>
  state
    .list(visitFolder)
    .filter((name) => name.endsWith('.json') && (callId === undefined || name.startsWith(`${callId}.`)))
    .map((name) => ({ name, text: state.read(`${visitFolder}/${name}`) }))
    // Gone while we looked: that is not broken.
    .filter(({ text }) => text !== undefined)
    .map(({ name, text }) => ({ name, visit: decodeVisit(text ?? '') }));

/** Whether the process of a visit is attached still: that it says so is not enough, it may have been killed. */
export const isThere = (visit: Visit): boolean => {
  if (visit.state !== 'attached' || visit.host !== whoami().host || !isAlive(visit.pid)) return false;
  const mark = birthMark(visit.pid);
  return mark === undefined || visit.mark === undefined || mark === visit.mark;
};
