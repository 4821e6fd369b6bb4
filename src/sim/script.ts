import { own, text, type Raw } from '../core/raw.ts';
import { kindOf } from '../core/session-kind.ts';
import type { Call } from './call.ts';
import { filled } from './placeholders.ts';
import type { Pause, Routine } from './routine.ts';
import type { Step } from './scenario.ts';
import { unanswered } from './tools.ts';

/** Waits until something is so; looked at after every event of the call. Given up after `within` milliseconds. */
const until =
  (call: Call, so: () => boolean, within?: number): Pause =>
  (resume) => {
    const stopWatching = call.watch(() => {
      if (so()) resume();
    });
    const stopTimer = within === undefined ? () => {} : call.stage.timeline.after(within, resume);
    if (so()) call.stage.timeline.after(0, resume);
    return () => {
      stopWatching();
      stopTimer();
    };
  };

/** Waits for an event of a type that is still to come. */
const untilEvent =
  (call: Call, type: string, within?: number): Pause =>
  (resume) => {
    const stopWatching = call.watch((event) => {
      if (text(event, 'type') === type) resume();
    });
    const stopTimer = within === undefined ? () => {} : call.stage.timeline.after(within, resume);
    return () => {
      stopWatching();
      stopTimer();
    };
  };

const say = (words: string): Raw => ({
  instructions: `Speak exactly the words between the marks.\n<<<\n${words}\n>>>`,
});

const calls = (call: Call): readonly Raw[] =>
  call.stage.conversation.items().filter((item) => text(item, 'type') === 'function_call');

/** The script of a call's scenario. */
export function* script(call: Call): Routine {
  let answered = 0;
  for (const step of call.scenario.script) {
    if ('tool_output' in step) yield* answerTool(step, call, answered++);
    else yield* perform(step, call);
  }
}

function* perform(step: Exclude<Step, { tool_output: unknown }>, call: Call): Routine {
  if ('caller' in step) yield* speak(step, call);
  else if ('agent' in step) {
    yield until(call, call.quiet);
    call.act({ type: 'response.create', ...(step.agent === true ? {} : { response: say(step.agent) }) });
  } else if ('types' in step) {
    yield until(call, call.quiet);
    const content = [{ type: 'input_text', text: step.types }];
    call.act({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
    call.act({ type: 'response.create' });
  } else if ('update' in step) {
    const kind = kindOf(call.stage.config());
    const type = kind === 'translation' ? {} : { type: kind };
    call.act({ type: 'session.update', session: { ...type, ...step.update } });
  } else if ('send' in step) call.act(filled(step.send, call));
  else if ('wait' in step) yield step.wait;
  else if ('wait_for' in step) {
    yield step.wait_for === 'quiet'
      ? until(call, call.quiet, step.within_ms)
      : untilEvent(call, step.wait_for, step.within_ms);
  } else if ('emit' in step) yield* emitted(step, call);
  else if ('dtmf' in step) {
    const received_at = Math.floor(Number(own(call.stage.config(), 'expires_at')) - 3600 + call.age() / 1000);
    call.emit({
      type: 'input_audio_buffer.dtmf_event_received',
      event_id: null,
      event: step.dtmf,
      received_at,
    });
  } else if ('fault' in step) call.switches.set(step.fault);
  else if ('drop' in step) call.drop();
  else if ('hangup' in step) {
    yield until(call, call.quiet);
    call.stage.timeline.after(0, () => call.end('caller'));
    yield 1;
  } else {
    call.stage.timeline.after(0, () => call.end('vanished'));
    yield 1;
  }
}

/** How many events of a burst go out before sockets get a turn. */
const burst = 500;

function* emitted(step: Extract<Step, { emit: Raw }>, call: Call): Routine {
  const times = step.times ?? 1;
  for (let count = 1; count <= times; count += 1) {
    call.emit(filled(step.emit, call));
    if (count < times && (step.every_ms !== undefined || count % burst === 0)) yield step.every_ms ?? 1;
  }
}

function* speak(step: Extract<Step, { caller: string }>, call: Call): Routine {
  if (step.barge_in === undefined) {
    yield until(call, call.quiet);
    yield step.after_ms ?? 400;
  } else {
    yield untilEvent(call, 'output_audio_buffer.started', 15_000);
    yield step.barge_in;
  }
  yield* call.scene.ears.hear({
    words: step.caller,
    speechMs: step.speech_ms,
    transcript: step.transcript,
    transcriptAfterMs: step.transcript_after_ms,
    translation: step.translation,
    speaker: step.speaker,
    language: step.language,
  });
}

/** Answers the call number `which`, unless an operator was faster. */
function* answerTool(step: Extract<Step, { tool_output: unknown }>, call: Call, which: number): Routine {
  const idle = (): boolean => call.scene.responses.active() === undefined;
  yield until(call, () => calls(call).length > which && idle(), 30_000);
  const called = calls(call)[which];
  yield step.after_ms ?? 300;
  if (called === undefined || !unanswered(call.stage.conversation.items()).includes(called)) return;
  const output = typeof step.tool_output === 'string' ? step.tool_output : JSON.stringify(step.tool_output);
  const item = { type: 'function_call_output', call_id: text(called, 'call_id'), output };
  call.act({ type: 'conversation.item.create', item });
  if (step.respond === false) return;
  yield until(call, idle);
  call.act({ type: 'response.create' });
}
