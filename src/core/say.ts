import type { Operator } from './operator.ts';
import { createItem, createResponse, userMessage, type Outgoing } from './outgoing.ts';
import type { Clock, Ids } from './ports.ts';
import { halfDone, inTime, respond, type Said } from './respond.ts';
import { spokenOrder } from './spoken-order.ts';

export type { Said };

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

/** Has the model say something and follows it to the end. */
export const say = async (operator: Operator, saying: Saying, ids: Ids, clock: Clock): Promise<Said> => {
  const deadline = clock.now().mono + saying.timeout;
  const left = (): number => Math.max(0, deadline - clock.now().mono);
  if (saying.as === 'user') {
    const added = await operator.perform(callersItem(saying, ids), Math.min(5000, left()));
    if (added.outcome !== 'confirmed') return inTime(added, left());
  }
  const responding = { ...saying, timeout: left(), by: 'say' };
  const said = await respond(operator, responding, (tag) => spokenResponse(saying, tag, ids), ids, clock);
  return saying.as === 'user' ? halfDone(said, 'the words are in the conversation') : said;
};
