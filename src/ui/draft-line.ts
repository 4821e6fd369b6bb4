import { targetLanguage } from '../core/interpreted.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';
import type { Draft, Session } from '../core/session.ts';
import { interpreterName } from './interpreter.ts';
import { theme } from './theme.ts';
import { fit } from './width.ts';

const names: Readonly<Record<Draft['role'], string>> = { user: 'caller', agent: 'agent', system: 'system' };

/** What is being said right now, its newest words in one row of at most `columns` cells; nothing when nobody speaks. */
export const draftLine = (session: Session, columns: number, coloured = false): Safe | undefined => {
  const paint = theme(coloured);
  let newest: Draft | undefined;
  for (const draft of session.drafts.values()) newest = draft;
  if (newest === undefined) {
    return session.user.speaking ? paint('user', fit(safe`caller is speaking …`, columns)) : undefined;
  }
  const interpreted = newest.role === 'agent' && session.interpreted !== undefined;
  const name = (interpreted ? interpreterName(targetLanguage(session)) : names[newest.role]).padEnd(9);
  const room = columns - name.length;
  if (room < 2) return undefined;
  // Only the end is shown, and this is asked for many times a second.
  const words = fit(escapeText(newest.text.slice(-room * 24)), room, true);
  return safe`${paint(newest.role, name as Safe)}${paint('dim', words)}`;
};
