import { contains } from './contains.ts';
import type { Event } from './event.ts';
import { isAnother, responseTag } from './outgoing.ts';
import { causedBy, pendingEffects } from './pending.ts';
import { at, child, children, own, text, type Raw } from './raw.ts';
import type { Session } from './session.ts';
import type { Instant } from './signal.ts';
import { whoseUpdate } from './whose-session.ts';

/**
 * Whose doing an event is: of this connection (`by` names the verb), or of another client on the same call. Undefined
 * where the evidence does not decide, and for what the server does by itself. docs/decisions/whose.md has the reasons.
 */
export type Whose = { readonly ours: true; readonly by?: string } | { readonly ours: false };

const elsewhere: Whose = { ours: false };

/** How long the server may still act because of what it heard, or of what happened before we came, in ms. */
const aftermath = 5000;

/** Ids of ours that are remembered; beyond this a strange id proves nothing. */
const most = 20_000;

/** A fold over the events of one connection: whose doing each is. `session` gives the one before the event, if asked. */
export const whoseDoing = (): ((session: () => Session, event: Event, at: Instant) => Whose | undefined) => {
  const pending = pendingEffects();
  const ids = new Set<string>();
  const items = new Map<string, { readonly whose: Whose; readonly item: Raw }>();
  const tags = new Map<string, Whose>();
  /** Turns that may yet be answered without being asked for: one may have come before us. */
  let turns = 1;
  /** Whether the settings of the session are the ones we know. */
  let known = false;
  let heard = Number.NEGATIVE_INFINITY;
  let silence = Number.NEGATIVE_INFINITY;

  const sent = (raw: Raw, type: string, by: string | undefined, now: number): undefined => {
    const whose: Whose = by === undefined ? { ours: true } : { ours: true, by };
    const id = text(raw, 'event_id');
    if (id !== undefined && ids.size < most) ids.add(id);
    if (!lasting.has(type)) return;
    const item = type === 'conversation.item.create' ? child(raw, 'item') : undefined;
    const itemId = text(item, 'id');
    const tag = type === 'response.create' ? tagOf(child(raw, 'response')) : undefined;
    if (item !== undefined && itemId !== undefined) items.set(itemId, { whose, item });
    else if (tag !== undefined) tags.set(tag, whose);
    else pending.add(type, raw, whose, now);
  };

  const added = (raw: Raw, now: number): Whose | undefined => {
    const item = child(raw, 'item');
    const id = text(item, 'id');
    if (item === undefined || id === undefined) return undefined;
    const ours = items.get(id);
    if (ours !== undefined) return isAnother(item, ours.item) ? elsewhere : ours.whose;
    if (!isWritten(item)) return undefined;
    // A silent caller is answered by a note of the server's own.
    const byServer = text(item, 'role') === 'system' && now - silence < aftermath;
    const like = pending.causes('conversation.item.create', now, (create) =>
      contains(item, child(create, 'item')),
    );
    const whose = causedBy(like, now, byServer ? undefined : elsewhere);
    if (whose?.ours === true) items.set(id, { whose, item });
    return whose;
  };

  const created = (session: () => Session, raw: Raw, now: number): Whose | undefined => {
    const response = child(raw, 'response');
    const tag = tagOf(response);
    if (tag !== undefined) return tags.get(tag) ?? elsewhere;
    const metadata = child(response, 'metadata') ?? {};
    const like = pending.causes('response.create', now, (create) =>
      contains(metadata, child(child(create, 'response'), 'metadata') ?? {}),
    );
    // Nobody but a client asks for one with words of its own, or apart from the conversation.
    if (Object.keys(metadata).length > 0 || own(response, 'conversation_id') === null)
      return causedBy(like, now, elsewhere);
    const decided = turns === 0 || (known && isNeverUnasked(session()));
    turns = Math.max(0, turns - 1);
    const whose = causedBy(like, now, elsewhere);
    return decided ? whose : undefined;
  };

  const cancelled = (raw: Raw, now: number): Whose | undefined => {
    const response = child(raw, 'response');
    if (at(response, 'status_details.reason') !== 'client_cancelled') return undefined;
    const like = pending.causes('response.cancel', now, (cancel) => {
      const id = text(cancel, 'response_id');
      return id === undefined || id === text(response, 'id');
    });
    return causedBy(like, now, elsewhere);
  };

  const cleared = (session: () => Session, now: number): Whose | undefined => {
    const byServer = now - heard < aftermath || session().user.speaking;
    const cancelling = pending.causes('response.cancel', now, () => true).length > 0;
    const like = pending.causes('output_audio_buffer.clear', now, () => true);
    return causedBy(like, now, byServer || cancelling ? undefined : elsewhere);
  };

  const failed = (raw: Raw): Whose | undefined => {
    const id = text(child(raw, 'error'), 'event_id');
    if (id === undefined) return undefined;
    const refused = pending.refused(id);
    if (refused !== undefined) return refused;
    return ids.has(id) ? { ours: true } : ids.size < most ? elsewhere : undefined;
  };

  const received = (session: () => Session, event: Received, now: number): Whose | undefined => {
    const { raw, known: said } = event;
    switch (said.type) {
      case 'session.updated': {
        const before = known ? session().config : undefined;
        known = true;
        return whoseUpdate(raw, said.fields.config, before, pending, now);
      }
      case 'session.created':
        known = true;
        return undefined;
      case 'conversation.item.added':
      case 'conversation.item.created':
        return added(raw, now);
      case 'conversation.item.deleted': {
        const id = text(raw, 'item_id');
        const like = pending.causes('conversation.item.delete', now, (gone) => text(gone, 'item_id') === id);
        return causedBy(like, now, elsewhere);
      }
      case 'response.created':
        return created(session, raw, now);
      case 'response.done':
        return cancelled(raw, now);
      case 'output_audio_buffer.cleared':
        return cleared(session, now);
      case 'input_audio_buffer.cleared':
        return causedBy(
          pending.causes('input_audio_buffer.clear', now, () => true),
          now,
          elsewhere,
        );
      case 'error':
        return failed(raw);
      case 'input_audio_buffer.timeout_triggered':
        silence = now;
        turns += 1;
        return undefined;
      case 'input_audio_buffer.committed':
      // A remote tool's answer may be spoken without being asked for.
      case 'response.mcp_call.completed':
      case 'response.mcp_call.failed':
        turns += 1;
        return undefined;
      case 'input_audio_buffer.speech_started':
      case 'input_audio_buffer.speech_stopped':
        heard = now;
        return undefined;
      default:
        return undefined;
    }
  };

  return (session, event, { mono }) => {
    if (event.kind === 'server') return received(session, event, mono);
    if (event.kind === 'client') return sent(event.raw, event.type, event.by, mono);
    if (event.kind === 'link' && (event.change.to === 'open' || event.change.to === 'gap')) {
      // What happened while no socket was open was not seen, answers to us included.
      turns = Math.max(1, turns);
      known = false;
      heard = mono;
      pending.doubt();
    }
    return undefined;
  };
};

