import { definitionOf, type ServerEvent } from './catalogue.ts';
import { parseSignal, type Event } from './event.ts';
import type { Memory } from './memory.ts';
import { fits, mouldOf, type Mould, type Places } from './mould.ts';
import { joiner, textOf } from './plain-bytes.ts';
import { isRaw, type Raw } from './raw.ts';
import type { FrameSignal, Signal } from './signal.ts';

/** What the pieces of one text have in common. */
export type Like = { readonly mould: Mould; readonly type: string; readonly known: ServerEvent };

/**
 * A piece of a text that was recognised by its bytes, and is read only as far as it is asked: two of three events of a
 * call are such, and of most nobody wants more than that they came. A class, so that what nobody asks costs nothing.
 */
export class Piece {
  readonly kind = 'server';
  readonly like: Like;
  /** What it says stands in `bytes` between `from` and `to`, as plain text. */
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  private readonly frame: FrameSignal;
  private readonly idFrom: number;
  private readonly idTo: number;
  private read: ServerEvent | undefined = undefined;

  constructor(like: Like, frame: FrameSignal, bytes: Uint8Array, places: Places) {
    this.like = like;
    this.frame = frame;
    this.bytes = bytes;
    this.from = places.from;
    this.to = places.to;
    this.idFrom = places.idFrom;
    this.idTo = places.idTo;
  }

  get type(): string {
    return this.like.type;
  }

  get known(): ServerEvent {
    this.read ??= new KnownPiece(this) as ServerEvent;
    return this.read;
  }

  get raw(): Raw {
    const raw: unknown = JSON.parse(this.frame.text);
    return isRaw(raw) ? raw : {};
  }

  get delta(): string {
    return textOf(this.bytes, this.from, this.to);
  }

  get eventId(): string | undefined {
    return this.like.mould.id === -1 ? undefined : textOf(this.bytes, this.idFrom, this.idTo);
  }

  /** As JSON it is what any other event is. */
  toJSON(): Event {
    const { kind, type, known, raw } = this;
    return { kind, type, known, raw };
  }

  /** Whether its id came before; one without an id never did. */
  cameBefore(seen: Memory): boolean {
    return this.like.mould.id !== -1 && seen(this.bytes, this.idFrom, this.idTo);
  }

  /** Adds what it says to a text. */
  addTo(text: ReturnType<typeof joiner>): void {
    text.add(this.bytes, this.from, this.to);
  }
}

/** The fields of a piece, of which most who ask only want the type. */
class KnownPiece {
  private readonly piece: Piece;
  private made: object | undefined = undefined;

  constructor(piece: Piece) {
    this.piece = piece;
  }

  get type(): string {
    return this.piece.like.known.type;
  }

  get fields(): object {
    // A definition whose pieces join reads nothing of what stands in the gaps but the delta.
    this.made ??= { ...this.piece.like.known.fields, delta: this.piece.delta };
    return this.made;
  }

  toJSON(): object {
    const { type, fields } = this;
    return { type, fields };
  }
}

const joining = joiner();

/** What pieces say together. */
export const joinedText = (pieces: readonly Piece[]): string => {
  for (const piece of pieces) piece.addTo(joining);
  return joining.text();
};

/** Texts that grow at the same time: the agent's, the caller's, the arguments of a call. */
const most = 3;

/**
 * Reads signals as `parseSignal` does, and knows the next pieces of a text by their bytes: what is the same, byte for
 * byte, as a frame that was parsed, but for the letters in some strings, need not be parsed.
 */
export const eventReader = (): ((signal: Signal) => Event) => {
  let known: readonly Like[] = [];
  const places: Places = { from: 0, to: 0, idFrom: 0, idTo: 0 };
  const learn = (event: Event, bytes: Uint8Array, from: number, to: number): void => {
    if (event.kind !== 'server' || definitionOf(event.known.type)?.joins !== true) return;
    const mould = mouldOf(bytes.subarray(from, to));
    if (mould !== undefined)
      known = [{ mould, type: event.type, known: event.known }, ...known.slice(0, most - 1)];
  };
  return (signal) => {
    if (signal.kind !== 'frame' || signal.direction !== 'received') return parseSignal(signal);
    const { bytes } = signal;
    if (bytes === undefined || signal.binary === true) return parseSignal(signal);
    const { from = 0, to = bytes.length } = signal;
    for (const like of known)
      if (fits(like.mould, bytes, from, to, places)) return new Piece(like, signal, bytes, places);
    const event = parseSignal(signal);
    learn(event, bytes, from, to);
    return event;
  };
};
