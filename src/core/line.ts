import { definitionOf } from './catalogue.ts';
import { lineOfSent } from './client-events.ts';
import type { Line } from './definition.ts';
import { mayEndPassage, passageLine, wholeWith } from './interpreted.ts';
import type { Passage } from './passages.ts';
import type { Entry } from './ports.ts';
import type { LinkChange } from './signal.ts';
import { seconds } from './words.ts';

const lineOfLink = (change: LinkChange): Line => {
  const base = { who: 'link', tone: 'link' } as const;
  switch (change.to) {
    case 'open':
      return {
        ...base,
        label: change.epoch > 1 ? 're-attached' : 'attached',
        fields: { epoch: change.epoch, took_ms: Math.round(change.took) },
      };
    case 'retrying':
      return {
        ...base,
        tone: 'warn',
        label: `attaching again in ${seconds(change.delay)}:`,
        text: change.cause,
        fields: { attempt: change.attempt, of: change.of },
      };
    case 'gap': {
      const ms = change.gap.to.mono - change.gap.from.mono;
      return {
        ...base,
        tone: 'warn',
        label: `gap of ${seconds(ms)}, what happened in it is not known:`,
        text: change.gap.cause,
      };
    }
    case 'notice':
      return { ...base, label: 'notice:', text: change.message, fields: { code: change.code } };
    default:
      return {
        ...base,
        tone: change.reason === 'dropped' || change.reason === 'unknown' ? 'warn' : 'link',
        label: 'closed:',
        text: change.message,
        fields: { reason: change.reason, code: change.code, said: change.text },
      };
  }
};

/** Any entry in one line, with the session as it is after it. */
export const lineOf = (entry: Entry): Line => {
  const { event } = entry;
  switch (event.kind) {
    case 'server': {
      const definition = definitionOf(event.known.type);
      // The fields were read by this very definition.
      if (definition !== undefined) return definition.line(event.known.fields as never, () => entry.session);
      return { tone: 'quiet', who: 'server', label: 'event', text: event.type };
    }
    case 'client':
      return lineOfSent(event.type, event.raw, event.by);
    case 'unknown':
      return { tone: 'quiet', who: 'server', label: 'unknown event', text: event.type };
    case 'malformed':
      return {
        tone: 'bad',
        who: 'server',
        label: `unreadable frame (${event.reason})`,
        fields: { length: event.text.length },
      };
    default:
      return lineOfLink(event.change);
  }
};

/**
 * What there is to say of an entry: its own line, and what was said in a translation session and is whole with it, of
 * the sides that are wanted.
 */
export const linesOf = (
  entry: Entry,
  wanted: (passage: Passage) => boolean = () => true,
): readonly Line[] => {
  const line = lineOf(entry);
  if (!mayEndPassage(entry.event)) return [line];
  const whole = wholeWith(entry)
    .filter(wanted)
    .map((passage) => passageLine(passage, entry.session));
  // A piece is a part of what it ends; what ends everything comes after it.
  return line.minor === true ? [line, ...whole] : [...whole, line];
};
