import type { ServerEvent } from './catalogue.ts';
import type { Event } from './event.ts';
import type { Memory } from './memory.ts';
import type { Mould, Places } from './mould.ts';
import { joiner, textOf } from './plain-bytes.ts';
import { isRaw, type Raw } from './raw.ts';
import type { FrameSignal } from './signal.ts';

/** What the pieces of one text have in common. */
export type Like = {
  readonly mould: Mould;
  readonly type: string;
  readonly known: ServerEvent;
};

/**
 * A piece of a text that was recognised by its bytes, and is read only as far as it is asked: two of three events of a
 * call are such, and of most nobody wants more than that they came. A class, so that what nobody asks costs nothing.
 */
export class Piece {
  readonly kind = 'server';
  readonly like: Like;
  /** What it says stands in `bytes` between `from` and `to`, plain but for escapes of JSON. */
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  private readonly frame: FrameSignal;
  private readonly idFrom: number;
  private readonly idTo: number;
  private read: ServerEvent | undefined = undefined;

  /** `places` are those of the gaps of its mould. */
  constructor(like: Like, frame: FrameSignal, bytes: Uint8Array, places: Places) {
    this.like = like;
    this.frame = frame;
    this.bytes = bytes;
    const { delta, id } = like.mould;
    this.from = places[2 * delta] ?? 0;
    this.to = places[2 * delta + 1] ?? 0;
    this.idFrom = id === -1 ? 0 : (places[2 * id] ?? 0);
    this.idTo = id === -1 ? 0 : (places[2 * id + 1] ?? 0);
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
