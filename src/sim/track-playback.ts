import type { Leg } from './leg.ts';
import type { Cut, Playback } from './playback.ts';
import type { Stage } from './stage.ts';

/** Samples in a millisecond. */
const perMs = 48;

/** One message: its words, and its sound as far as it was made. */
type Speech = {
  readonly responseId: string;
  readonly itemId: string;
  readonly contentIndex: number;
  /** Characters of it all, and those that were generated. */
  readonly all: number;
  said: number;
  pcm?: Int16Array;
  /** Samples that were handed over or thrown away, and those thrown away unheard before anything else. */
  given: number;
  skipped: number;
};

/** The sound of a response. `since`: how much the voice had played when it began. */
type Tape = { readonly responseId: string; readonly speeches: Speech[]; since?: number; finished: boolean };

const generated = ({ pcm, said, all }: Speech): number =>
  pcm === undefined ? 0 : said >= all ? pcm.length : Math.floor((pcm.length * said) / all);

/**
 * The output audio buffer of a leg with real sound. It says started, stopped and cleared by what was played on the
 * track, at the pace of life, while words are generated faster.
 */
export const trackPlayback = (stage: Stage, { voice, speech }: Pick<Leg, 'voice' | 'speech'>): Playback => {
  const known = new Map<string, Speech>();
  let tapes: Tape[] = [];
  /** What the voice still has something of. */
  const playing = new Set<Speech>();
  let stopped = false;

  const pump = (): void => {
    const [tape] = tapes;
    if (tape === undefined || stopped) return;
    for (const one of tape.speeches) {
      if (one.pcm === undefined) return;
      const until = generated(one);
      if (until <= one.given) continue;
      if (tape.since === undefined) {
        tape.since = voice.played();
        stage.emit({ type: 'output_audio_buffer.started', response_id: tape.responseId });
      }
      playing.add(one);
      const piece = one.pcm.subarray(one.given, until);
      voice.say(piece, () => stage.timeline.enter(() => over(tape, one, until)));
      one.given = until;
    }
    if (!tape.finished || playing.size > 0) return;
    tapes = tapes.slice(1);
    if (tape.since !== undefined)
      stage.emit({ type: 'output_audio_buffer.stopped', response_id: tape.responseId });
    pump();
  };
  const over = (tape: Tape, one: Speech, until: number): void => {
    // What was cleared in the meantime is nobody's any more.
    if (tapes[0] !== tape || one.given !== until) return;
    playing.delete(one);
    pump();
  };

  return {
    prepare(responseId, itemId, contentIndex, words) {
      const at = { responseId, itemId, contentIndex };
      const one: Speech = { ...at, all: words.length, said: 0, given: 0, skipped: 0 };
      known.set(itemId, one);
      void speech(words).then((pcm) =>
        stage.timeline.enter(() => {
          one.pcm = pcm;
          // What was cleared before there was any sound is not played later.
          if (one.skipped > 0) one.given = one.skipped = Math.floor((pcm.length * one.skipped) / one.all);
          pump();
        }),
      );
    },
    grow(responseId, itemId, _contentIndex, _ms, letters) {
      const one = known.get(itemId);
      if (one === undefined) return;
      one.said += letters;
      let tape = tapes.find((other) => other.responseId === responseId);
      if (tape === undefined) {
        tape = { responseId, speeches: [], finished: false };
        tapes.push(tape);
      }
      if (!tape.speeches.includes(one)) tape.speeches.push(one);
      pump();
    },
    finish(responseId) {
      for (const one of known.values()) if (one.responseId === responseId) known.delete(one.itemId);
      const tape = tapes.find((one) => one.responseId === responseId);
      if (tape === undefined) return;
      tape.finished = true;
      pump();
    },
    clear() {
      const cleared = tapes;
      const [tape] = cleared;
      if (tape === undefined) return undefined;
      tapes = [];
      playing.clear();
      voice.clear();
      if (tape.since !== undefined)
        stage.emit({ type: 'output_audio_buffer.cleared', response_id: tape.responseId });
      return cleared.flatMap((one) => cutsOf(one, voice.played()));
    },
    playing: () => tapes.length > 0,
    stop() {
      stopped = true;
      voice.clear();
    },
  };
};

/** What of a tape was not heard; its speeches go on behind it, should any more of them be generated. */
const cutsOf = (tape: Tape, played: number): readonly Cut[] => {
  let left = tape.since === undefined ? 0 : played - tape.since;
  return tape.speeches.flatMap((one) => {
    const ms = (generated(one) - one.skipped) / perMs;
    const heard = Math.max(0, Math.min(left, ms));
    left -= ms;
    if (one.pcm !== undefined && heard >= ms) return [];
    const heardMs = Math.round((heard + (one.pcm === undefined ? 0 : one.skipped / perMs)) / 20) * 20;
    one.skipped = one.pcm === undefined ? one.said : generated(one);
    one.given = one.skipped;
    return [{ itemId: one.itemId, contentIndex: one.contentIndex, heardMs }];
  });
};
