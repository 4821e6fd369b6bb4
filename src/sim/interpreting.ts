import { child, own, text } from '../core/raw.ts';
import type { Cancel } from '../media/schedule.ts';
import { transcription } from './audio-input.ts';
import type { Hearing } from './hearing.ts';
import { play, type Routine } from './routine.ts';
import { hum, pieces, speechMs } from './speech.ts';
import type { Stage } from './stage.ts';

/** The engine takes sound in frames of so many milliseconds; times of pieces advance by them (openai 7.57). */
const frameMs = 200;

/** How far the words of the speaker, and those of the interpreter, come behind the speech, in milliseconds. */
const lags = { input: 400, output: 1200 } as const;

type Piece = { readonly side: 'input' | 'output'; readonly at: number; readonly delta: string };

/** Words over the time it took to say something; with a space before them, as the pieces of a stream have it. */
const spread = (side: Piece['side'], words: string, ms: number): readonly Piece[] => {
  const all = words === '' ? [] : pieces(` ${words}`);
  return all.map((delta, index) => ({ side, at: lags[side] + (ms * (index + 1)) / all.length, delta }));
};

/**
 * The listening side of a translation session: no turns, no items, only two streams of words and one of sound.
 * `dictionary` is what the interpreter makes of words; others are left as they are, with the language before them.
 */
export const interpreting = (stage: Stage, dictionary: Readonly<Record<string, string>>): Hearing => {
  const waiting: Routine[] = [];
  let stop: Cancel | undefined;
  let speaking = false;
  let began: number | undefined;
  /** Words that are still to come. Nobody waits for more than the last of them. */
  let left = 0;

  const transcribes = (): boolean => transcription(stage.config()) !== undefined;
  const translate = (words: string): string => {
    const language = text(child(child(stage.config(), 'audio'), 'output'), 'language') ?? 'en';
    const known = own(dictionary, words);
    return typeof known === 'string' ? known : `(${language}) ${words}`;
  };
  /** The time of the stream that a piece belongs to. */
  const elapsed = (): number => Math.floor(stage.inputClock() / frameMs) * frameMs;

  function* interpret(said: readonly Piece[]): Routine {
    const from = stage.timeline.now();
    let sounded = 0;
    for (const { side, at, delta } of said) {
      yield Math.max(0, from + at - stage.timeline.now());
      left -= 1;
      const elapsed_ms = elapsed();
      stage.emit({ type: `session.${side}_transcript.delta`, delta, elapsed_ms });
      if (side === 'input') continue;
      const length = speechMs(delta);
      const begins = sounded;
      sounded += length;
      const sound = { sample_rate: 24_000, channels: 1, format: 'pcm16', elapsed_ms };
      stage.emitAudio({ type: 'session.output_audio.delta', ...sound }, () => hum(begins, length));
    }
  }

  const next = (): void => {
    const routine = waiting.shift();
    stop = routine === undefined ? undefined : play(stage.timeline, routine, next);
  };
  const add = (words: string, ms: number, translation?: string): void => {
    const said = [
      ...(transcribes() ? spread('input', words, ms) : []),
      ...spread('output', translation ?? translate(words), ms),
    ].toSorted((one, other) => one.at - other.at);
    left += said.length;
    waiting.push(interpret(said));
    if (stop === undefined) next();
  };

  return {
    *hear({ words, translation, speechMs: given }) {
      const ms = given ?? speechMs(words);
      speaking = true;
      add(words, ms, translation);
      yield ms;
      speaking = false;
    },
    turn(ms) {
      began = ms;
      speaking = true;
    },
    turnOver(ms, words) {
      // The words are known only now: they come at once, as if they had been heard while they were said.
      const length = began === undefined ? undefined : Math.min(400, ms - began);
      began = undefined;
      speaking = false;
      if (length === undefined) return;
      if (typeof words === 'string') add(words, length);
      else void words.then((found) => stage.timeline.enter(() => add(found ?? '', length)));
    },
    commit() {},
    words: () => undefined,
    listening: () => undefined,
    speaking: () => speaking || left > 0,
    stop() {
      waiting.length = 0;
      stop?.();
    },
  };
};
