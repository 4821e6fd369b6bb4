import { text, type Raw } from './raw.ts';

/**
 * What a session is for: an agent that answers, or one that only writes down what is said, or one that interprets it.
 * Only the first has items, responses and tools on the agent's side.
 */
export type SessionKind = 'realtime' | 'transcription' | 'translation';

/** The kind of a session by its `type`; one that does not say is a realtime one, as for the service. */
export const kindOf = (session: Raw | undefined): SessionKind => {
  const type = text(session, 'type');
  return type === 'transcription' || type === 'translation' ? type : 'realtime';
};
