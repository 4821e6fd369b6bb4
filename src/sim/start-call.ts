import type { Raw } from '../core/raw.ts';
import { kindOf } from '../core/session-kind.ts';
import type { Cancel } from '../media/schedule.ts';
import { audience, peer } from './audience.ts';
import type { Call, CallPlan, Ending } from './call.ts';
import { clientFrames } from './client-frames.ts';
import { conversation } from './conversation.ts';
import { dismiss, expiredText } from './ending.ts';
import { frameLog } from './frame-log.ts';
import { hearing, type Reaction } from './hearing.ts';
import { identities } from './identities.ts';
import { idle } from './idle.ts';
import { interpreting } from './interpreting.ts';
import { microphone } from './microphone.ts';
import { model } from './model.ts';
import { noPlayback, playback } from './playback.ts';
import { random } from './random.ts';
import { refusal } from './refusal.ts';
import { responses } from './responding.ts';
import { play, type Routine } from './routine.ts';
import type { Scene } from './scene.ts';
import type { Participant, Stage } from './stage.ts';
import { longest, startingConfig } from './starting-config.ts';
import { switches } from './switches.ts';
import { trackPlayback } from './track-playback.ts';
import { truncate } from './truncate.ts';

/** Puts a call (or the session of a plain socket) together from its parts. */
export const startCall = (plan: CallPlan): Call => {
  const { id, scenario, timeline, transport, leg } = plan;
  const scripted = transport !== 'websocket' && leg === undefined;
  const assigned = Object.entries(scenario.switches ?? {}).map(([name, value]) => `${name}=${String(value)}`);
  const settings = switches(assigned, plan.switches);
  const ids = identities(random(plan.seed, id, 'ids'), random(plan.seed, id, 'padding'));
  const log = frameLog();
  const everybody = audience(scripted, log, ids, settings, timeline);
  const watchers = new Set<(event: Raw) => void>();
  const running = new Set<Cancel>();
  const ears = microphone();
  const words = [...(scenario.heard ?? [])];
  const kind = kindOf({ ...scenario.session, ...plan.session });
  let state: ReturnType<Call['state']> = plan.pending ? 'pending' : 'live';
  let born = timeline.now();
  let connected = born;
  let numbers = 0;
  let config: Raw = {};
  let expiry: Cancel = () => {};

  const stage: Stage = {
    timeline,
    ids,
    chance: random(plan.seed, id, 'chance'),
    switches: settings,
    conversation: conversation(),
    conversationId: ids.conversation(),
    transport,
    leg: leg !== undefined,
    config: () => config,
    emit(event, to = () => true) {
      if (state === 'ended') return;
      if (!frames.unheard()) everybody.tell(event, to);
      for (const see of watchers) see(event);
    },
    emitAudio(event, delta) {
      const gets = ({ kind }: Participant): boolean =>
        kind === 'model' || (kind === 'sideband' && settings.flag('sideband_audio_deltas'));
      if (everybody.lines().some(gets)) everybody.tell({ ...event, delta: delta() }, gets);
    },
    refuse(what, from, eventId) {
      const all = from === undefined || settings.choice('fanout_errors') === 'all';
      const event = { type: 'error', error: { ...what, event_id: eventId ?? null } };
      stage.emit(event, (one) => all || one.number === from.number);
    },
    inputClock: () => (scripted ? timeline.now() - connected : ears.clock()),
  };

  const sound = leg !== undefined ? trackPlayback(stage, leg) : scripted ? playback(stage) : noPlayback;
  const agent: Reaction = {
    respond() {
      if (kind !== 'realtime') return;
      const wrong = answers.create({});
      if (wrong !== undefined) stage.refuse(wrong, undefined);
    },
    interrupt() {
      const cuts = sound.clear();
      answers.cancel('turn_detected');
      for (const cut of cuts ?? []) truncate(stage, cut);
    },
  };
  const listener =
    kind === 'translation' ? interpreting(stage, scenario.translations ?? {}) : hearing(stage, agent);
  const mind = model(stage, scenario, (itemId) => listener.words(itemId));
  const answers = responses(stage, sound, mind, () => listener.listening());
  const scene: Scene = {
    stage,
    responses: answers,
    sound,
    ears: listener,
    microphone: ears,
    nextWords: () => leg?.words?.() ?? words.shift() ?? 'Hello there.',
    configure: (next) => {
      config = next;
    },
    run: (routine) => run(routine),
    hangUp: () => end('hangup'),
  };
  const frames = clientFrames(scene);
  const quiet = (): boolean => answers.active() === undefined && !sound.playing() && !listener.speaking();
  const patience = idle(stage, listener, quiet);
  watchers.add((event) => patience.see(event));

  const run = (routine: Routine): void => {
    if (state === 'ended') return;
    const stop = play(timeline, routine, () => running.delete(stop));
    running.add(stop);
  };
  const configure = (session: Raw): void => {
    config = startingConfig(plan, settings, session);
    expiry();
    expiry = timeline.after(longest(settings) * 1000, () => end('expired'));
  };

  const perform = (frame: string, from: Participant): void => {
    if (state === 'live') frames.take(frame, from);
  };

  const end = (how: Ending): void => {
    if (state === 'ended') return;
    if (how === 'expired' && settings.flag('expiry_error')) {
      stage.refuse(refusal('session_expired', expiredText), undefined);
    }
    state = 'ended';
    for (const stop of [...running, expiry]) stop();
    for (const part of [answers, sound, listener, patience]) part.stop();
    running.clear();
    watchers.clear();
    for (const line of everybody.lines()) dismiss(line, how, settings);
    leg?.close();
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
      connected = born;
      configure({ ...scenario.session, ...session });
    },
    connect() {
      connected = timeline.now();
    },
    join(line) {
      everybody.join(line);
      if (line.kind === 'sideband' && !settings.flag('session_created_on_sideband')) return;
      const only = (one: Participant): boolean => one.number === line.number;
      stage.emit({ type: 'session.created', session: config }, only);
      if (!settings.flag('conversation_created')) return;
      const created = { id: stage.conversationId, object: 'realtime.conversation' };
      stage.emit({ type: 'conversation.created', conversation: created }, only);
    },
    leave: everybody.leave,
    receive(from, frame, binary) {
      if (!binary) everybody.heard(frame, from);
      timeline.after(settings.number('latency_ms') ?? 0, () =>
        binary ? frames.refuseBinary(from) : perform(frame, from),
      );
    },
    act(event) {
      const frame = JSON.stringify(event);
      everybody.heard(frame, peer);
      perform(frame, peer);
    },
    emit: (event) => stage.emit(event),
    end,
    drop() {
      for (const line of everybody.lines()) if (line.kind !== 'peer') line.cut();
    },
    quiet,
    watch(see) {
      watchers.add(see);
      return () => watchers.delete(see);
    },
    run,
    record: log.add,
    log: log.frames,
    nextNumber: () => (numbers += 1),
  };
};
