import { text, type Raw } from '../core/raw.ts';
import type { Cancel } from '../media/schedule.ts';
import { failing } from './failing.ts';
import type { Open } from './open-item.ts';
import type { Plan } from './plan.ts';
import type { Playback } from './playback.ts';
import { rateLimits } from './rate-limits.ts';
import { refusal, type Refusal } from './refusal.ts';
import { play, type Routine } from './routine.ts';
import { contextOf, effective, isSpoken, shown, spent, type Run } from './run.ts';
import { put } from './speaking.ts';
import type { Stage } from './stage.ts';
import type { Tokens } from './usage.ts';

/** The responses of a session: one at a time in the conversation, any number beside it. */
export type Responses = {
  /** The id of the response that is writing into the conversation. */
  active(): string | undefined;
  /** Starts a response (the `response` of `response.create`), or says why not. */
  create(request: Raw): Refusal | undefined;
  /** Cuts a response off; false when there is none, or none with that id. */
  cancel(reason: 'turn_detected' | 'client_cancelled', id?: string): boolean;
  /** True once the agent was heard: the voice is fixed from then on. */
  spoken(): boolean;
  stop(): void;
};

type Live = {
  readonly run: Run;
  readonly end: (status: string, details: Raw | null) => void;
  stop: Cancel;
  open?: Open | undefined;
};

/** Responses whose content `planOf` decides, once nobody is `listening` to what was said any more. */
export const responses = (
  stage: Stage,
  sound: Playback,
  planOf: (run: Run) => Plan,
  listening: () => Promise<unknown> | undefined = () => undefined,
): Responses => {
  const live = new Map<string, Live>();
  let before: Tokens = { text: 0, audio: 0 };
  let spoken = false;
  const limits = rateLimits(stage);

  const active = (): string | undefined => [...live.values()].find((one) => one.run.inConversation)?.run.id;

  function* lifecycle(one: Live): Routine {
    const { run } = one;
    yield 50;
    stage.emit({ type: 'response.created', response: shown(run, stage, 'in_progress', null, null) });
    limits.began();
    const words = listening();
    if (words !== undefined) yield (resume) => understood(words, () => stage.timeline.enter(resume));
    const plan = failing(stage, run, planOf(run));
    yield plan.thinkMs;
    for (const output of plan.outputs) {
      if (output.kind === 'message' && isSpoken(run)) spoken = true;
      const whole = yield* put(stage, run, output, plan, sound, (now) => {
        one.open = now;
      });
      one.open?.close(whole ? 'completed' : 'incomplete');
      if (!whole) {
        one.end('incomplete', { type: 'incomplete', reason: 'max_output_tokens' });
        return;
      }
      yield 3;
    }
    if (plan.failure !== undefined) one.end('failed', { type: 'failed', error: plan.failure });
    else if (plan.incomplete !== undefined)
      one.end('incomplete', { type: 'incomplete', reason: plan.incomplete });
    else one.end('completed', null);
  }

  const create = (request: Raw): Refusal | undefined => {
    const inConversation = text(request, 'conversation') !== 'none';
    const busy = active();
    if (inConversation && busy !== undefined) {
      return refusal(
        'conversation_already_has_active_response',
        `Conversation already has an active response in progress: ${busy}. Wait until the response is finished before creating a new one.`,
      );
    }
    const run: Run = {
      id: stage.ids.response(),
      request,
      config: effective(stage.config(), request),
      inConversation,
      context: contextOf(stage, request),
      output: [],
      began: false,
    };
    const one: Live = {
      run,
      stop: () => {},
      end(status, details) {
        const { usage, context } = spent(run, stage, before);
        if (run.began) before = context;
        live.delete(run.id);
        sound.finish(run.id);
        stage.emit({ type: 'response.done', response: shown(run, stage, status, details, usage) });
        limits.done(Number(usage['total_tokens']));
      },
    };
    live.set(run.id, one);
    one.stop = play(stage.timeline, lifecycle(one));
    return undefined;
  };

  return {
    active,
    create,
    cancel(reason, id = active()) {
      const one = id === undefined ? undefined : live.get(id);
      if (one === undefined) return false;
      one.stop();
      one.open?.close('incomplete');
      one.end('cancelled', { type: 'cancelled', reason });
      return true;
    },
    spoken: () => spoken,
    stop() {
      for (const one of live.values()) one.stop();
      live.clear();
    },
  };
};

/** Tells when a promise is settled, unless nobody wants to know any more. */
const understood = (words: Promise<unknown>, tell: () => void): Cancel => {
  let wanted = true;
  const done = (): void => {
    if (wanted) tell();
  };
  words.then(done, done);
  return () => {
    wanted = false;
  };
};
