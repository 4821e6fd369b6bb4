import type { ServerEvent } from '../catalogue.ts';
import type { Stamp } from '../definition.ts';
import type { Raw } from '../raw.ts';
import type { Instant } from '../signal.ts';

/** More responses than this are not remembered, neither those that run nor those apart from the conversation. */
const most = 64;

/** What every trouble is judged by: who speaks, what runs, how the session is set up, and how much of it we saw. */
export type Scene = {
  readonly speaking: boolean;
  /** Responses of the conversation that run, and when they began before our eyes. */
  readonly active: ReadonlyMap<string, Instant>;
  /** When the last response ended. */
  readonly idleSince: Instant | undefined;
  /** The last effective configuration the server told us. */
  readonly config: Raw | undefined;
  /** True when we were there from the session's first event on, and nothing was lost since. */
  readonly whole: boolean;
  /** True for a response that is known to stand outside the conversation. */
  isApart(responseId: string | undefined): boolean;
  /** True for the item that an idle timeout put in: nobody spoke. */
  isSilence(itemId: string | undefined): boolean;
  /** The events it wants to see. */
  readonly types: readonly ServerEvent['type'][];
  see(known: ServerEvent, stamp: Stamp): void;
  /** A frame came, whatever it is. */
  heard(): void;
  gap(): void;
};

/** A scene of which nothing is known. */
export const newScene = (): Scene => {
  const active = new Map<string, Instant>();
  const apart = new Set<string>();
  let speaking = false;
  let idleSince: Instant | undefined;
  let config: Raw | undefined;
  let whole = false;
  let seen = false;
  let silence: string | undefined;

  const begins = (id: string, inConversation: boolean, at: Instant): void => {
    const ids = inConversation ? active : apart;
    if (inConversation) active.set(id, at);
    else apart.add(id);
    for (const oldest of ids.keys()) {
      if (ids.size <= most) break;
      ids.delete(oldest);
    }
  };

  return {
    get speaking() {
      return speaking;
    },
    active,
    get idleSince() {
      return idleSince;
    },
    get config() {
      return config;
    },
    get whole() {
      return whole;
    },
    isApart: (id) => id !== undefined && apart.has(id),
    isSilence: (id) => id !== undefined && id === silence,
    types: [
      'session.created',
      'session.updated',
      'input_audio_buffer.speech_started',
      'input_audio_buffer.speech_stopped',
      'input_audio_buffer.cleared',
      'input_audio_buffer.committed',
      'input_audio_buffer.timeout_triggered',
      'response.created',
      'response.done',
    ],
    see({ type, fields }, { at }) {
      switch (type) {
        case 'session.created':
        case 'session.updated':
          if (!seen && type === 'session.created') whole = true;
          ({ config } = fields);
          break;
        case 'input_audio_buffer.speech_started':
          speaking = true;
          break;
        case 'input_audio_buffer.speech_stopped':
        case 'input_audio_buffer.cleared':
        case 'input_audio_buffer.committed':
          speaking = false;
          break;
        case 'input_audio_buffer.timeout_triggered':
          silence = fields.itemId;
          break;
        case 'response.created':
          begins(fields.id, fields.inConversation, at);
          break;
        case 'response.done':
          active.delete(fields.id);
          idleSince = at;
          if (!fields.inConversation) begins(fields.id, false, at);
          break;
        default:
      }
    },
    heard() {
      seen = true;
    },
    gap() {
      active.clear();
      speaking = false;
      whole = false;
    },
  };
};
