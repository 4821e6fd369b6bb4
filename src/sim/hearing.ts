import { flag, number, text, type Raw } from '../core/raw.ts';
import type { Cancel } from '../media/schedule.ts';
import { transcription, turnDetection } from './audio-input.ts';
import { place } from './items.ts';
import { play, type Routine } from './routine.ts';
import { speechMs } from './speech.ts';
import type { Stage } from './stage.ts';
import { transcribe, type Utterance } from './transcribing.ts';

/** The listening side of a session: turn detection, the input buffer and transcription. */
export type Hearing = {
  /** The caller speaks; over when the turn is committed (or the caller only interrupted). */
  hear(utterance: Utterance): Routine;
  /** The words of the caller's items, known here before any transcription is. */
  words(itemId: string): string | undefined;
  /** Waits for words that somebody is still listening to; undefined when there are none. */
  listening(): Promise<unknown> | undefined;
  /** A turn begins at this time of the input clock (a client's own audio). */
  turn(ms: number): void;
  /** That turn is over: it is committed and, if the session says so, answered. */
  turnOver(ms: number, words: Words): void;
  /** Puts a committed piece of input audio into the conversation as a user item, and transcribes it. */
  commit(itemId: string, utterance: Said, respond: boolean): void;
  speaking(): boolean;
  stop(): void;
};

/** What was said: known already, or (null: it was not understood) when somebody has listened to it. */
export type Words = string | Promise<string | null>;

type Said = Omit<Utterance, 'words'> & { readonly words: Words };

/** What a session does about speech: interrupt what is being said, and answer. */
export type Reaction = { interrupt(): void; respond(): void };

/** How long it has to be quiet until a turn of the script is over. */
const silenceOf = (vad: Raw | undefined): number =>
  text(vad, 'type') === 'semantic_vad' ? 300 : (number(vad, 'silence_duration_ms') ?? 500);

/** The time between a turn's start and what the buffer calls its start. */
const padding = (vad: Raw | undefined): number => number(vad, 'prefix_padding_ms') ?? 300;

/** The hearing of a session. */
export const hearing = (stage: Stage, react: Reaction): Hearing => {
  const heard = new Map<string, string>();
  const lanes = new Set<Cancel>();
  const unknown = new Set<Promise<unknown>>();
  let speaking = false;
  let turnId: string | undefined;
  let turnAt = 0;

  const transcribed = (itemId: string, utterance: Utterance): void => {
    heard.set(itemId, utterance.words);
    if (transcription(stage.config()) === undefined) return;
    const stop = play(stage.timeline, transcribe(stage, itemId, utterance), () => lanes.delete(stop));
    lanes.add(stop);
  };
  const commit = (itemId: string, utterance: Said, respond: boolean): void => {
    stage.emit({
      type: 'input_audio_buffer.committed',
      previous_item_id: stage.conversation.before(),
      item_id: itemId,
    });
    const content = [{ type: 'input_audio', transcript: null }];
    place(stage, { id: itemId, type: 'message', status: 'completed', role: 'user', content });
    const { words } = utterance;
    if (typeof words === 'string') transcribed(itemId, { ...utterance, words });
    else {
      const listened = words.then((found) =>
        stage.timeline.enter(() => {
          unknown.delete(listened);
          const late = { transcriptAfterMs: 0, ...(found === null ? { transcript: null } : {}) };
          transcribed(itemId, { ...utterance, words: found ?? '', ...late });
        }),
      );
      unknown.add(listened);
    }
    if (respond) react.respond();
  };

  const vad = (): Raw | undefined => turnDetection(stage.config());
  const started = (itemId: string, ms: number): void => {
    speaking = true;
    const audio_start_ms = Math.round(Math.max(0, ms - padding(vad())));
    stage.emit({ type: 'input_audio_buffer.speech_started', audio_start_ms, item_id: itemId });
    if (flag(vad(), 'interrupt_response') !== false) react.interrupt();
  };
  const stopped = (itemId: string, ms: number, utterance: Said): void => {
    speaking = false;
    stage.emit({ type: 'input_audio_buffer.speech_stopped', audio_end_ms: Math.round(ms), item_id: itemId });
    commit(itemId, utterance, flag(vad(), 'create_response') !== false);
  };

  function* hear(utterance: Utterance): Routine {
    const itemId = stage.ids.item();
    const ms = utterance.speechMs ?? speechMs(utterance.words);
    const detection = vad();
    if (detection === undefined) {
      yield ms;
      commit(itemId, utterance, false);
      return;
    }
    started(itemId, stage.inputClock());
    yield ms + silenceOf(detection);
    stopped(itemId, stage.inputClock(), utterance);
  }

  return {
    hear,
    turn(ms) {
      turnId = stage.ids.item();
      turnAt = ms;
      started(turnId, ms);
    },
    turnOver(ms, words) {
      if (turnId !== undefined) stopped(turnId, ms, { words, speechMs: ms - turnAt });
      turnId = undefined;
    },
    commit,
    words: (itemId) => heard.get(itemId),
    listening: () => (unknown.size === 0 ? undefined : Promise.all(unknown)),
    speaking: () => speaking,
    stop() {
      for (const stop of lanes) stop();
      lanes.clear();
    },
  };
};

/** The idle timeout of a session in milliseconds, if it has one. */
export const idleTimeout = (config: Raw): number | undefined =>
  number(turnDetection(config), 'idle_timeout_ms');
