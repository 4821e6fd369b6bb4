import type { Raw } from '../core/raw.ts';
import type { Cancel } from '../media/schedule.ts';
import type { Frame } from './frame-log.ts';
import type { Leg } from './leg.ts';
import type { Routine } from './routine.ts';
import type { Scenario } from './scenario.ts';
import type { Scene } from './scene.ts';
import type { Participant, Stage } from './stage.ts';
import type { Switches } from './switches.ts';
import type { Timeline } from './timeline.ts';

/** Why a call is over. `vanished`: nobody is told. */
export type Ending = 'hangup' | 'caller' | 'expired' | 'vanished' | 'rejected';

/** A socket, or the data channel of the media leg, as a call sees it. */
export type Line = Participant & {
  send(frame: string): void;
  close(code: number, reason: string): void;
  /** The connection is lost without a close. */
  cut(): void;
  /** Nothing goes out any more and nothing is answered, but the socket stays open. */
  mute(): void;
};

/** A media call, or the session of a plain socket: one session and everybody who is on it. */
export type Call = {
  readonly id: string;
  readonly transport: Stage['transport'];
  readonly scenario: Scenario;
  readonly switches: Switches;
  readonly stage: Stage;
  readonly scene: Scene;
  /** `pending`: a SIP call that rings and was not accepted. */
  state(): 'pending' | 'live' | 'ended';
  /** Milliseconds since the call is up. */
  age(): number;
  /** Answers a pending call with this session. */
  accept(session: Raw): void;
  /** The caller's leg is up: the input audio clock starts. */
  connect(): void;
  join(line: Line): void;
  leave(line: Line): void;
  /** A frame came from a participant. */
  receive(from: Participant, frame: string, binary: boolean): void;
  /** Acts as the caller's app would, over the media leg's data channel. */
  act(event: Raw): void;
  emit(event: Raw): void;
  end(how: Ending): void;
  readonly drop: () => void;
  /** Nothing is being generated, played or said. */
  readonly quiet: () => boolean;
  /** Calls `see` with every event the session puts out, after it took effect. */
  watch(see: (event: Raw) => void): Cancel;
  run(routine: Routine): void;
  record(frame: Frame): void;
  log(): readonly Frame[];
  nextNumber(): number;
};

/** What a call is made of. */
export type CallPlan = {
  readonly id: string;
  readonly sessionId: string;
  readonly transport: Stage['transport'];
  readonly scenario: Scenario;
  readonly timeline: Timeline;
  readonly switches: Switches;
  readonly seed: number;
  /** Unix seconds now. */
  readonly wall: () => number;
  readonly pending: boolean;
  /** The caller's own leg; without one the caller is scripted. */
  readonly leg?: Leg | undefined;
  /** The session as whoever created the call asked for it (checked). */
  readonly session: Raw;
};
