import { SidebandError } from '../core/error.ts';
import type { Schedule } from '../media/schedule.ts';
import type { Media } from './desk.ts';
import type { Scenario } from './scenario.ts';
import type { Transcription } from './transcriber.ts';

/** What a simulator is started with; everything has a default. */
export type SimulatorOptions = {
  /** 0 (the default) takes a free one. */
  readonly port?: number;
  /** A loopback address: 127.0.0.1 unless given. */
  readonly host?: string;
  /** The name of a built-in scenario, a file, or a parsed scenario; `order` unless given. */
  readonly scenario?: string | Scenario;
  /** Scripted calls that are up from the start; 1 unless given. */
  readonly calls?: number;
  /** Whether a call's script begins with the first sideband (the default) or at once. */
  readonly start?: 'attach' | 'now';
  /** Switches as `NAME` or `NAME=VALUE`. */
  readonly faults?: readonly string[];
  /** The same seed gives the same ids, texts and order; random unless given. */
  readonly seed?: number;
  /** Serve https and wss with a certificate made at start. */
  readonly tls?: boolean;
  /** How many times as fast as in life everything goes. */
  readonly speed?: number;
  /** The clock that drives it. */
  readonly schedule?: Schedule;
  /** What webhooks are signed with; made at the start unless given. */
  readonly webhookSecret?: string;
  /** Where SDP offers go: `none` gives an answer that leads nowhere, else a real peer answers where WebRTC is installed. */
  readonly media?: Media | 'none' | undefined;
  /** The environment: where `espeak-ng` is looked for (`PATH`), and `RT_SIDEBAND_WEBRTC`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Who listens to what real callers say (`POST …/audio/transcriptions`); unless given, they say the scenario's lines. */
  readonly transcription?: Transcription;
  /** Told when WebRTC is installed but cannot be loaded. */
  readonly warn?: (error: SidebandError) => void;
};

/** The same options, where each can be. Throws a SidebandError (usage) that names the one that cannot. */
export const checkedOptions = (options: SimulatorOptions): SimulatorOptions => {
  const { port = 0, calls = 1, speed = 1, seed = 0, start = 'attach' } = options;
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) throw wrong('port', port, '0 to 65535');
  if (!(Number.isInteger(calls) && calls >= 0)) throw wrong('calls', calls, 'a whole number, 0 or more');
  if (!(Number.isFinite(speed) && speed > 0)) throw wrong('speed', speed, 'a number above 0');
  if (!Number.isSafeInteger(seed)) throw wrong('seed', seed, 'a whole number');
  if (!['attach', 'now'].includes(start)) throw wrong('start', start, 'attach or now');
  return options;
};

const wrong = (name: string, value: unknown, right: string): SidebandError =>
  new SidebandError('usage', `the simulator has no such ${name}`, {
    said: String(value),
    hint: `${name}: ${right}`,
  });
