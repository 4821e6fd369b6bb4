import { number, text, type Raw } from '../raw.ts';
import { editedPiece, type Edit } from './edits.ts';

/** A text that comes in pieces: whose piece it is, the field it is in, and what may be left out of it as a whole. */
type Piece = { readonly stream: string; readonly field: 'delta' | 'text'; readonly text: string };

const streamOf = (family: string, event: Raw): string =>
  [
    family,
    text(event, 'item_id') ?? text(event, 'response_id') ?? '',
    number(event, 'content_index') ?? '',
  ].join(' ');

/** The piece that an event is; sound is none. */
export const pieceOf = (event: Raw): Piece | undefined => {
  const type = text(event, 'type') ?? '';
  const [end, field] = type.endsWith('.delta')
    ? (['.delta', 'delta'] as const)
    : (['.segment', 'text'] as const);
  const said = type.endsWith(end) && !isSound(type) ? text(event, field) : undefined;
  if (said === undefined) return undefined;
  return { stream: streamOf(type.slice(0, -end.length) + field, event), field, text: said };
};

/** Whether a type of event carries sound. */
export const isSound = (type: string): boolean => type.endsWith('audio.delta');

/** The texts that an event ends. */
const endedBy = (event: Raw): readonly string[] => {
  const family = /^(.+)\.(?:done|completed|failed)$/.exec(text(event, 'type') ?? '')?.[1];
  return family === undefined ? [] : ['delta', 'text'].map((field) => streamOf(family + field, event));
};

/** The texts of each stream of pieces, one behind the other; undefined for those in which nothing was found. */
export type Joined = ReadonlyMap<string, readonly (string | undefined)[]>;

/** Joins the pieces of a recording, so that what is spread over several is found. Keeps texts only that need a change. */
export const joining = (
  touched: (text: string) => boolean,
): { readonly write: (event: Raw) => void; readonly joined: () => Joined } => {
  const open = new Map<string, string>();
  const joined = new Map<string, (string | undefined)[]>();
  const close = (stream: string): void => {
    const said = open.get(stream);
    if (said === undefined) return;
    open.delete(stream);
    const texts = joined.get(stream) ?? [];
    texts.push(touched(said) ? said : undefined);
    joined.set(stream, texts);
  };
  return {
    write(event) {
      const piece = pieceOf(event);
      if (piece !== undefined) open.set(piece.stream, (open.get(piece.stream) ?? '') + piece.text);
      else for (const stream of endedBy(event)) close(stream);
    },
    joined() {
      for (const stream of open.keys()) close(stream);
      return joined;
    },
  };
};

/**
 * Cuts redacted texts into pieces again, at the places where the pieces of the originals ended. Undefined leaves a piece
 * as it is. A piece that was not there when they were joined becomes empty.
 */
export const recutting = (
  joined: Joined,
  redact: (text: string) => readonly Edit[],
): { readonly piece: (event: Raw) => string | undefined; readonly write: (event: Raw) => void } => {
  type At = {
    readonly nth: number;
    offset: number;
    readonly edits: readonly Edit[] | undefined;
    readonly length: number;
  };
  const open = new Map<string, At>();
  const seen = new Map<string, number>();
  const begin = (stream: string): At => {
    const nth = seen.get(stream) ?? 0;
    const text = joined.get(stream)?.[nth];
    const known = nth < (joined.get(stream)?.length ?? 0);
    const at = {
      nth,
      offset: 0,
      edits: text !== undefined ? redact(text) : known ? undefined : [],
      length: known ? (text?.length ?? 0) : 0,
    };
    seen.set(stream, nth + 1);
    open.set(stream, at);
    return at;
  };
  return {
    piece(event) {
      const piece = pieceOf(event);
      if (piece === undefined) return undefined;
      const at = open.get(piece.stream) ?? begin(piece.stream);
      if (at.edits === undefined) return undefined;
      if (at.offset + piece.text.length > at.length) return '';
      const cut = editedPiece(piece.text, at.offset, at.edits);
      at.offset += piece.text.length;
      return cut;
    },
    write(event) {
      for (const stream of endedBy(event)) open.delete(stream);
    },
  };
};
