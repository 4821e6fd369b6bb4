import type { Raw } from '../core/raw.ts';
import type { Call } from './call.ts';
import { countedFaults, type CountedFaults } from './counted-faults.ts';
import { keyring, type Keyring } from './keyring.ts';
import { hex, letters, random } from './random.ts';
import type { Leg } from './leg.ts';
import { joinLeg } from './leg-line.ts';
import type { Scenario } from './scenario.ts';
import { script } from './script.ts';
import { startCall } from './start-call.ts';
import type { Switches } from './switches.ts';
import type { Timeline } from './timeline.ts';

/** Everything that is up in the simulator: calls, sessions, keys. */
export type Switchboard = Keyring &
  CountedFaults & {
    readonly switches: Switches;
    readonly timeline: Timeline;
    /** Unix seconds, at the pace of the timeline. */
    wall(): number;
    requestId(): string;
    /** Puts a media call through. */
    place(
      scenario: Scenario,
      more?: { session?: Raw; pending?: boolean; start?: 'attach' | 'now'; leg?: Leg | undefined },
    ): Call;
    /** Opens the session of a plain socket. */
    open(session: Raw): Call;
    find(id: string): Call | undefined;
    calls(): readonly Call[];
    /** A sideband has joined: the call's script begins if it has not. */
    joined(call: Call): void;
    /** A pending call was accepted. */
    accepted(call: Call): void;
    /** A fresh session id for a session that is not started. */
    sessionId(): string;
  };

/** What a switchboard stands on. */
export type Ground = {
  readonly seed: number;
  readonly timeline: Timeline;
  readonly switches: Switches;
  readonly scenario: Scenario;
  readonly start: 'attach' | 'now';
  /** Unix milliseconds when the timeline was at zero. */
  readonly startedAt: number;
};

/** How many calls are kept before ended ones are forgotten. */
const remembered = 2000;

/** A switchboard without calls. */
export const switchboard = (ground: Ground): Switchboard => {
  const { seed, timeline, switches } = ground;
  const calls = new Map<string, Call>();
  const started = new Set<Call>();
  const startNow = new Set<Call>();
  const keys = random(seed, 'keys');
  const ids = random(seed, 'calls');
  const wall = (): number => (ground.startedAt + timeline.now()) / 1000;
  const sessionId = (): string => `sess_${letters(21, ids)}`;
  const common = { timeline, switches, seed, wall };

  /** Ended calls are remembered for their logs, but not for ever. */
  const remember = (call: Call): void => {
    calls.set(call.id, call);
    if (calls.size <= remembered) return;
    const oldest = [...calls.values()].find((one) => one.state() === 'ended');
    if (oldest === undefined) return;
    calls.delete(oldest.id);
    started.delete(oldest);
    startNow.delete(oldest);
  };
  const begin = (call: Call): void => {
    if (started.has(call)) return;
    started.add(call);
    call.connect();
    call.run(script(call));
  };

  return {
    ...keyring(keys, wall),
    ...countedFaults(switches),
    switches,
    timeline,
    wall,
    requestId: () => `req_${hex(32, keys)}`,
    place(scenario, more = {}) {
      const suffix = letters(32, ids);
      const call = startCall({
        ...common,
        id: `rtc_u1_${suffix}`,
        sessionId: `sess_u1_${suffix}`,
        transport: scenario.transport ?? 'webrtc',
        scenario,
        pending: more.pending ?? false,
        session: more.session ?? {},
        leg: more.leg,
      });
      remember(call);
      if (more.leg !== undefined) joinLeg(more.leg, call);
      if ((more.start ?? ground.start) === 'now') {
        startNow.add(call);
        if (call.state() === 'live') timeline.enter(() => begin(call));
      }
      return call;
    },
    open(session) {
      const id = sessionId();
      const call = startCall({
        ...common,
        id,
        sessionId: id,
        transport: 'websocket',
        scenario: { ...ground.scenario, script: [], session: undefined },
        pending: false,
        session,
      });
      remember(call);
      return call;
    },
    find: (id) => calls.get(id),
    calls: () => [...calls.values()],
    joined: (call) => {
      if (call.transport !== 'websocket') begin(call);
    },
    accepted: (call) => {
      if (startNow.has(call)) begin(call);
    },
    sessionId,
  };
};
