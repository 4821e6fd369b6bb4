import type { FrameSignal, Instant } from '../core/signal.ts';

/** A text frame that came: its bytes stay where they were read, and become text when somebody asks for it. */
export class ReceivedFrame implements FrameSignal {
  readonly at: Instant;
  readonly kind = 'frame';
  readonly direction = 'received';
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
  private decoded: string | undefined = undefined;

  constructor(at: Instant, bytes: Buffer, from = 0, to = bytes.length) {
    this.at = at;
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  get text(): string {
    this.decoded ??= this.bytes.toString('utf8', this.from, this.to);
    return this.decoded;
  }

  /** As JSON it is what any other signal is. */
  toJSON(): FrameSignal {
    const { at, kind, direction, text } = this;
    return { at, kind, direction, text };
  }
}
