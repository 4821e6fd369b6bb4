import { createRequire } from 'node:module';
import type * as Crypto from 'node:crypto';
import type * as Http from 'node:http';
import { SidebandError } from '../core/error.ts';
import { loaderFor, nativePresent } from '../media/native.ts';
import { answering } from './answering.ts';
import { bell } from './bell.ts';
import type { Media } from './desk.ts';
import { door } from './door.ts';
import type { Frame } from './frame-log.ts';
import { loadScenario, named } from './load-scenario.ts';
import { hex, random } from './random.ts';
import { failed, write } from './reply.ts';
import { rings, type Rung } from './rings.ts';
import { answersOf, type Scenario } from './scenario.ts';
import { answerTo } from './sdp.ts';
import { loopback, serving } from './serving.ts';
import { checkedOptions, type SimulatorOptions } from './simulator-options.ts';
import { switchboard } from './switchboard.ts';
import { switches } from './switches.ts';
import { timeline } from './timeline.ts';
import { upgrade } from './upgrade.ts';

/** The first line of `sim --json`. */
export type Ready = {
  readonly kind: 'ready';
  readonly base_url: string;
  readonly api_key: string;
  readonly calls: readonly string[];
  readonly control_url: string;
  /** Whether SDP offers are answered by a real peer. */
  readonly webrtc: boolean;
  /** Made at the start; one that was given is not repeated. */
  readonly webhook_secret?: string;
};

/** A running simulator. */
export type Simulator = {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** The ids of the calls that were up from the start. */
  readonly calls: readonly string[];
  /** Where it is controlled from; holds its own key. */
  readonly controlUrl: string;
  /** With `tls`: the certificate to trust, PEM. */
  readonly certificate?: string;
  readonly seed: number;
  /** What webhooks are signed with. */
  readonly webhookSecret: string;
  readonly ready: Ready;
  /** Starts another scripted call (the simulator's scenario unless given) and returns its id. */
  startCall(scenario?: string | Scenario, how?: { start?: 'attach' | 'now'; pending?: boolean }): string;
  /**
   * Has a SIP call ring: a webhook is signed and posted to a URL of this machine (a 2xx, or it is tried again). Resolves
   * after the first try.
   */
  ring(url: string, who?: { from?: string; to?: string; scenario?: string | Scenario }): Promise<Rung>;
  /** The caller hangs up, or (`vanished`) is gone without anybody being told. */
  endCall(callId: string, how?: 'caller' | 'hangup' | 'vanished'): void;
  /** Cuts a call's sockets; the call goes on. */
  dropSockets(callId: string): void;
  /** Sets a switch of the simulator, or of one call. */
  fault(assignment: string, callId?: string): void;
  /** The frames of a call, or of everything, in order. */
  log(callId?: string): readonly Frame[];
  close(): Promise<void>;
};

/**
 * Starts the Realtime API offline, on loopback. Rejects with a SidebandError (usage for wrong options, network when the
 * port cannot be had).
 */
export const startSimulator = async (given: SimulatorOptions = {}): Promise<Simulator> => {
  const options = checkedOptions(given);
  const crypto: typeof Crypto = createRequire(import.meta.url)('node:crypto');
  const host = loopback(options.host ?? '127.0.0.1');
  const settings = switches(options.faults ?? []);
  const scenario = await loadScenario(options.scenario);
  const seed = options.seed ?? crypto.randomInt(2 ** 31);
  const time = timeline(options.schedule, options.speed);
  const board = switchboard({
    seed,
    timeline: time,
    switches: settings,
    scenario,
    start: options.start ?? 'attach',
    startedAt: Date.now(),
  });
  const offers = random(seed, 'sdp');
  const nowhere: Media = { answer: (offer) => Promise.resolve({ sdp: answerTo(offer, offers) }) };
  const env = options.env ?? {};
  const load = loaderFor(env);
  const media =
    options.media === 'none'
      ? nowhere
      : (options.media ??
        door({
          env,
          load,
          absent: (error) => options.warn?.(error),
          nowhere,
          transcription: options.transcription,
        }));
  const desk = { board, media, created: named('idle'), called: answersOf(scenario) };
  const token = hex(24, random(seed, 'control'));
  const chime = bell(board, seed, options.webhookSecret);
  const panel = {
    board,
    bell: chime,
    scenario: (given: unknown) => (given === undefined ? Promise.resolve(scenario) : loadScenario(given)),
  };

  const answer = answering(desk, panel, token);
  const serve = (request: Http.IncomingMessage, response: Http.ServerResponse): void => {
    answer(request)
      .catch(() =>
        failed(500, { type: 'server_error', code: null, message: 'The simulator failed.', param: null }),
      )
      .then((reply) => write(response, reply, board.requestId()))
      .catch(() => response.destroy());
  };

  const server = await serving(
    { host, port: options.port ?? 0, tls: options.tls === true },
    { request: serve, upgrade: (...attempt) => upgrade(board, ...attempt) },
  );
  const { origin, certificate } = server;
  const calls = Array.from(
    { length: options.calls ?? 1 },
    () => board.place(scenario, pendingIf(scenario)).id,
  );
  const baseUrl = `${origin}/v1`;
  const controlUrl = `${origin}/control/${token}`;

  const callOf = (id: string): ReturnType<typeof board.place> => {
    const call = board.find(id);
    if (call === undefined) throw new SidebandError('usage', 'the simulator has no such call', { said: id });
    return call;
  };

  return {
    baseUrl,
    apiKey: board.apiKey,
    calls,
    controlUrl,
    ...(certificate === undefined ? {} : { certificate }),
    seed,
    webhookSecret: chime.secret,
    ready: {
      kind: 'ready',
      base_url: baseUrl,
      api_key: board.apiKey,
      calls,
      control_url: controlUrl,
      webrtc: options.media !== 'none' && (options.media !== undefined || nativePresent(load)),
      ...(options.webhookSecret === undefined ? { webhook_secret: chime.secret } : {}),
    },
    startCall(given, how = {}) {
      const one = given === undefined ? scenario : typeof given === 'string' ? named(given) : given;
      return board.place(one, { ...pendingIf(one), ...how }).id;
    },
    async ring(url, { scenario: given, ...who } = {}) {
      return rings(panel, { url, scenario: await panel.scenario(given), ...who });
    },
    endCall: (id, how = 'caller') => time.enter(() => callOf(id).end(how)),
    dropSockets: (id) => time.enter(() => callOf(id).drop()),
    fault(assignment, id) {
      (id === undefined ? settings : callOf(id).switches).set(assignment);
      board.rearm(assignment);
    },
    log: (id) => (id === undefined ? board.calls().flatMap((call) => call.log()) : callOf(id).log()),
    async close() {
      time.stop();
      chime.stop();
      media.close?.();
      await server.close();
    },
  };
};

const pendingIf = (scenario: Scenario): { pending: boolean } => ({ pending: scenario.transport === 'sip' });
