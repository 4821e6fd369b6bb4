import type { Operator, Vain } from './operator.ts';
import { cancelResponse, clearOutputAudio, isTagged, isType, spokenIn, type Outgoing } from './outgoing.ts';
import type { Clock, Entry, Ids } from './ports.ts';
import { at, child, text } from './raw.ts';
import type { Outcome } from './settle.ts';

/** How to get a response. `timeout` is in milliseconds, over everything. */
export type Responding = {
  /** What to do about a response that is already running. */
  readonly collision: 'queue' | 'interrupt' | 'fail';
  /** Wait until the response is done, not only accepted. */
  readonly wait: boolean;
  readonly timeout: number;
  /** Called when it has to wait behind a running response. */
  readonly queued?: () => void;
  /** The verb, as records name it. */
  readonly by: string;
};

/** What came of it. `spoken` is what the model really said (untrusted), also when it was cut off. */
export type Said =
  | {
      readonly outcome: 'confirmed';
      readonly spoken: string;
      /** The response that spoke it, when it was waited for. */
      readonly responseId?: string;
    }
  | { readonly outcome: 'refused'; readonly code?: string; readonly said: string; readonly spoken?: string }
  | { readonly outcome: 'not-sent'; readonly reason: string; readonly timeout?: true }
  | { readonly outcome: 'unknown'; readonly reason: string; readonly timeout?: true };

const busyCode = 'conversation_already_has_active_response';

/** How long to wait for the end of a response we never saw begin before simply trying again. */
const unseenEnd = 2000;

/** The response that is writing into the conversation, as far as is known. */
const inConversation = (operator: Operator): string | undefined =>
  operator.session().active.find((id) => operator.session().responses.get(id)?.inConversation === true);

/** Starts a response as `create` makes it with our tag, when the way is free, and follows it to the end. */
export const respond = async (
  operator: Operator,
  responding: Responding,
  create: (tag: string) => Outgoing,
  ids: Ids,
  clock: Clock,
): Promise<Said> => {
  const { by } = responding;
  const deadline = clock.now().mono + responding.timeout;
  const left = (): number => Math.max(0, deadline - clock.now().mono);

  /** Gets a running response out of the way; undefined when the way is free. */
  const clear = async (running: string | undefined): Promise<Said | undefined> => {
    if (responding.collision === 'fail') {
      return { outcome: 'refused', code: busyCode, said: 'a response is running; nothing was said' };
    }
    if (responding.collision === 'interrupt') {
      const cancelled = await operator.perform(cancelResponse(running, ids, by), Math.min(5000, left()));
      if (cancelled.outcome === 'not-sent') return cancelled;
      await operator.perform(clearOutputAudio(ids, by), Math.min(1000, left()));
      return undefined;
    }
    responding.queued?.();
    const known = running !== undefined && operator.session().active.includes(running);
    const over = await operator.awaits(
      (entry) => (isType(entry, 'response.done') ? true : undefined),
      known ? left() : Math.min(unseenEnd, left()),
    );
    if (over !== true && over.vain === 'closed') {
      return { outcome: 'not-sent', reason: 'the connection closed while waiting for the running response' };
    }
    return undefined;
  };

  for (;;) {
    const running = inConversation(operator);
    if (running !== undefined) {
      const stopped = await clear(running);
      if (stopped !== undefined) return stopped;
      if (left() === 0) return tooLate;
      if (inConversation(operator) !== undefined && responding.collision === 'queue') continue;
    }
    const tag = ids('response');
    const enough = new AbortController();
    const done = operator.awaits(
      (entry) => (isType(entry, 'response.done') && isTagged(entry, tag) ? entry : undefined),
      left(),
      enough,
    );
    const accepted = await operator.perform(create(tag), Math.min(10_000, left()));
    if (accepted.outcome === 'confirmed') {
      if (responding.wait) return ending(await done);
      enough.abort();
      return { outcome: 'confirmed', spoken: '' };
    }
    enough.abort();
    if (accepted.outcome !== 'refused' || accepted.code !== busyCode) {
      return inTime(accepted, left());
    }
    const blocking = /resp_\w+/.exec(accepted.said)?.[0];
    const finished =
      blocking !== undefined && operator.session().responses.get(blocking)?.doneAt !== undefined;
    if (!finished) {
      const stopped = await clear(blocking);
      if (stopped !== undefined) return stopped;
    }
    if (left() === 0) return tooLate;
  }
};

const tooLate: Said = { outcome: 'not-sent', reason: 'another response was still running', timeout: true };

const ending = (done: Entry | Vain): Said => {
  if ('vain' in done) {
    return done.vain === 'closed'
      ? { outcome: 'unknown', reason: 'the connection closed before the response was done' }
      : { outcome: 'unknown', reason: 'the response was accepted but not done in time', timeout: true };
  }
  const spoken = spokenIn(done);
  const response = done.event.kind === 'server' ? child(done.event.raw, 'response') : undefined;
  const status = at(response, 'status');
  const responseId = text(response, 'id');
  if (status === 'completed') {
    return { outcome: 'confirmed', spoken, ...(responseId === undefined ? {} : { responseId }) };
  }
  const reason = at(response, 'status_details.error.code') ?? at(response, 'status_details.reason');
  const detail = typeof reason === 'string' ? ` (${reason})` : '';
  return {
    outcome: 'refused',
    said: `the response was ${typeof status === 'string' ? status : 'not completed'}${detail}`,
    spoken,
    ...(typeof reason === 'string' ? { code: reason } : {}),
  };
};

/** What came of a response that followed something already done: that it was not sent is then only half the truth. */
export const halfDone = (said: Said, done: string): Said =>
  said.outcome === 'not-sent'
    ? { ...said, outcome: 'unknown', reason: `${done}, but no response was asked for: ${said.reason}` }
    : said;

/** An outcome whose own limit is none of the caller's: only the time that was given can run out. */
export const inTime = (outcome: Exclude<Outcome, { outcome: 'confirmed' }>, left: number): Said => {
  if (outcome.outcome !== 'unknown') return outcome;
  const { timeout: _, ...unknown } = outcome;
  return left === 0 ? { ...unknown, timeout: true } : unknown;
};
