import { eventGlob } from '../../core/event-glob.ts';
import { only } from '../../core/filter.ts';
import type { Safe } from '../../core/ports.ts';
import { escapeText, joinSafe, safe } from '../../core/safe.ts';
import { lineCommand, type Answer } from './line-command.ts';

/** `/only GLOB…`: narrows what is shown. */
export const onlyLine = lineCommand({
  name: 'only',
  flags: [],
  words: '[GLOB…]',
  help: 'show these event types only; without words all again',
  candidates: ({ eventTypes }) => withFamilies(eventTypes),
  sends: false,
  read: ({ text }) =>
    text === ''
      ? []
      : text
          .split(/[\s,]+/)
          .filter(Boolean)
          .map(eventGlob),
  act: (globs, { narrow }) => {
    const names = joinSafe(
      globs.map((glob) => escapeText(glob)),
      ', ',
    );
    return shownNow(narrow('only', globs.length === 0 ? undefined : { words: names, wants: only(globs) }));
  },
});

/** What is shown from now on, for `/only` and `/filter`. */
export const shownNow = (words: Safe | undefined): Answer => ({
  kind: 'text',
  text:
    words === undefined
      ? safe`showing everything again`
      : safe`showing only ${words}; /only and /filter without words show everything again`,
});

/** The types and, for each first part that several share, a glob over it. */
const withFamilies = (types: readonly string[]): readonly string[] => {
  const families = new Set(
    types.filter((type) => type.includes('.')).map((type) => `${type.split('.')[0]}.*`),
  );
  return [...families, ...types].toSorted();
};