type Received = Extract<Event, { kind: 'server' }>;

/** What we send that has an effect everybody sees. */
const lasting: ReadonlySet<string> = new Set([
  'session.update',
  'conversation.item.create',
  'conversation.item.delete',
  'response.create',
  'response.cancel',
  'output_audio_buffer.clear',
  'input_audio_buffer.clear',
]);

/** True when the settings are that nothing is answered before somebody asks for it. */
const isNeverUnasked = ({ config }: Session): boolean => {
  const detection = at(config, 'audio.input.turn_detection');
  return detection === null || at(detection, 'create_response') === false;
};

const tagOf = (response: Raw | undefined): string | undefined =>
  text(child(response, 'metadata'), responseTag);

/** True for what only a client puts into a conversation: written words, and the output of a function. */
const isWritten = (item: Raw): boolean => {
  const type = text(item, 'type');
  if (type === 'function_call_output' || type === 'mcp_approval_response') return true;
  if (type !== 'message' || text(item, 'role') === 'assistant') return false;
  return children(item, 'content').some((part) => text(part, 'type') === 'input_text');
};

/** Whose doing it was, as people read it; undefined for what nobody here or elsewhere did. */
export const whoseWords = (whose: Whose): string =>
  whose.ours ? (whose.by === undefined ? 'ours' : `ours (${whose.by})`) : 'not from here';
