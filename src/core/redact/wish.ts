import { throughCodes } from './encoded.ts';
import { heard, named } from './names.ts';
import { exactly, matching, type Finder } from './patterns.ts';
import { personalIn } from './personal.ts';
import { secretsIn } from './secrets.ts';

/** What can be left out of a recording as a whole. */
export const droppable = ['audio', 'images', 'transcript', 'arguments', 'instructions'] as const;

/** The name of such a thing. */
export type Dropped = (typeof droppable)[number];

/** What is to be taken out of a recording, beside what looks like a secret. */
export type Wish = {
  readonly drop: ReadonlySet<Dropped>;
  /** E-mail addresses, telephone, card and account numbers, names that callers give themselves, keys that were pressed. */
  readonly personal: boolean;
  readonly names: readonly string[];
  readonly patterns: readonly RegExp[];
  /** Ids become pseudonyms. */
  readonly ids: boolean;
  /** Secrets that are known, to be found whatever they look like. */
  readonly secrets: readonly string[];
};

/** What finds all that is wished for in a text; what comes first names a place that several claim. */
export const finderFor = (
  { personal, names, patterns, secrets }: Wish,
  learned: readonly string[] = [],
): Finder => {
  const finders: readonly Finder[] = [
    exactly(secrets.filter((secret) => secret.length >= 8)),
    secretsIn,
    ...patterns.map((pattern) => matching('match', pattern)),
    ...(personal ? [personalIn] : []),
    named(names),
    ...(learned.length === 0 ? [] : [heard(learned)]),
  ];
  return throughCodes((text) => finders.flatMap((find) => find(text)));
};
