import { clientEventNames, definitionOf, eventNames, translationEventNames } from './catalogue.ts';
import { SidebandError } from './error.ts';
import { slip } from './names.ts';

const names: readonly string[] = [
  ...eventNames,
  ...translationEventNames,
  ...clientEventNames,
  'link',
  'malformed',
];

/** A pattern over types of events as it was given. Throws (`usage`) for the name of none that is nearly that of one. */
export const eventGlob = (given: string): string => {
  const meant = definitionOf(given) === undefined ? slip(given, names) : undefined;
  if (meant === undefined) return given;
  throw new SidebandError('usage', 'no such event', {
    said: given,
    hint: `did you mean ${meant}? With a * in it a name is taken as it is`,
  });
};
