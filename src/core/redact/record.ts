import { own, type Raw } from '../raw.ts';
import { escapeJson } from '../safe.ts';
import type { Visit } from './apart.ts';
import { edited } from './edits.ts';
import { changed, emptied, inEvent } from './event.ts';
import { editJson } from './json-edits.ts';
import type { Ledger } from './ledger.ts';
import { omitting } from './omit.ts';
import { recutting, type Joined } from './pieces.ts';
import { isProtocolWord } from './protocol-words.ts';
import { eventOf } from './survey.ts';
import type { Redacting } from './text.ts';
import type { Wish } from './wish.ts';

/** Moments and the name of a program as we write them: there is no room in them for anything else. */
const ours = /^(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z|rt-sideband\/\d{1,4}\.\d{1,4}\.\d{1,4})$/;

/** Redacts the lines of a recording, one by one and in order. */
export const redactingRecords = (
  wish: Wish,
  {
    redact,
    ledger,
    joined,
  }: { readonly redact: Redacting; readonly ledger: Ledger; readonly joined: Joined },
): ((line: string, record: Raw) => string) => {
  const pieces = recutting(joined, (said) => redact.edits(said));
  const omit = omitting(wish.drop, ledger);
  const ofEvent = inEvent(wish, { redact, ledger, omit, pieces });

  return (line, record) => {
    const event = eventOf(record);
    const duplicate = own(record, 'duplicate') === true;
    const change = event === undefined ? undefined : ofEvent(event, duplicate);
    const visit: Visit = (leaf, what) => {
      const { path, value } = leaf;
      const [top = ''] = path;
      if (top === 'event' && change !== undefined && path.length > 1)
        return change(leaf, path.slice(1), what);
      if (what === 'key') return typeof value === 'string' ? redact.field(value) : undefined;
      if (typeof value === 'number' || isProtocolWord(value)) return undefined;
      if (path.length === 1 && ours.test(value)) return undefined;
      if (top === 'call_id') return changed(value, redact.callId(value));
      // No frame of the API is binary, and nobody can look into one.
      if (top === 'base64') return emptied('binary', value, ledger);
      if (top === 'text') {
        if (change === undefined) return omit.unreadable() ?? changed(value, redact.text(value));
        const within: Visit = (inner, of) => change(inner, inner.path, of);
        return changed(value, edited(value, editJson(value, redact.apart(value, within))));
      }
      if (path.at(-1)?.endsWith('_id') === true) return changed(value, redact.id(value));
      return changed(value, redact.text(value));
    };
    const edits = editJson(line, redact.apart(line, visit));
    if (event !== undefined && !duplicate) pieces.write(event);
    return escapeJson(edited(line, edits));
  };
};
