import { eventNames, translationEventNames } from '../catalogue.ts';
import { slip } from '../names.ts';
import { conditions, patternAt, wrong, type Condition } from '../where.ts';
import type { Wanted } from './said.ts';

const allNames: readonly string[] = [...eventNames, ...translationEventNames];

/** What an expression is about, read: an event, a tool that is called, or what one side says. */
export type Subject =
  | { readonly kind: 'event' | 'tool'; readonly name: string; readonly conditions: readonly Condition[] }
  | { readonly kind: 'agent' | 'user'; readonly wanted: Wanted };

/** How expressions about a call are written. */
export const grammar = 'event TYPE [FIELD=VALUE], agent ~ /re/, user ~ /re/, tool NAME [args.FIELD=VALUE]';

type Place = { readonly text: string; readonly position: number };

/** Where the next word begins. */
const skipped = ({ text, position }: Place): Place => ({
  text,
  position: position + (/^\s*/.exec(text.slice(position))?.[0].length ?? 0),
});

const wantedAt = (from: Place): Wanted => {
  const place = skipped(from);
  const { text, position } = place;
  const operator = /^(?:!~|~|!=|==?)/.exec(text.slice(position))?.[0];
  if (operator === undefined) throw wrong(place, '~ /words/ or ="words"', grammar);
  const negated = operator.startsWith('!');
  const operand = skipped({ text, position: position + operator.length });
  if (operator.endsWith('~')) {
    const { pattern, end } = patternAt(text, operand.position, grammar);
    if (text.slice(end).trim() !== '')
      throw wrong(skipped({ text, position: end }), 'the end after the regular expression', grammar);
    const words = pattern.source.replaceAll(/\\./g, ' ');
    return { matches: (said) => pattern.test(said) !== negated, words };
  }
  const words = text
    .slice(operand.position)
    .trim()
    .replace(/^(["'])(.*)\1$/s, '$2');
  if (words === '') throw wrong(operand, 'the words', grammar);
  return { matches: (said) => (said.trim() === words) !== negated, words };
};

const checkType = (place: Place, name: string): void => {
  if (!/^[\w.*-]+$/.test(name)) throw wrong(place, 'the type of an event like response.done', grammar);
  const near = slip(name, allNames);
  if (near !== undefined) throw wrong(place, 'the type of an event', `did you mean ${near}?`);
};

const namedAt = (kind: 'event' | 'tool', from: Place): Subject => {
  const place = skipped(from);
  const name = /^\S+/.exec(place.text.slice(place.position))?.[0];
  if (name === undefined)
    throw wrong(place, kind === 'event' ? 'the type of an event' : 'the name of a tool', grammar);
  if (kind === 'event') checkType(place, name);
  return { kind, name, conditions: conditions(place.text, place.position + name.length) };
};

/** Reads what follows the first word of an expression; throws a SidebandError (usage) that names the position. */
export const readSubject = (kind: Subject['kind'], text: string, from: number): Subject =>
  kind === 'event' || kind === 'tool'
    ? namedAt(kind, { text, position: from })
    : { kind, wanted: wantedAt({ text, position: from }) };
