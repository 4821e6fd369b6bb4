import type { Raw } from '../core/raw.ts';
import type { Call } from './call.ts';
import { hex, letters, random } from './random.ts';
import type { Leg } from './leg.ts';
import { joinLeg } from './leg-line.ts';
import type { Scenario } from './scenario.ts';
import { script } from './script.ts';
import { startCall } from './start-call.ts';
import { statusTimes, type Switches } from './switches.ts';
import type { Timeline } from './timeline.ts';

/** A client secret and the session it starts. */
type Secret = { readonly session: Raw; readonly expiresAt: number };

/** Everything that is up in the simulator: calls, sessions, keys. */
export type Switchboard = {
  readonly apiKey: string;
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
  issue(session: Raw, seconds: number): { readonly value: string; readonly expiresAt: number };
  /** What a presented key is: the API key, a live client secret, a wrong one, or none. */
  keyKind(key: string | undefined): 'api' | 'secret' | 'wrong' | 'none';
  secret(key: string): Secret | undefined;
  /** A fresh session id for a session that is not started. */
  sessionId(): string;
  /** The status with which the next request has to be refused, if any is left of that fault. */
  refusal(name: 'refuse_upgrades' | 'rest_status'): number | undefined;
  hangs(): boolean;
  /** A counted fault was set: it starts again. */
  rearm(assignment: string): void;
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
  const secrets = new Map<string, Secret>();
  const spent = new Map<string, number>();
  const keys = random(seed, 'keys');
  const ids = random(seed, 'calls');
  const apiKey = ['sk', 'sim', letters(32, keys)].join('-');
  const wall = (): number => (ground.startedAt + timeline.now()) / 1000;
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
  const count = (key: string, times: number): boolean => {
    const so = spent.get(key) ?? 0;
    if (so >= times) return false;
    spent.set(key, so + 1);
    return true;
  };

  return {
    apiKey,
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
      const sessionId = `sess_${letters(21, ids)}`;
      const call = startCall({
        ...common,
        id: sessionId,
        sessionId,
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
    issue(session, seconds) {
      const value = ['ek', hex(32, keys)].join('_');
      const expiresAt = Math.floor(wall()) + seconds;
      secrets.set(value, { session, expiresAt });
      return { value, expiresAt };
    },
    keyKind(key) {
      if (key === undefined || key === '') return 'none';
      if (key === apiKey) return 'api';
      const secret = secrets.get(key);
      return secret !== undefined && secret.expiresAt > wall() ? 'secret' : 'wrong';
    },
    secret: (key) => secrets.get(key),
    sessionId: () => `sess_${letters(21, ids)}`,
    refusal(name) {
      const set = switches.text(name);
      if (set === undefined) return undefined;
      const { status, times } = statusTimes(set);
      return count(`${name}=${set}`, times) ? status : undefined;
    },
    hangs: () => count('hang_upgrades', switches.number('hang_upgrades') ?? 0),
    rearm(assignment) {
      const name = (assignment.split('=')[0] ?? '').replaceAll('-', '_');
      for (const key of spent.keys()) if (key.startsWith(name)) spent.delete(key);
    },
  };
};
