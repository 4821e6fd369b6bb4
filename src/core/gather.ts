import { callerTable } from './caller-table.ts';
import type { ServerEvent } from './catalogue.ts';
import type { ActionFacts, Facts, Gathered, When } from './facts.ts';
import { gatherAgent } from './gather-agent.ts';
import { gatherCaller } from './gather-caller.ts';
import { gatherPassages, passagesOver } from './gather-passages.ts';
import { gatherService } from './gather-service.ts';
import { gatherTools } from './gather-tools.ts';
import { noPassages } from './passages.ts';
import type { Seen } from './ports.ts';
import { Piece, type Like } from './piece.ts';
import { text, type Raw } from './raw.ts';
import { responseTable } from './response-table.ts';
import type { Instant, LinkChange } from './signal.ts';
import { transcriptionTable } from './transcription-table.ts';
import { frameSize } from './utf8-length.ts';

/** What collects the facts of a call: a fold over its entries that never asks for the session. */
export type Gathering = { readonly facts: Facts; write(entry: Seen): void };

/** What is wanted of the facts. */
export type Gather = {
  /** False: numbers alone, so that what is kept of a turn is a few hundred bytes however much is said in it. */
  readonly words?: boolean;
};

/** Begins to collect what happens on a call. */
export const gather = ({ words = true }: Gather = {}): Gathering => {
  const facts: Gathered = {
    words,
    frames: 0,
    bytes: 0,
    audioBytes: 0,
    unknownTypes: new Map(),
    malformed: 0,
    configSeen: false,
    playback: false,
    callers: callerTable(words),
    responses: responseTable(words),
    tools: new Map(),
    actions: [],
    errors: [],
    gaps: [],
    opens: [],
    timeouts: [],
    dtmf: 0,
    typed: [],
    transcriptions: transcriptionTable(),
    passages: [],
    passagesSaid: { user: 0, agent: 0 },
    passing: noPassages,
    rateLimits: new Map(),
  };
  const sent = sending(facts);
  let like: Like | undefined;
  return {
    facts,
    write(entry) {
      const { signal, event } = entry;
      facts.first ??= signal.at;
      facts.last = signal.at;
      if (signal.kind === 'frame') {
        facts.frames += 1;
        facts.bytes += frameSize(signal);
      }
      if (entry.duplicate === true) return;
      if (event instanceof Piece) {
        // Of most texts nothing is gathered but that they began: what was said of one piece holds for those like it.
        if (event.like === like) return;
        like = begun.has(event.type) ? event.like : like;
      }
      if (event.kind === 'server') {
        const { known } = event;
        const when: When = { seq: entry.seq, at: signal.at, sentIds: sent.ids };
        sent.answered(known, signal.at);
        gatherAgent(facts, known, when);
        gatherCaller(facts, known, event, when);
        gatherTools(facts, known, when);
        gatherPassages(facts, known, when);
        gatherService(facts, known, when);
      } else if (event.kind === 'client') sent.write(event.raw, event.type, event.by, signal.at);
      else if (event.kind === 'unknown') {
        facts.unknownTypes.set(event.type, (facts.unknownTypes.get(event.type) ?? 0) + 1);
      } else if (event.kind === 'malformed') facts.malformed += 1;
      else linked(facts, event.change, signal.at);
    },
  };
};

const linked = (facts: Gathered, change: LinkChange, at: Instant): void => {
  if (change.to === 'open') facts.opens.push({ at, took: change.took, epoch: change.epoch });
  if (change.to === 'closed' || change.to === 'gap') passagesOver(facts);
  if (change.to === 'closed') facts.ended = { at, reason: change.reason };
  if (change.to !== 'gap') return;
  facts.gaps.push(change.gap);
  // What was going on has no end that we know.
  for (const response of facts.responses) {
    if (response.doneAt === undefined) response.status = 'unknown';
  }
};

/** Of these only the first piece of a text tells anything. */
const begun: ReadonlySet<string> = new Set([
  'response.output_audio_transcript.delta',
  'response.output_text.delta',
  'response.function_call_arguments.delta',
]);

/** The types of event that show the effect of what was sent. */
const effects: ReadonlyMap<string, string> = new Map([
  ['session.updated', 'session.update'],
  ['conversation.item.added', 'conversation.item.create'],
  ['conversation.item.created', 'conversation.item.create'],
  ['conversation.item.deleted', 'conversation.item.delete'],
  ['conversation.item.truncated', 'conversation.item.truncate'],
  ['response.created', 'response.create'],
  ['response.done', 'response.cancel'],
  ['output_audio_buffer.cleared', 'output_audio_buffer.clear'],
]);

/** What this connection sent. Sound is no action; what nobody answered is forgotten when there is too much of it. */
const sending = (facts: Facts) => {
  const ids = new Set<string>();
  const waiting: { readonly id: string | undefined; readonly action: ActionFacts }[] = [];
  const taken = (which: (one: (typeof waiting)[number]) => boolean): ActionFacts | undefined => {
    const place = waiting.findIndex(which);
    return place === -1 ? undefined : waiting.splice(place, 1)[0]?.action;
  };
  return {
    ids,
    write(raw: Raw, type: string, by: string | undefined, at: Instant): void {
      const id = text(raw, 'event_id');
      if (id !== undefined) ids.add(id);
      if (type.endsWith('input_audio_buffer.append')) return;
      const action: ActionFacts = { by: by ?? 'client', type, at };
      facts.actions.push(action);
      waiting.push({ id, action });
      if (waiting.length > 100) waiting.shift();
    },
    answered(known: ServerEvent, at: Instant): void {
      if (waiting.length === 0) return;
      if (known.type === 'error') {
        // What was refused has no effect: the next one that looks like it is another's.
        const refused = known.fields.eventId;
        if (refused !== undefined) taken(({ id }) => id === refused);
        return;
      }
      const cause = effects.get(known.type);
      const action = cause === undefined ? undefined : taken((one) => one.action.type === cause);
      if (action !== undefined) action.ackAt = at;
    },
  };
};
