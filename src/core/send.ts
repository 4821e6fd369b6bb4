import { SidebandError } from './error.ts';
import type { Operator } from './operator.ts';
import {
  cancelResponse,
  clearOutputAudio,
  createItem,
  createResponse,
  isType,
  retrieveItem,
  updateSession,
  type Outgoing,
} from './outgoing.ts';
import type { Entry, Ids } from './ports.ts';
import { child, own, text, type Raw } from './raw.ts';
import type { GivenEvent } from './read-events.ts';
import type { Outcome } from './settle.ts';

/** An event of the operator's own, and whether anything of the server shows that it took effect. */
export type Custom = Outgoing & { readonly shows: boolean };

const rawOf = ({ event }: Entry): Raw | undefined => (event.kind === 'server' ? event.raw : undefined);

/** The effect that is an event of this type with the same values in these fields: the first one after ours. */
const first =
  (type: string, ...fields: readonly string[]): Build =>
  (event) => ({
    effect: type,
    accepts: (entry) =>
      isType(entry, type) &&
      fields.every(
        (field) => own(event, field) === undefined || own(rawOf(entry), field) === own(event, field),
      ),
  });

type Build = (event: Raw, ids: Ids) => Pick<Outgoing, 'effect' | 'accepts'> & Partial<Outgoing>;

const builds: ReadonlyMap<string, Build> = new Map<string, Build>([
  [
    'session.update',
    (event, ids) => {
      const { type, ...patch } = child(event, 'session') ?? {};
      const { event: _, ...made } = updateSession(patch, ids, typeof type === 'string' ? type : 'realtime');
      return made;
    },
  ],
  ['conversation.item.create', (event, ids) => createItem(child(event, 'item') ?? {}, ids, '')],
  [
    'conversation.item.retrieve',
    (event, ids) => {
      const { event: _, ...made } = retrieveItem(text(event, 'item_id') ?? '', ids, '');
      return made;
    },
  ],
  ['conversation.item.delete', first('conversation.item.deleted', 'item_id')],
  [
    'conversation.item.truncate',
    first('conversation.item.truncated', 'item_id', 'content_index', 'audio_end_ms'),
  ],
  [
    'response.create',
    (event, ids) => createResponse(child(event, 'response') ?? {}, ids('response'), ids, ''),
  ],
  ['response.cancel', (event, ids) => cancelResponse(text(event, 'response_id'), ids, '')],
  ['input_audio_buffer.commit', first('input_audio_buffer.committed')],
  ['input_audio_buffer.clear', first('input_audio_buffer.cleared')],
  ['output_audio_buffer.clear', (_event, ids) => clearOutputAudio(ids, '')],
]);

/**
 * A client event as it was given. It gets an `event_id` when it has none, an item its id and a response our tag, so
 * that the effect can be told from anybody else's.
 */
export const customEvent = (event: Raw, ids: Ids): Custom => {
  const id = text(event, 'event_id') ?? ids('event');
  const build = builds.get(text(event, 'type') ?? '');
  const made = build?.(event, (kind) => (kind === 'event' ? id : ids(kind)));
  return {
    limit: 5000,
    effect: 'effect that could be seen',
    accepts: () => false,
    ...made,
    event: { ...event, ...made?.event, event_id: id },
    id,
    by: 'send',
    shows: build !== undefined,
  };
};

/** How the events of one command are sent. */
export type Sending = {
  /** Wait for the effect of every event. Otherwise only a refusal counts, and only for a moment. */
  readonly ack: boolean;
  /** Milliseconds to wait for the effect of one event, instead of what its kind usually takes. */
  readonly within?: number | undefined;
};

/**
 * What became of them. `sent`: nothing refused it, and nobody waited for its effect. `line` is the one that decided:
 * the first that was refused, not sent or, with `ack`, without an effect; nothing after it was sent.
 */
export type Sent = Outcome & { readonly line: number; readonly sent?: true; readonly confirmed: number };

/** How long a refusal is waited for where the effect is not, in milliseconds. */
export const settling = 1000;

/** Sends events in order, the next when there is an answer to the one before; stops at the first that fails. */
export const sendAll = async (
  operator: Operator,
  events: readonly GivenEvent[],
  { ack, within }: Sending,
  ids: Ids,
): Promise<Sent> => {
  const going: Promise<Line>[] = [];
  let failed = false;
  for (const { line, event } of events) {
    const custom = customEvent(event, ids);
    const waits = ack && custom.shows;
    const limit = waits ? (within ?? custom.limit) : settling;
    const one = operator.perform(custom, limit).then((outcome): Line => {
      const late = outcome.outcome === 'unknown' && outcome.timeout === true;
      if (late && !ack) return { ...outcome, line, sent: true };
      if (outcome.outcome !== 'confirmed') failed = true;
      return {
        ...outcome,
        line,
        ...(late && !waits ? { reason: 'nothing ever shows that it took effect' } : {}),
      };
    });
    going.push(one);
    // What no answer can come to does not hold up what is behind it.
    if (custom.shows) await one;
    if (failed) break;
  }
  const lines = await Promise.all(going);
  const confirmed = lines.filter(({ outcome }) => outcome === 'confirmed').length;
  const decides =
    lines.find(({ outcome, sent }) => outcome !== 'confirmed' && sent !== true) ??
    lines.find(({ sent }) => sent === true) ??
    lines.at(-1);
  if (decides === undefined) throw new SidebandError('internal', 'there was no event to send');
  return { ...decides, confirmed };
};

type Line = Outcome & { readonly line: number; readonly sent?: true };
