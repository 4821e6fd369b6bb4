import { asToolCallId, type ToolCallId } from './ids.ts';
import { withEntry, withoutEntry } from './versioned-map.ts';
import { withAt, withLast, withoutId } from './order.ts';
import { asPresent } from './present.ts';
import { at, child, children, flag, own, text, type Raw } from './raw.ts';
import type { Item, Role, Session } from './session.ts';
import type { Instant } from './signal.ts';
import { changed } from './session-copy.ts';

/** The fields we use of an item as the wire has it. */
export type ItemFields = {
  readonly id: string;
  readonly type: string;
  readonly role?: Role;
  readonly status?: string;
  /** Text and transcripts of all its parts. */
  readonly text: string;
  /** Holds caller audio whose words have not come yet. */
  readonly untranscribed: boolean;
  readonly toolCallId?: ToolCallId;
  readonly name?: string;
  readonly arguments?: string;
  readonly output?: string;
  readonly error?: string;
  readonly approve?: boolean;
};

const roles: ReadonlyMap<string | undefined, Role> = new Map<string | undefined, Role>([
  ['assistant', 'agent'],
  ['user', 'user'],
  ['system', 'system'],
  ['developer', 'system'],
]);

/** Types of a remote tool's call: the second is an older spelling. */
export const mcpCallTypes: ReadonlySet<string> = new Set(['mcp_call', 'mcp_tool_call']);

const wordsOf = (part: Raw): string => text(part, 'text') ?? text(part, 'transcript') ?? '';

/** Reads an item; undefined when it has no id. */
export const readItem = (raw: Raw | undefined): ItemFields | undefined => {
  const id = text(raw, 'id');
  if (raw === undefined || id === undefined || id === '') return undefined;
  const type = text(raw, 'type') ?? 'unknown';
  const parts = children(raw, 'content');
  const callId = mcpCallTypes.has(type) ? id : text(raw, 'call_id');
  const error = own(raw, 'error');
  return asPresent({
    id,
    type,
    role: type === 'message' ? roles.get(text(raw, 'role')) : undefined,
    status: text(raw, 'status'),
    text: parts.map(wordsOf).join(''),
    untranscribed: parts.some(
      (part) => text(part, 'type') === 'input_audio' && text(part, 'transcript') === undefined,
    ),
    toolCallId: callId === undefined ? undefined : asToolCallId(callId),
    name: text(raw, 'name'),
    arguments: text(raw, 'arguments'),
    output: text(raw, 'output'),
    error: typeof error === 'string' ? error : text(child(raw, 'error'), 'message'),
    approve: flag(raw, 'approve'),
  });
};

/** True when the item waits for the words of the caller: audio, and transcription is not known to be off. */
const waits = (session: Session, fields: ItemFields): boolean =>
  fields.untranscribed &&
  (session.config === undefined || at(session.config, 'audio.input.transcription') instanceof Object);

/** What is known of an item beside what the wire says of it. */
type More = {
  readonly seen?: boolean;
  readonly final?: true;
  readonly cut?: Item['cut'];
  readonly responseId?: string | undefined;
};

// Written out field by field: every item then has the same shape, which makes it cheap to copy.
const merged = (session: Session, before: Item | undefined, fields: ItemFields, more: More): Item => {
  // The server forgets what was not heard; we keep what was said.
  const said = before?.cut === undefined ? fields.text || before?.text || '' : before.text || fields.text;
  const growing = fields.status === 'in_progress' || (said === '' && waits(session, fields));
  return asPresent({
    id: fields.id,
    type: fields.type,
    role: fields.role ?? before?.role,
    status: fields.status ?? before?.status,
    text: said,
    final: more.final ?? (before?.final === true || !growing),
    cut: more.cut ?? before?.cut,
    responseId: more.responseId ?? before?.responseId,
    toolCallId: fields.toolCallId ?? before?.toolCallId,
    addedAt: before?.addedAt,
    seen: more.seen === true || before?.seen === true,
  });
};

/** What the session knows of an item, brought up to date; one that was never added is not `seen`. */
export const withItem = (session: Session, fields: ItemFields, more: More = {}): Session =>
  changed(session, {
    items: withEntry(session.items, fields.id, merged(session, session.items.get(fields.id), fields, more)),
  });

/** Changes an item that is only named; one that was never added is started as not `seen`, last in the conversation. */
export const withNamedItem = (
  session: Session,
  id: string,
  role: Role,
  change: (item: Item) => Item,
  inConversation = true,
): Session => {
  const known = session.items.get(id);
  const item = known ?? { id, type: 'message', role, text: '', final: false, seen: false };
  const items = withEntry(session.items, id, change(item));
  const order = known === undefined && inConversation ? withLast(session.order, id) : session.order;
  return changed(session, { items, order });
};

/**
 * True when the item has a place in the conversation. Only what was added has one for sure and what was only named may
 * have one, so that the order need not be searched for every item of a long call.
 */
const hasPlace = (session: Session, item: Item): boolean =>
  item.addedAt !== undefined || (!item.seen && session.order.lastIndexOf(item.id) !== -1);

/** The conversation with the item last, unless it has a place. */
export const appended = (session: Session, id: string, at: Instant): Session => {
  const item = session.items.get(id);
  if (item === undefined || hasPlace(session, item)) return session;
  return changed(session, {
    items: item.seen ? withEntry(session.items, id, { ...item, addedAt: at }) : session.items,
    order: withLast(session.order, id),
  });
};

/** True for an item that a client put at the very front; model output that names no predecessor is only sloppy. */
const belongsInFront = (item: Item): boolean =>
  item.type === 'message' && !(item.role === 'agent' && item.status === 'in_progress');

/**
 * The conversation with an item that was just added in its place: behind `previous`, in front for null or `root`, last
 * when that is not said. A predecessor we never saw gets a place of its own before it, so that its words find their
 * way when they come.
 */
export const placed = (
  session: Session,
  id: string,
  previous: string | null | undefined,
  at: Instant,
): Session => {
  const known = session.items.get(id);
  if (known === undefined || known.addedAt !== undefined) return session;
  const order = hasPlace(session, known) ? withoutId(session.order, id) : session.order;
  const item = { ...known, seen: true, addedAt: at };
  let items = withEntry(session.items, id, item);
  if (previous === null || previous === 'root') {
    return changed(session, { items, order: withAt(order, belongsInFront(item) ? 0 : order.length, id) });
  }
  const behind = previous === id ? undefined : previous;
  const index = behind !== undefined && items.has(behind) ? order.lastIndexOf(behind) : -1;
  if (index !== -1) return changed(session, { items, order: withAt(order, index + 1, id) });
  if (behind === undefined) return changed(session, { items, order: withLast(order, id) });
  const unseen = { id: behind, type: 'unknown', text: '', final: false, seen: false };
  if (!items.has(behind)) items = withEntry(items, behind, unseen);
  return changed(session, { items, order: withLast(withLast(order, behind), id) });
};

/** The conversation without an item. */
export const withoutItem = (session: Session, id: string): Session =>
  changed(session, { items: withoutEntry(session.items, id), order: withoutId(session.order, id) });
