import { targetLanguage } from '../core/interpreted.ts';
import { kindOf } from '../core/session-kind.ts';
import { safe } from '../core/safe.ts';
import type { Session } from '../core/session.ts';
import { interpreterName } from './interpreter.ts';
import type { Part } from './status-model.ts';

/** A translation session has no turns: who speaks is told by words that come. */
const interpretingPart = (session: Session): Part => {
  const name = interpreterName(targetLanguage(session));
  return session.drafts.size > 0
    ? { tone: 'agent', text: safe`interpreting ${name}`, short: name, rank: 3 }
    : { tone: 'quiet', text: safe`nobody speaking`, short: safe`silence`, rank: 10 };
};

/** Who speaks. */
export const speakingPart = (session: Session): Part | undefined => {
  const { link, user, agent } = session;
  if (link !== 'open') return undefined;
  if (session.interpreted !== undefined || kindOf(session.config) === 'translation')
    return interpretingPart(session);
  const rank = 3;
  if (user.speaking) {
    return agent.audible === undefined
      ? { tone: 'user', text: safe`caller speaking`, short: safe`caller`, rank }
      : { tone: 'user', text: safe`both speaking`, short: safe`both`, rank };
  }
  if (agent.audible !== undefined)
    return { tone: 'agent', text: safe`agent speaking`, short: safe`agent`, rank };
  return { tone: 'quiet', text: safe`nobody speaking`, short: safe`silence`, rank: 10 };
};

/** Where nobody answers, that is said, so that nobody waits for it. */
export const transcriptionPart = ({ config }: Session): Part | undefined =>
  kindOf(config) === 'transcription'
    ? { tone: 'quiet', text: safe`transcription only`, short: safe`no agent`, rank: 7 }
    : undefined;
