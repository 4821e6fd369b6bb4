import type { ToolCallId } from './ids.ts';
import type { Operator } from './operator.ts';
import { createItem, createResponse, type Outgoing } from './outgoing.ts';
import { placeItem } from './place-item.ts';
import type { Clock, Ids } from './ports.ts';
import { at } from './raw.ts';
import { halfDone, respond } from './respond.ts';
import type { Session, ToolCall } from './session.ts';
import type { Outcome } from './settle.ts';

/** The function calls that were seen and have no output, oldest first. Those of remote tools are not ours to answer. */
export const openCalls = (session: Session): readonly ToolCall[] =>
  [...session.toolCalls.values()].filter(({ kind, state }) => kind === 'function' && state === 'called');

/** What to answer a function call with, and how. `timeout` is in milliseconds, over everything. */
export type ToolAnswer = {
  readonly id: ToolCallId;
  readonly output: string;
  /** Ask for a response, so that the agent goes on. */
  readonly respond: boolean;
  /** Also when there is an answer from here already. */
  readonly again: boolean;
  readonly timeout: number;
  readonly queued?: () => void;
};

/** What came of it, and whether the agent was asked to go on. */
export type Answered = {
  readonly outcome: Outcome['outcome'];
  readonly code?: string;
  readonly said?: string;
  readonly reason?: string;
  readonly timeout?: true;
  readonly goesOn: 'asked' | 'not asked' | 'others are open';
  /** The server has an item of our id already: somebody answered with this program. */
  readonly twice: boolean;
};

/** At most 32 characters, and always the same for a tool call: the server then takes one such answer only. */
const outputId = (id: ToolCallId): string => `rts_o_${id.replace(/[^A-Za-z0-9_]/g, '_').slice(-26)}`;

/** The output as an item of the conversation. */
export const toolOutput = (
  { id, output, again }: Pick<ToolAnswer, 'id' | 'output' | 'again'>,
  ids: Ids,
): Outgoing =>
  createItem(
    { ...(again ? {} : { id: outputId(id) }), type: 'function_call_output', call_id: id, output },
    ids,
    'tool',
  );

/** The response in which the agent goes on. */
export const goingOn = (tag: string, ids: Ids): Outgoing => createResponse({}, tag, ids, 'tool');

/**
 * Answers a function call that nobody answers, and has the agent go on: behind a response that is running, and not
 * before the other calls of the same response have their answers.
 */
export const answerTool = async (
  operator: Operator,
  answer: ToolAnswer,
  ids: Ids,
  clock: Clock,
): Promise<Answered> => {
  const deadline = clock.now().mono + answer.timeout;
  const left = (): number => Math.max(0, deadline - clock.now().mono);
  const item = toolOutput(answer, ids);
  const placed = await placeItem(operator, item, ids, Math.min(7500, answer.timeout));
  if (placed.outcome !== 'confirmed') {
    const itemId = at(item.event, 'item.id');
    const twice = placed.outcome === 'refused' && typeof itemId === 'string' && placed.said.includes(itemId);
    return { ...placed, goesOn: 'not asked', twice };
  }
  const done = { outcome: 'confirmed', twice: false } as const;
  if (!answer.respond) return { ...done, goesOn: 'not asked' };
  const session = operator.session();
  const origin = session.toolCalls.get(answer.id)?.responseId;
  if (origin !== undefined && openCalls(session).some(({ responseId }) => responseId === origin)) {
    return { ...done, goesOn: 'others are open' };
  }
  const { queued } = answer;
  const responding = {
    collision: 'queue',
    wait: false,
    timeout: left(),
    by: 'tool',
    ...(queued === undefined ? {} : { queued }),
  } as const;
  const said = await respond(operator, responding, (tag) => goingOn(tag, ids), ids, clock);
  const whole = halfDone(said, 'the output is in the conversation');
  if (whole.outcome === 'confirmed') return { ...done, goesOn: 'asked' };
  return { ...whole, goesOn: 'not asked', twice: false };
};
