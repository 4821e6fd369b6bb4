import type { Found } from './edits.ts';

/** Finds in a text what must not stay there. */
export type Finder = (text: string) => readonly Found[];

/** All matches of a pattern as one kind; `value` says what a match is the same as. */
export const matching =
  (kind: string, pattern: RegExp, value: (match: string) => string = (match) => match): Finder =>
  (text) =>
    [...text.matchAll(pattern)].flatMap(({ 0: match, index }) =>
      match === '' ? [] : { from: index, to: index + match.length, kind, value: value(match) },
    );

/** A text as a pattern that matches nothing else. */
export const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);

/** Literal texts, wherever they stand. */
export const exactly = (secrets: readonly string[]): Finder =>
  secrets.length === 0 ? () => [] : matching('secret', new RegExp(secrets.map(escaped).join('|'), 'g'));
