import type { Cancel } from '../media/schedule.ts';
import type { Stage } from './stage.ts';

/** How much of an item the caller heard when it was cut off. */
export type Cut = { readonly itemId: string; readonly contentIndex: number; readonly heardMs: number };

/** The audio between the model and the caller's ear. It is generated faster than it plays. */
export type Playback = {
  /** These words are about to be spoken. */
  prepare(responseId: string, itemId: string, contentIndex: number, words: string): void;
  /** More audio of a response was generated: about so many milliseconds, for so many characters of its words. */
  grow(responseId: string, itemId: string, contentIndex: number, ms: number, letters: number): void;
  /** No more audio of this response will come. */
  finish(responseId: string): void;
  /** Throws away what was not heard; what was cut off, or nothing when nothing was playing. */
  clear(): readonly Cut[] | undefined;
  playing(): boolean;
  stop(): void;
};

type Section = { readonly itemId: string; readonly contentIndex: number; ms: number };
type Tape = { readonly responseId: string; readonly sections: Section[]; since?: number; finished: boolean };

/** The output audio buffer of a media leg; says started, stopped and cleared as the service does. */
export const playback = (stage: Stage): Playback => {
  let tapes: Tape[] = [];
  let cancel: Cancel = () => {};
  const length = (tape: Tape): number => tape.sections.reduce((sum, section) => sum + section.ms, 0);

  const startNext = (): void => {
    const [tape] = tapes;
    if (tape === undefined || tape.since !== undefined) return;
    tape.since = stage.timeline.now();
    stage.emit({ type: 'output_audio_buffer.started', response_id: tape.responseId });
    planEnd();
  };
  const planEnd = (): void => {
    const [tape] = tapes;
    if (tape?.since === undefined || !tape.finished) return;
    cancel();
    cancel = stage.timeline.after(tape.since + length(tape) - stage.timeline.now(), () => {
      tapes = tapes.slice(1);
      stage.emit({ type: 'output_audio_buffer.stopped', response_id: tape.responseId });
      startNext();
    });
  };

  return {
    prepare: () => {},
    grow(responseId, itemId, contentIndex, ms) {
      let tape = tapes.find((one) => one.responseId === responseId);
      if (tape === undefined) {
        tape = { responseId, sections: [], finished: false };
        tapes.push(tape);
      }
      const section = tape.sections.find((one) => one.itemId === itemId && one.contentIndex === contentIndex);
      if (section === undefined) tape.sections.push({ itemId, contentIndex, ms });
      else section.ms += ms;
      startNext();
    },
    finish(responseId) {
      const tape = tapes.find((one) => one.responseId === responseId);
      if (tape === undefined) return;
      tape.finished = true;
      planEnd();
    },
    clear() {
      const cleared = tapes;
      const [tape] = cleared;
      if (tape === undefined) return undefined;
      cancel();
      tapes = [];
      stage.emit({ type: 'output_audio_buffer.cleared', response_id: tape.responseId });
      const cuts: Cut[] = [];
      for (const one of cleared) {
        let left = one.since === undefined ? 0 : stage.timeline.now() - one.since;
        for (const { itemId, contentIndex, ms } of one.sections) {
          if (left < ms)
            cuts.push({ itemId, contentIndex, heardMs: Math.round(Math.max(0, left) / 20) * 20 });
          left -= ms;
        }
      }
      return cuts;
    },
    playing: () => tapes.length > 0,
    stop: () => cancel(),
  };
};

/** Where there is no media leg, the client plays: nothing is known here. */
export const noPlayback: Playback = {
  prepare: () => {},
  grow: () => {},
  finish: () => {},
  clear: () => undefined,
  playing: () => false,
  stop: () => {},
};
