import type { Raw } from '../raw.ts';
import type { Ledger } from './ledger.ts';
import { pieceOf } from './pieces.ts';
import type { Dropped } from './wish.ts';

/** What stands where something was left out as a whole. Arguments stay JSON. */
const markers = {
  transcript: '[transcript]',
  arguments: '{"dropped":true}',
  output: '[output]',
  instructions: '[instructions]',
} as const;

const wholes = (
  field: string,
  path: readonly string[],
): readonly [what: Dropped, marker: string] | undefined => {
  if (field === 'transcript' || field === 'text' || field === 'refusal')
    return ['transcript', markers.transcript];
  if (field === 'arguments') return ['arguments', markers.arguments];
  if (field === 'output') return ['arguments', markers.output];
  if (field === 'instructions' || field === 'prompt' || path.includes('prompt'))
    return ['instructions', markers.instructions];
  return undefined;
};

/** What is left out as a whole: each answers with the JSON that comes into its place, or undefined where nothing goes. */
export type Omitting = {
  /** The value of a field of an event. */
  whole(field: string, path: readonly string[]): string | undefined;
  /** A piece of a text: the first of a stream becomes the marker, those behind it nothing. */
  piece(type: string, event: Raw): string | undefined;
  /** A frame that nobody can read: whose words it holds cannot be told. */
  unreadable(): string | undefined;
  /** This, with what stands in its place. */
  marked(what: string, marker: string): string;
};

/** Begins to leave out what has to go as a whole; the ledger counts it. */
export const omitting = (drop: ReadonlySet<Dropped>, ledger: Ledger): Omitting => {
  const marked = (what: string, marker: string): string => {
    ledger.drop(what, 0);
    return JSON.stringify(marker);
  };
  /** Streams whose marker is out. */
  const marking = new Set<string>();
  return {
    marked,
    whole(field, path) {
      const found = wholes(field, path);
      return found !== undefined && drop.has(found[0]) ? marked(...found) : undefined;
    },
    piece(type, event) {
      const what = type.endsWith('arguments.delta') ? 'arguments' : 'transcript';
      if (!drop.has(what)) return undefined;
      const piece = pieceOf(event);
      if (piece === undefined || piece.text === '') return '""';
      const first = !marking.has(piece.stream);
      marking.add(piece.stream);
      return first ? marked(what, markers[what]) : '""';
    },
    unreadable: () =>
      drop.has('transcript') || drop.has('arguments') || drop.has('instructions')
        ? marked('unreadable', '[unreadable]')
        : undefined,
  };
};
