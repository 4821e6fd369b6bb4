import type { FrameSignal, Instant } from '../core/signal.ts';

/** A text frame that came: its bytes stay where they were read, and become text when somebody asks for it. */
export class ReceivedFrame implements FrameSignal {
  readonly at: Instant;
  readonly kind = 'frame';
  readonly direction = 'received';
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  private readonly ascii: boolean;
  private decoded: string | undefined = undefined;

  /** `ascii`: it is known to be that, which is read in half the time. */
  constructor(at: Instant, bytes: Buffer, from = 0, to = bytes.length, ascii = false) {
    this.at = at;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
    this.ascii = ascii;
  }

  get text(): string {
    this.decoded ??= this.bytes.toString(this.ascii ? 'latin1' : 'utf8', this.from, this.to);
    return this.decoded;
  }

  /** As JSON it is what any other signal is. */
  toJSON(): FrameSignal {
    const { at, kind, direction, text } = this;
    return { at, kind, direction, text };
  }
}
