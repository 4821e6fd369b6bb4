import { linesOf } from './line.ts';
import type { Entry } from './ports.ts';

/** Says whether an entry is wanted. */
export type Filter = (entry: Entry) => boolean;

/** A pattern in which `*` stands for any letters, over the whole name. */
export const glob = (pattern: string): ((name: string) => boolean) => {
  if (!pattern.includes('*')) return (name) => name === pattern;
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  const compiled = new RegExp(`^${parts.join('.*')}$`, 's');
  return (name) => compiled.test(name);
};

/** The names an entry answers to: as received, and as the event is called today. */
const namesOf = ({ event }: Entry): readonly string[] => {
  switch (event.kind) {
    case 'server':
      return event.type === event.known.type ? [event.type] : [event.type, event.known.type];
    case 'client':
    case 'unknown':
      return [event.type];
    default:
      return [event.kind];
  }
};

const matching = (globs: readonly string[]): Filter => {
  const matches = globs.map(glob);
  return (entry) => namesOf(entry).some((name) => matches.some((match) => match(name)));
};

/** Entries of these event types; `link` is news of the connection, `malformed` a frame that could not be read. */
export const only = (globs: readonly string[]): Filter => matching(globs);

/** All entries but those of these event types. */
export const not = (globs: readonly string[]): Filter => {
  const unwanted = matching(globs);
  return (entry) => !unwanted(entry);
};

/** Entries about one side of the conversation. */
export const role =
  (who: 'user' | 'agent'): Filter =>
  (entry) =>
    linesOf(entry).some((line) => line.who === who);

/** Entries that every filter wants. */
export const every = (filters: readonly Filter[]): Filter => {
  if (filters.length === 0) return () => true;
  return (entry) => filters.every((filter) => filter(entry));
};
