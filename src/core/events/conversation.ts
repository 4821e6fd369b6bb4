import { define, type Line, type Stamp } from '../definition.ts';
import {
  appended,
  placed,
  readItem,
  withItem,
  withNamedItem,
  withoutItem,
  type ItemFields,
} from '../items.ts';
import { withoutDrafts } from '../drafts.ts';
import { child, number, own, text, type Raw } from '../raw.ts';
import type { Role, Session } from '../session.ts';
import { withToolItem } from '../tool-calls.ts';
import { seconds } from '../words.ts';

type Placed = { readonly item: ItemFields; readonly previous: string | null | undefined };

const readPlaced = (raw: Raw): Placed | undefined => {
  const item = readItem(child(raw, 'item'));
  const previous = own(raw, 'previous_item_id');
  return item && { item, previous: typeof previous === 'string' || previous === null ? previous : undefined };
};

const readNamed = (raw: Raw) => {
  const itemId = text(raw, 'item_id');
  return itemId === undefined ? undefined : { itemId };
};

const applyAdded = (session: Session, { item, previous }: Placed, { at }: Stamp): Session => {
  const known = session.items.get(item.id);
  const fresh = known?.addedAt === undefined;
  const next = placed(
    withItem(session, item, known === undefined ? { seen: true } : {}),
    item.id,
    previous,
    at,
  );
  return withToolItem(next, item, { at, fresh });
};

const applyDone = (session: Session, { item }: Placed, { at }: Stamp): Session => {
  const fresh = !session.items.has(item.id);
  // Its own `previous_item_id` is null too often to move anything.
  const next = appended(
    withItem(withoutDrafts(session, ...(item.role === 'agent' ? [item.id] : [])), item),
    item.id,
    at,
  );
  return withToolItem(next, item, { at, fresh });
};

const speakers: Readonly<Record<Role, { tone: Line['tone']; who: Line['who']; label: string }>> = {
  user: { tone: 'user', who: 'user', label: 'caller wrote' },
  agent: { tone: 'agent', who: 'agent', label: 'agent wrote' },
  system: { tone: 'system', who: 'system', label: 'system note' },
};

const asCall = (item: ItemFields): string => `${item.name ?? ''}(${item.arguments ?? ''})`;

const lineOfItem = ({ item }: Placed): Line => {
  switch (item.type) {
    case 'message':
      if (item.role === undefined || item.text === '') break;
      // An agent's message that is still to be spoken says nothing yet.
      if (item.role === 'agent' && item.status === 'in_progress') break;
      return item.role === 'system'
        ? { ...speakers.system, text: item.text }
        : { ...speakers[item.role], text: item.text, utterance: true };
    case 'function_call_output':
      return {
        tone: 'tool',
        who: 'tool',
        label: 'tool answered',
        text: item.output,
        fields: { tool_call: item.toolCallId },
      };
    case 'mcp_approval_request':
      return { tone: 'warn', who: 'tool', label: 'tool call needs approval:', text: asCall(item) };
    case 'mcp_approval_response':
      return {
        tone: 'tool',
        who: 'tool',
        label: item.approve === false ? 'tool call not approved' : 'tool call approved',
      };
    default:
  }
  return {
    tone: 'quiet',
    who: 'server',
    label: 'item added',
    fields: { item: item.id, item_type: item.type, role: item.role },
    minor: true,
  };
};

/** An item got its place in the conversation; what the model makes is still empty. */
export const itemAdded = define('conversation.item.added', {
  read: readPlaced,
  apply: applyAdded,
  line: lineOfItem,
});

/** An item is final, but for the transcript of caller audio, which comes apart and later. */
export const itemDone = define('conversation.item.done', {
  read: readPlaced,
  apply: applyDone,
  line: ({ item }) => ({
    tone: 'quiet',
    who: 'server',
    label: 'item done',
    fields: { item: item.id, item_type: item.type, status: item.status },
    minor: true,
  }),
});

/** The older single event that `added` and `done` took the place of; an item that is whole is whole at once. */
export const itemCreated = define('conversation.item.created', {
  read: readPlaced,
  apply: applyAdded,
  line: lineOfItem,
});

/** The answer to asking for an item: it may hold the transcript that `done` did not have. */
export const itemRetrieved = define('conversation.item.retrieved', {
  read: (raw) => {
    const item = readItem(child(raw, 'item'));
    return item && { item };
  },
  apply: (session, { item }, { at }) => {
    const fresh = !session.items.has(item.id);
    const next = appended(withItem(session, item), item.id, at);
    return withToolItem(next, item, { at, fresh });
  },
  line: ({ item }) => ({
    tone: 'quiet',
    who: 'server',
    label: 'item retrieved',
    text: item.text === '' ? undefined : item.text,
    fields: { item: item.id, item_type: item.type, role: item.role },
    minor: true,
  }),
});

/** An item was taken out of the conversation. */
export const itemDeleted = define('conversation.item.deleted', {
  read: readNamed,
  apply: (session, { itemId }) => withoutDrafts(withoutItem(session, itemId), itemId),
  line: ({ itemId }) => ({
    tone: 'warn',
    who: 'server',
    label: 'item deleted',
    fields: { item: itemId },
  }),
});

/** The agent was cut off: by a client, or on a WebRTC or SIP call by the server, which knows what was played. */
export const itemTruncated = define('conversation.item.truncated', {
  read: (raw) => {
    const named = readNamed(raw);
    const heardMs = number(raw, 'audio_end_ms');
    return named && { ...named, ...(heardMs === undefined ? {} : { heardMs }) };
  },
  apply: (session, { itemId, heardMs }) =>
    withNamedItem(session, itemId, 'agent', (item) => ({
      ...item,
      cut: heardMs === undefined ? {} : { heardMs },
      final: true,
    })),
  line: ({ itemId, heardMs }) => ({
    tone: 'warn',
    who: 'agent',
    label:
      heardMs === undefined
        ? 'agent was cut off'
        : heardMs <= 0
          ? 'agent was cut off before anything was heard'
          : `agent was cut off after ${seconds(heardMs)}`,
    fields: { item: itemId, heard_ms: heardMs },
  }),
});
