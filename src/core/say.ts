import type { Operator, Vain } from './operator.ts';
import {
  cancelResponse,
  clearOutputAudio,
  createItem,
  createResponse,
  isTagged,
  isType,
  spokenIn,
  userMessage,
  type Outgoing,
} from './outgoing.ts';
import type { Clock, Entry, Ids } from './ports.ts';
import { at, child, text } from './raw.ts';
import { spokenOrder } from './spoken-order.ts';

/** What to have said, and how. `timeout` is in milliseconds, over everything. */
export type Saying = {
  readonly text: string;
  /** `agent`: the model speaks the text. `user`: it is put into the conversation as the caller's, and answered. */
  readonly as: 'agent' | 'user';
  /** Leave the wording to the model. */
  readonly loosely: boolean;
  /** What to do about a response that is already running. */
  readonly collision: 'queue' | 'interrupt' | 'fail';
  /** Wait until the response is done, not only accepted. */
  readonly wait: boolean;
  readonly timeout: number;
  /** Called when the words have to wait behind a running response. */
  readonly queued?: () => void;
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

const order = (saying: Saying): string =>
  saying.loosely
    ? `Say the following to the caller, in your own words and in the language of the conversation:\n${saying.text}`
    : spokenOrder(saying.text);

/** The words of the caller as an item of the conversation. */
const callersItem = (saying: Saying, ids: Ids): Outgoing => createItem(userMessage(saying.text), ids, 'say');

/** The response that speaks the words, or answers them. */
const spokenResponse = (saying: Saying, tag: string, ids: Ids): Outgoing =>
  createResponse(
    saying.as === 'user' ? {} : { instructions: order(saying), tool_choice: 'none' },
    tag,
    ids,
    'say',
  );

/** What `say` sends when nothing is in its way: for `--dry-run`. */
export const frames = (saying: Saying, ids: Ids): readonly Outgoing[] => [
  ...(saying.as === 'user' ? [callersItem(saying, ids)] : []),
  spokenResponse(saying, ids('response'), ids),
];

const inConversation = (operator: Operator): string | undefined =>
  operator.session().active.find((id) => operator.session().responses.get(id)?.inConversation === true);

/** Has the model say something and follows it to the end. */
export const say = async (operator: Operator, saying: Saying, ids: Ids, clock: Clock): Promise<Said> => {
  const deadline = clock.now().mono + saying.timeout;
  const left = (): number => Math.max(0, deadline - clock.now().mono);

  /** Gets a running response out of the way; undefined when the way is free. */
  const clear = async (running: string | undefined): Promise<Said | undefined> => {
    if (saying.collision === 'fail') {
      return { outcome: 'refused', code: busyCode, said: 'a response is running; nothing was said' };
    }
    if (saying.collision === 'interrupt') {
      const cancelled = await operator.perform(cancelResponse(running, ids, 'say'), Math.min(5000, left()));
      if (cancelled.outcome === 'not-sent') return cancelled;
      await operator.perform(clearOutputAudio(ids, 'say'), Math.min(1000, left()));
      return undefined;
    }
    saying.queued?.();
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

  if (saying.as === 'user') {
    const added = await operator.perform(callersItem(saying, ids), Math.min(5000, left()));
    if (added.outcome !== 'confirmed') return { ...added };
  }

  for (;;) {
    const running = inConversation(operator);
    if (running !== undefined) {
      const stopped = await clear(running);
      if (stopped !== undefined) return stopped;
      if (left() === 0) return tooLate;
      if (inConversation(operator) !== undefined && saying.collision === 'queue') continue;
    }
    const tag = ids('response');
    const enough = new AbortController();
    const done = operator.awaits(
      (entry) => (isType(entry, 'response.done') && isTagged(entry, tag) ? entry : undefined),
      left(),
      enough,
    );
    const accepted = await operator.perform(spokenResponse(saying, tag, ids), Math.min(10_000, left()));
    if (accepted.outcome === 'confirmed') {
      if (saying.wait) return ending(await done);
      enough.abort();
      return { outcome: 'confirmed', spoken: '' };
    }
    enough.abort();
    if (accepted.outcome !== 'refused' || accepted.code !== busyCode) {
      return left() === 0 && accepted.outcome === 'unknown' ? { ...accepted, timeout: true } : accepted;
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
