import { at, isRaw, own, text, type Raw } from '../core/raw.ts';
import { handle, readClientEvent, truncate, type Scene } from './client-events.ts';
import { conversation } from './conversation.ts';
import { frameLog, type Frame } from './frame-log.ts';
import { hearing } from './hearing.ts';
import { identities } from './identities.ts';
import { idle } from './idle.ts';
import { microphone } from './microphone.ts';
import { model } from './model.ts';
import { noPlayback, playback } from './playback.ts';
import { random } from './random.ts';
import { refusal, type Refusal } from './refusal.ts';
import { responses } from './responding.ts';
import { play, type Routine } from './routine.ts';
import type { Scenario } from './scenario.ts';
import { merged, newConfig } from './session-config.ts';
import type { Participant, Stage } from './stage.ts';
import { switches, type Switches } from './switches.ts';
import type { Cancel, Timeline } from './timeline.ts';

/** Why a call is over. `vanished`: nobody is told. */
export type Ending = 'hangup' | 'caller' | 'expired' | 'vanished' | 'rejected';

/** A socket as a call sees it. */
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
  join(line: Line): void;
  leave(line: Line): void;
  /** A frame came from a participant. */
  receive(from: Participant, frame: string, binary: boolean): void;
  /** Acts as the caller's app would, over the media leg's data channel. */
  act(event: Raw): void;
  emit(event: Raw): void;
  end(how: Ending): void;
  drop(): void;
  /** Nothing is being generated, played or said. */
  quiet(): boolean;
  /** Calls `see` with every event the session puts out, after it took effect. */
  watch(see: (event: Raw) => void): Cancel;
  run(routine: Routine, done?: () => void): void;
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
  /** The session as whoever created the call asked for it (checked). */
  readonly session: Raw;
  readonly kind?: string;
};

const peer: Participant = { number: 0, kind: 'peer' };

