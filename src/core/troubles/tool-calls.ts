import type { Stamp } from '../definition.ts';
import type { ItemFields } from '../items.ts';
import type { Safe } from '../ports.ts';
import { safe } from '../safe.ts';
import type { Instant } from '../signal.ts';
import { seconds } from '../words.ts';
import { isPlain } from './advice.ts';
import { callBook, callText, nameOf, type Call } from './tool-call.ts';
import { toolOutputs } from './tool-outputs.ts';
import type { Advice } from './trouble.ts';
import { later, type Desk, type Watcher } from './watcher.ts';

/** What others want to know of function calls. */
export type CallNews = {
  readonly called: (call: Call, stamp: Stamp) => void;
  readonly answered: (call: Call, stamp: Stamp) => void;
};

/** More responses than this do not run at once. */
const most = 64;

const keyOf = ({ id }: Call): string => `tool ${id}`;

const advice = ({ id }: Call): readonly Advice[] =>
  isPlain(id)
    ? [
        { words: safe`answer it`, command: { verb: 'tool answer', words: [id, '{"result":"…"}'] } },
        { words: safe`or give up`, command: { verb: 'tool fail', words: [id, 'this cannot be done now'] } },
      ]
    : [];

/** Function calls that nobody answers, and outputs that nobody asked for or that come twice. */
export const toolCalls = (desk: Desk, tell: CallNews): Watcher & { waiting(): boolean } => {
  const { notes, scene, stuckAfter } = desk;
  /** Calls without an output, the oldest first: those of which nothing was said yet, and the others. */
  const waiting = new Set<Call>();
  const stuck = new Set<Call>();
  const waitsNot = (call: Call): void => {
    waiting.delete(call);
    stuck.delete(call);
  };
  const book = callBook((call) => {
    waitsNot(call);
    notes.forget(keyOf(call));
  });
  const outputs = toolOutputs(desk, book);

  /** The calls of responses that run. */
  const ofResponse = new Map<string, Set<Call>>();
  const belongs = (call: Call, responseId: string | undefined): void => {
    if (responseId === undefined) return;
    ofResponse.set(responseId, (ofResponse.get(responseId) ?? new Set()).add(call));
    for (const oldest of ofResponse.keys()) {
      if (ofResponse.size <= most) break;
      ofResponse.delete(oldest);
    }
  };

  const called = (call: Call, stamp: Stamp): void => {
    if (call.state !== 'building' || scene.isApart(call.responseId)) return;
    call.state = 'called';
    call.since = stamp.at;
    call.seq = stamp.seq;
    waiting.add(call);
    tell.called(call, stamp);
  };

  const given = (call: Call, state: 'abandoned' | 'lost', at: Instant): void => {
    if (call.state !== 'building' && call.state !== 'called') return;
    call.state = state;
    waitsNot(call);
    notes.over(keyOf(call), () => safe`nothing waits for ${callText(call)} any more`, at);
  };

  const written = (item: ItemFields, stamp: Stamp, responseId?: string): void => {
    if (item.type !== 'function_call') return;
    const call = book.known(item, stamp.at, stamp.seq, responseId);
    if (call === undefined) return;
    belongs(call, responseId);
    if (item.status === 'incomplete') given(call, 'abandoned', stamp.at);
    // Only what the model made waits for an output; a history that a client put in does not.
    else if (item.status === 'completed' && call.responseId !== undefined) called(call, stamp);
  };

  const answered = (item: ItemFields, stamp: Stamp): void => {
    const call = outputs.given(item, stamp);
    if (call === undefined) return;
    waitsNot(call);
    const took = seconds(stamp.at.mono - call.since.mono) as Safe;
    notes.over(keyOf(call), () => safe`${callText(call)} was answered after ${took}`, stamp.at);
    tell.answered(call, stamp);
  };

  return {
    types: [
      'response.function_call_arguments.done',
      'response.output_item.added',
      'response.output_item.done',
      'conversation.item.added',
      'conversation.item.created',
      'conversation.item.done',
      'conversation.item.retrieved',
      'conversation.item.deleted',
      'response.done',
    ],
    waiting: () => waiting.size > 0 || stuck.size > 0,
    see({ type, fields }, stamp) {
      const { at, seq } = stamp;
      switch (type) {
        case 'response.function_call_arguments.done': {
          const { id: toolCallId, responseId, ...written } = fields;
          const call = book.known({ ...written, toolCallId }, at, seq, responseId);
          if (call === undefined) break;
          belongs(call, responseId);
          called(call, stamp);
          break;
        }
        case 'response.output_item.added':
        case 'response.output_item.done':
          written(fields.item, stamp, fields.responseId);
          break;
        case 'conversation.item.added':
        case 'conversation.item.created':
        case 'conversation.item.done':
        case 'conversation.item.retrieved':
          written(fields.item, stamp);
          answered(fields.item, stamp);
          break;
        case 'conversation.item.deleted':
          outputs.deleted(fields.itemId);
          break;
        case 'response.done':
          for (const item of fields.output) written(item, stamp, fields.id);
          for (const call of ofResponse.get(fields.id) ?? []) {
            if (!fields.inConversation) given(call, 'lost', at);
            else if (call.state === 'building' && fields.status !== 'completed') given(call, 'abandoned', at);
          }
          ofResponse.delete(fields.id);
          break;
        default:
      }
    },
    pass(now) {
      for (const call of waiting) {
        const due = later(call.since, stuckAfter);
        if (now.mono < due.mono) break;
        waiting.delete(call);
        stuck.add(call);
        notes.found(keyOf(call), {
          code: 'tool-unanswered',
          severity: 'bad',
          seq: call.seq,
          at: due,
          since: call.since,
          text: safe`${callText(call)} has no output after ${seconds(stuckAfter) as Safe}; the agent waits for it`,
          short: safe`${nameOf(call)} has no output`,
          advice: advice(call),
        });
      }
    },
    gap(at) {
      for (const call of book.values()) {
        if (call.state === 'called' || call.state === 'building') call.state = 'lost';
      }
      for (const call of stuck)
        notes.unknown(
          keyOf(call),
          () => safe`whether ${callText(call)} was answered meanwhile is not known`,
          at,
        );
      waiting.clear();
      stuck.clear();
    },
  };
};
