/** The voice of the agent on a media leg; times in milliseconds. */
export type Voice = {
  /** Plays this (48 kHz, mono) after what is still to be played; `over` is called when all of it was played. */
  say(pcm: Int16Array, over?: () => void): void;
  /** Throws away what was not played. */
  clear(): void;
  /** How much was played, from the beginning. */
  played(): number;
};

/** Who is told what comes over a media leg. */
export type LegEvents = {
  /** The data channel is open. */
  opened(): void;
  message(frame: string): void;
  /** The mean amplitude of the caller's next ten milliseconds. */
  heard(amplitude: number): void;
  /** The caller has left. */
  gone(): void;
};

/** The caller's own leg of a call: a peer connection that was answered. */
export type Leg = {
  readonly voice: Voice;
  /** Words as sound (48 kHz, mono). Never rejects. */
  speech(words: string): Promise<Int16Array>;
  /** What the caller said since this was last asked, when somebody listens; null when it was not understood. */
  readonly words?: (() => Promise<string | null>) | undefined;
  /** From now on these are told. Who does not connect within `patience` milliseconds has left. */
  serve(events: LegEvents, patience: number): void;
  /** Sends a frame over the data channel; one that cannot be sent is lost. */
  send(frame: string): void;
  /** Hangs up, once what was sent is on its way. */
  close(): void;
};
