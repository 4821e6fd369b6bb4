import { only } from '../../core/filter.ts';
import { escapeText, joinSafe, safe } from '../../core/safe.ts';
import { lineCommand } from './line-command.ts';

/** `/only GLOB…`: narrows what is shown. */
export const onlyLine = lineCommand({
  name: 'only',
  flags: [],
  words: '[GLOB…]',
  help: 'show these event types only; without words all again',
  candidates: ({ eventTypes }) => withFamilies(eventTypes),
  sends: false,
  read: ({ text }) => (text === '' ? [] : text.split(/[\s,]+/).filter(Boolean)),
  act: (globs, { narrow }) => {
    narrow(globs.length === 0 ? undefined : only(globs));
    if (globs.length === 0) return { kind: 'text', text: safe`showing everything again` };
    const shown = joinSafe(
      globs.map((glob) => escapeText(glob)),
      ', ',
    );
    return { kind: 'text', text: safe`showing only ${shown}; /only without words shows everything again` };
  },
});

/** The types and, for each first part that several share, a glob over it. */
const withFamilies = (types: readonly string[]): readonly string[] => {
  const families = new Set(
    types.filter((type) => type.includes('.')).map((type) => `${type.split('.')[0]}.*`),
  );
  return [...families, ...types].toSorted();
};