/** Starts a call. */
export const startCall = (plan: CallPlan): Call => {
  const { id, scenario, timeline, transport } = plan;
  const assigned = Object.entries(scenario.switches ?? {}).map(([name, value]) => `${name}=${String(value)}`);
  const settings = switches(assigned, plan.switches);
  const ids = identities(random(plan.seed, id, 'ids'), random(plan.seed, id, 'padding'));
  const lines = new Map<number, Line>();
  const watchers = new Set<(event: Raw) => void>();
  const running = new Set<Cancel>();
  const log = frameLog();
  const ears = microphone();
  const words = [...(scenario.heard ?? [])];
  let state: 'pending' | 'live' | 'ended' = plan.pending ? 'pending' : 'live';
  let born = timeline.now();
  let numbers = 0;
  let unheard = false;
  let config: Raw = {};
  const silence = (): { silence: number | undefined } => ({ silence: settings.number('silence_default') });
  const configure = (session: Raw): void => {
    const expires = settings.number('expires_after_s') ?? 3600;
    const who = {
      id: plan.sessionId,
      model: text(session, 'model') ?? scenario.model ?? 'gpt-realtime-2.1',
      expiresAt: Math.floor(plan.wall()) + expires,
      type: text(session, 'type') ?? 'realtime',
    };
    config = merged(newConfig(who, silence()), session, silence());
    run(expiry(expires * 1000));
  };
  function* expiry(ms: number): Routine {
    yield ms;
    end('expired');
  }

  const recorded = (frame: string, dir: 'in' | 'out', who: Participant): void =>
    log.add({
      at_ms: Math.round(timeline.now() * 10) / 10,
      dir,
      socket: who.number,
      kind: who.kind,
      text: frame,
    });
  const write = (event: Raw, to: (participant: Participant) => boolean): void => {
    const { type, ...fields } = event;
    const stamped = withId(event, type, fields);
    const frame = JSON.stringify(stamped);
    if (transport !== 'websocket' && to(peer)) recorded(frame, 'out', peer);
    for (const line of lines.values()) if (to(line)) line.send(frame);
  };
  const withId = (event: Raw, type: unknown, fields: Raw): Raw => {
    if (own(event, 'event_id') === null) {
      const { event_id: _, ...rest } = event;
      return rest;
    }
    if (own(event, 'event_id') !== undefined || settings.flag('no_event_id')) return event;
    const buffer = typeof type === 'string' && type.startsWith('output_audio_buffer.');
    return { type, event_id: buffer ? ids.bufferEvent() : ids.event(), ...fields };
  };

  const stage: Stage = {
    timeline,
    ids,
    chance: random(plan.seed, id, 'chance'),
    switches: settings,
    conversation: conversation(),
    conversationId: ids.conversation(),
    transport,
    config: () => config,
    emit(event, to = () => true) {
      if (state === 'ended') return;
      if (!unheard) write(event, to);
      for (const see of watchers) see(event);
    },
    emitAudio(event, delta) {
      const gets = ({ kind }: Participant): boolean =>
        kind === 'model' || (kind === 'sideband' && settings.flag('sideband_audio_deltas'));
      if ([...lines.values()].some(gets)) write({ ...event, delta: delta() }, gets);
    },
    refuse(what, from, eventId) {
      const everybody = from === undefined || settings.choice('fanout_errors') === 'all';
      const event = { type: 'error', error: { ...what, event_id: eventId ?? null } };
      stage.emit(event, (one) => everybody || one.number === from.number);
    },
    inputClock: () => (transport === 'websocket' ? ears.clock() : timeline.now() - born),
  };
  const sound = transport === 'websocket' ? noPlayback : playback(stage);
  const respond = (): void => {
    const wrong = answers.create({});
    if (wrong !== undefined) stage.refuse(wrong, undefined);
  };
  const interrupt = (): void => {
    const cuts = sound.clear();
    if (!answers.cancel('turn_detected') && cuts === undefined) return;
    for (const cut of cuts ?? []) truncate(stage, cut);
  };
  const listener = hearing(stage, { interrupt, respond });
  const answers = responses(stage, sound, (one) => mind(one));
  const mind = model(stage, scenario, listener.words);
  const scene: Scene = {
    stage,
    responses: answers,
    sound,
    ears: listener,
    microphone: ears,
    nextWords: () => words.shift() ?? 'Hello there.',
    configure(next) {
      config = next;
    },
  };
  const quiet = (): boolean => answers.active() === undefined && !sound.playing() && !listener.speaking();
  const patience = idle(stage, listener, quiet);
  watchers.add(patience.see);

  const run = (routine: Routine, done?: () => void): void => {
    if (state === 'ended') return;
    const stop = play(timeline, routine, () => {
      running.delete(stop);
      done?.();
    });
    running.add(stop);
  };

  const perform = (frame: string, from: Participant): void => {
    if (state !== 'live') return;
    const { event, wrong } = readClientEvent(frame, stage);
    const type = text(event, 'type') ?? '';
    if (applies(settings.text('swallow'), type)) return;
    unheard = applies(settings.text('unacknowledged'), type);
    const refused = wrong ?? handle(event, scene, from);
    unheard = false;
    if (refused === undefined) return;
    const echo = settings.choice('error_event_id_echo');
    const silent = echo === 'never' || (echo === 'null_on_delete' && type === 'conversation.item.delete');
    stage.refuse(refused, from, silent ? undefined : text(event, 'event_id'));
  };

  const end = (how: Ending): void => {
    if (state === 'ended') return;
    const closing = [...lines.values()];
    if (how === 'expired' && settings.flag('expiry_error')) {
      stage.refuse(refusal('session_expired', expiredText), undefined);
    }
    state = 'ended';
    for (const stop of running) stop();
    running.clear();
    answers.stop();
    sound.stop();
    listener.stop();
    patience.stop();
    watchers.clear();
    for (const line of closing) closeLine(line, how);
  };
  const closeLine = (line: Line, how: Ending): void => {
    if (how === 'vanished' || (how === 'caller' && !settings.flag('peer_gone_notifies'))) return line.mute();
    if (how === 'expired') return line.close(1001, expiredText);
    if (how === 'caller') return line.close(1000, '');
    const code = settings.choice('close_on_hangup');
    if (code === 'none') line.mute();
    else if (code === '1006') line.cut();
    else line.close(Number(code), '');
  };

  configure({ ...scenario.session, ...plan.session });

  return {
    id,
    transport,
    scenario,
    switches: settings,
    stage,
    scene,
    state: () => state,
    age: () => timeline.now() - born,
    accept(session) {
      state = 'live';
      born = timeline.now();
      config = merged(config, session, silence());
      if (text(session, 'model') !== undefined) configure(session);
    },
    join(line) {
      lines.set(line.number, line);
      const created = line.kind === 'model' || settings.flag('session_created_on_sideband');
      if (!created) return;
      const only = (one: Participant): boolean => one.number === line.number;
      stage.emit({ type: 'session.created', session: config }, only);
      if (!settings.flag('conversation_created')) return;
      const conversation = { id: stage.conversationId, object: 'realtime.conversation' };
      stage.emit({ type: 'conversation.created', conversation }, only);
    },
    leave(line) {
      lines.delete(line.number);
    },
    receive(from, frame, binary) {
      if (binary) {
        const what: Refusal = refusal(
          'invalid_event',
          'Expected a text WebSocket message; binary frames are not supported.',
        );
        timeline.after(settings.number('latency_ms') ?? 0, () => stage.refuse(what, from));
        return;
      }
      recorded(frame, 'in', from);
      timeline.after(settings.number('latency_ms') ?? 0, () => perform(frame, from));
    },
    act(event) {
      const frame = JSON.stringify(event);
      recorded(frame, 'in', peer);
      perform(frame, peer);
    },
    emit: (event) => stage.emit(event),
    end,
    drop() {
      for (const line of lines.values()) line.cut();
    },
    quiet,
    watch(see) {
      watchers.add(see);
      return () => watchers.delete(see);
    },
    run,
    record: (frame) => log.add(frame),
    log: log.frames,
    nextNumber: () => (numbers += 1),
  };
};

const expiredText = 'Your session hit the maximum duration of 60 minutes.';

const applies = (wanted: string | undefined, type: string): boolean => wanted === '*' || wanted === type;

/** The words a scenario event may refer to: `$last_item`, `$last_response`, `$last_tool_call`. */
export const filled = (event: Raw, call: Call): Raw => {
  const items = call.stage.conversation.items();
  const names = new Map<string, unknown>([
    ['$last_item', at(items.at(-1), 'id')],
    [
      '$last_tool_call',
      at(
        items.findLast((item) => text(item, 'type') === 'function_call'),
        'call_id',
      ),
    ],
    ['$response', call.scene.responses.active()],
  ]);
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') return names.has(value) ? (names.get(value) ?? null) : value;
    if (Array.isArray(value)) return value.map(fill);
    return isRaw(value)
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one)]))
      : value;
  };
  return isRaw(event)
    ? Object.fromEntries(Object.entries(event).map(([key, one]) => [key, fill(one)]))
    : event;
};
