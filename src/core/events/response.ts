import { define, type Line } from '../definition.ts';
import { readItem, withItem, type ItemFields } from '../items.ts';
import { withoutDrafts } from '../drafts.ts';
import { asPresent } from '../present.ts';
import { child, children, number, own, text, type Raw } from '../raw.ts';
import { alive, begun, finished, withOutput, type ResponseFields } from '../responses.ts';
import { withToolItem } from '../tool-calls.ts';

const readResponse =
  (fallback: string) =>
  (raw: Raw): ResponseFields | undefined => {
    const response = child(raw, 'response');
    const id = text(response, 'id');
    if (response === undefined || id === undefined) return undefined;
    const details = child(response, 'status_details');
    const error = child(details, 'error');
    return asPresent({
      id,
      status: text(response, 'status') ?? fallback,
      reason: text(details, 'reason') ?? text(error, 'code') ?? text(error, 'type'),
      message: text(error, 'message'),
      inConversation: own(response, 'conversation_id') !== null,
      metadata: child(response, 'metadata'),
      output: children(response, 'output')
        .map(readItem)
        .filter((item) => item !== undefined),
      usage: child(response, 'usage'),
    });
  };

/** The model begins to answer. */
export const responseCreated = define('response.created', {
  read: readResponse('in_progress'),
  apply: (session, fields, { at }) => begun(session, fields, at),
  line: ({ id, inConversation }) => ({
    tone: 'quiet',
    who: 'agent',
    label: inConversation ? 'response started' : 'response started apart from the conversation',
    fields: { response: id },
    minor: true,
  }),
});

const endings: ReadonlyMap<string, Pick<Line, 'label' | 'tone'>> = new Map([
  ['completed', { label: 'response completed', tone: 'good' }],
  ['cancelled', { label: 'response cancelled', tone: 'warn' }],
  ['incomplete', { label: 'response cut short', tone: 'warn' }],
  ['failed', { label: 'response failed', tone: 'bad' }],
]);

/** The one end of every response: with all it made, no sound, and what it cost. */
export const responseDone = define('response.done', {
  read: readResponse('completed'),
  apply: (session, fields, { at }) => finished(session, fields, at),
  line: ({ id, status, reason, message, usage }) => {
    const why = [reason === undefined ? undefined : `(${reason})`, message].filter(
      (part) => part !== undefined,
    );
    const ending = endings.get(status);
    return {
      tone: ending?.tone ?? 'warn',
      who: 'agent',
      label: ending?.label ?? 'response ended',
      text: [...(ending === undefined ? [status] : []), ...why].join(' ') || undefined,
      fields: {
        response: id,
        tokens_in: number(usage, 'input_tokens'),
        tokens_out: number(usage, 'output_tokens'),
      },
    };
  },
});

type Output = { readonly item: ItemFields; readonly responseId?: string };

const readOutput = (raw: Raw): Output | undefined => {
  const item = readItem(child(raw, 'item'));
  return item && asPresent({ item, responseId: text(raw, 'response_id') });
};

const output = (label: string, { item, responseId }: Output): Line => ({
  tone: 'quiet',
  who: 'agent',
  label,
  fields: { response: responseId, item: item.id, item_type: item.type, status: item.status },
  minor: true,
});

/** A response begins an item; its place in the conversation comes with the item's own event. */
export const outputItemAdded = define('response.output_item.added', {
  read: readOutput,
  apply: (session, { item, responseId }, { at }) => {
    const fresh = !session.items.has(item.id);
    const next = withItem(withOutput(session, responseId, item.id), item, { seen: fresh, responseId });
    return withToolItem(next, item, { at, fresh, responseId });
  },
  line: (fields) => output('output started', fields),
});

/** A response finished an item. This is the moment from which a function call may be run. */
export const outputItemDone = define('response.output_item.done', {
  read: readOutput,
  apply: (session, { item, responseId }, { at }) => {
    const fresh = !session.items.has(item.id);
    const next = withItem(withoutDrafts(withOutput(session, responseId, item.id), item.id), item, {
      responseId,
    });
    return withToolItem(next, item, { at, fresh, responseId });
  },
  line: (fields) => output('output done', fields),
});

const readPart = (raw: Raw) =>
  asPresent({
    itemId: text(raw, 'item_id'),
    responseId: text(raw, 'response_id'),
    // Azure carries the part twice, xAI leaves it out at the end.
    partType: text(child(raw, 'part') ?? child(raw, 'content'), 'type'),
  });

const part = (label: string, { itemId, partType }: ReturnType<typeof readPart>): Line => ({
  tone: 'quiet',
  who: 'agent',
  label,
  fields: { item: itemId, part: partType },
  minor: true,
});

/** A message begins a part: speech or text. */
export const contentPartAdded = define('response.content_part.added', {
  read: readPart,
  apply: (session, { responseId }) => alive(session, responseId),
  line: (fields) => part('part started', fields),
});

/** A part is finished; its words came before. */
export const contentPartDone = define('response.content_part.done', {
  read: readPart,
  apply: (session, { responseId }) => alive(session, responseId),
  line: (fields) => part('part done', fields),
});
