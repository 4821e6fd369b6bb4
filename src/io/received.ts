import type { FrameSignal, Instant } from '../core/signal.ts';

/** A text frame that came: its bytes stay as they are, and become text when somebody asks for it. */
export class ReceivedFrame implements FrameSignal {
  readonly at: Instant;
  readonly kind = 'frame';
  readonly direction = 'received';
  readonly bytes: Buffer;
  private decoded: string | undefined = undefined;

  constructor(at: Instant, bytes: Buffer) {
    this.at = at;
    this.bytes = bytes;
  }

  get text(): string {
    this.decoded ??= this.bytes.toString();
    return this.decoded;
  }

  /** As JSON it is what any other signal is. */
  toJSON(): FrameSignal {
    const { at, kind, direction, text } = this;
    return { at, kind, direction, text };
  }
}
