import { createRequire } from 'node:module';
import type * as Crypto from 'node:crypto';
import type * as Http from 'node:http';
import type * as Https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { SidebandError } from '../core/error.ts';
import { loaderFor, nativePresent } from '../media/native.ts';
import { loopbackCertificate } from './certificate.ts';
import { answering } from './answering.ts';
import type { Frame } from './frame-log.ts';
import { hex, random } from './random.ts';
import { bell } from './bell.ts';
import { door } from './door.ts';
import { rings, type Rung } from './rings.ts';
import { failed, write } from './reply.ts';
import type { Media } from './desk.ts';
import { loadScenario, named } from './load-scenario.ts';
import { answersOf, type Scenario } from './scenario.ts';
import { answerTo } from './sdp.ts';
import { switchboard } from './switchboard.ts';
import { switches } from './switches.ts';
import { realSchedule, timeline, type Schedule } from './timeline.ts';
import type { Transcription } from './transcriber.ts';
import { upgrade } from './upgrade.ts';

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

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);

/**
 * Starts the Realtime API offline, on loopback. Rejects with a SidebandError (usage for wrong options, network when the
 * port cannot be had).
 */
export const startSimulator = async (options: SimulatorOptions = {}): Promise<Simulator> => {
  const require = createRequire(import.meta.url);
  const crypto: typeof Crypto = require('node:crypto');
  const host = options.host ?? '127.0.0.1';
  if (!isLoopback(host)) {
    throw new SidebandError('usage', 'the simulator serves loopback addresses only', {
      hint: 'leave the host out, or use 127.0.0.1',
    });
  }
  const settings = switches(options.faults ?? []);
  const scenario = await loadScenario(options.scenario);
  const seed = options.seed ?? crypto.randomInt(2 ** 31);
  const schedule = options.schedule ?? realSchedule;
  const time = timeline(schedule, options.speed ?? 1);
  const start = options.start ?? 'attach';
  const board = switchboard({
    seed,
    timeline: time,
    switches: settings,
    scenario,
    start,
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

  const pair = options.tls === true ? loopbackCertificate(Date.now()) : undefined;
  const http: typeof Http = require('node:http');
  const server =
    pair === undefined
      ? http.createServer(serve)
      : (require('node:https') as typeof Https).createServer(
          { cert: pair.certificate, key: pair.key },
          serve,
        );
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    autoPong: false,
    maxPayload: 64 * 1024 * 1024,
    handleProtocols: (asked) => (asked.has('realtime') ? 'realtime' : false),
  });
  const upgrades = new Set<Duplex>();
  server.on('upgrade', (request: Http.IncomingMessage, socket: Duplex, head: Buffer) => {
    upgrades.add(socket);
    socket.on('close', () => upgrades.delete(socket));
    upgrade(sockets, board, request, socket, head);
  });
  server.on('clientError', (_error, socket) => socket.destroy());

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'the port is in use' : 'the port cannot be opened';
      reject(
        new SidebandError('network', `the simulator cannot start: ${reason}`, { cause, hint: 'use port 0' }),
      );
    });
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const origin = `${pair === undefined ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
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
    ...(pair === undefined ? {} : { certificate: pair.certificate }),
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
      for (const client of sockets.clients) client.terminate();
      for (const socket of upgrades) socket.destroy();
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      sockets.close();
    },
  };
};

const pendingIf = (scenario: Scenario): { pending: boolean } => ({ pending: scenario.transport === 'sip' });
