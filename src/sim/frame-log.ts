/**
 * A frame as it crossed a socket of the simulator, in the order it did. Socket 0 is the scripted caller. A `rest` entry
 * is a request about the call over HTTP (`POST /realtime/calls/…/hangup` and its body), or its answer; its socket is -1.
 */
export type Frame = {
  readonly at_ms: number;
  /** The server's view: `out` was sent to the client. */
  readonly dir: 'in' | 'out';
  readonly socket: number;
  readonly kind: 'sideband' | 'model' | 'peer' | 'rest' | 'marker';
  /** Byte for byte as it was on the wire; base64 when `binary`. */
  readonly text: string;
  readonly binary?: true;
};

/** Every frame of a call, up to a limit. */
export type FrameLog = { readonly add: (frame: Frame) => void; readonly frames: () => readonly Frame[] };

/** A log that stops with a marker when it holds `characters` of text: memory is bounded, and the end is visible. */
export const frameLog = (characters = 32_000_000): FrameLog => {
  const frames: Frame[] = [];
  let held = 0;
  let full = false;
  return {
    add(frame) {
      if (full) return;
      held += frame.text.length + 64;
      full = held > characters;
      frames.push(
        full
          ? { at_ms: frame.at_ms, dir: 'out', socket: -1, kind: 'marker', text: 'the log is full' }
          : frame,
      );
    },
    frames: () => frames,
  };
};
