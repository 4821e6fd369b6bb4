import { text, type Raw } from '../core/raw.ts';
import { ordered } from './items.ts';
import type { Output, Plan } from './plan.ts';
import type { Playback } from './playback.ts';
import { isSpoken, tokenLimit, type Run } from './run.ts';
import { reasons } from './session-config.ts';
import { hum, jsonPieces, pieces, speechMs } from './speech.ts';
import type { Stage } from './stage.ts';
import { itemTokens } from './usage.ts';

/** The output a response is in the middle of: how to end it properly, whatever ends it. */
export type Open = { close(status: 'completed' | 'incomplete'): void };

/** How far the audio of a word comes after its text, in milliseconds. */
const audioLag = 120;

/** The size of an audio frame on a plain socket, in milliseconds. */
const frameMs = 250;

/** Puts out one output; `open` is told what is open and when nothing is. False when the token limit cut it off. */
export function* put(
  stage: Stage,
  run: Run,
  output: Output,
  plan: Plan,
  sound: Playback,
  open: (now: Open | undefined) => void,
): Generator<number, boolean, void> {
  run.began = true;
  return output.kind === 'message'
    ? yield* message(stage, run, output.text, plan, sound, open)
    : yield* tool(stage, run, output, plan, open);
}

type Begun = { readonly id: string; readonly at: Raw; done(item: Raw): void };

/** Announces an item of the response and, outside of `conversation: none`, puts it into the conversation. */
const begin = (stage: Stage, run: Run, item: Raw): Begun => {
  const output_index = run.output.length;
  const first = ordered(stage, item);
  const id = text(item, 'id') ?? '';
  stage.emit({ type: 'response.output_item.added', response_id: run.id, output_index, item: first });
  if (run.inConversation) {
    const previous = stage.conversation.insert(first);
    stage.emit({ type: 'conversation.item.added', previous_item_id: previous, item: first });
  }
  return {
    id,
    at: { response_id: run.id, item_id: id, output_index },
    done(last) {
      const whole = ordered(stage, last);
      run.output.push(whole);
      if (run.inConversation) {
        const mode = stage.switches.choice('item_done_previous_null');
        const hidden = mode === 'always' || (mode === 'sometimes' && stage.chance() < 0.5);
        const previous = hidden ? null : stage.conversation.before(id);
        stage.conversation.replace(id, whole);
        stage.emit({ type: 'conversation.item.done', previous_item_id: previous, item: whole });
      }
      stage.emit({ type: 'response.output_item.done', response_id: run.id, output_index, item: whole });
    },
  };
};

const padded = (stage: Stage, delta: string): Raw =>
  stage.switches.flag('obfuscation')
    ? { delta, obfuscation: stage.ids.padding(Math.max(0, 16 - delta.length)) }
    : { delta };

function* message(
  stage: Stage,
  run: Run,
  words: string,
  plan: Plan,
  sound: Playback,
  open: (now: Open | undefined) => void,
): Generator<number, boolean, void> {
  const spoken = isSpoken(run);
  const key = spoken ? 'transcript' : 'text';
  const phase =
    reasons(text(run.config, 'model') ?? '') && stage.switches.flag('phase') ? { phase: 'final_answer' } : {};
  const base = { id: stage.ids.item(), type: 'message', role: 'assistant', ...phase };
  const begun = begin(stage, run, { ...base, status: 'in_progress', content: [] });
  const at = { ...begun.at, content_index: 0 };
  let said = '';
  let heard = 0;
  let framed = 0;
  let pending: { readonly due: number; readonly ms: number }[] = [];
  let parted = false;

  const content = (): readonly Raw[] =>
    parted ? [{ type: spoken ? 'output_audio' : 'output_text', [key]: said }] : [];
  const frame = (): void => {
    const ms = heard - framed;
    if (ms <= 0) return;
    const delta = (): string => hum(framed, ms);
    stage.emitAudio({ type: 'response.output_audio.delta', ...at }, delta);
    framed = heard;
  };
  const flush = (until: number): void => {
    for (let [next] = pending; next !== undefined && next.due <= until; [next] = pending) {
      pending = pending.slice(1);
      heard += next.ms;
      sound.grow(run.id, begun.id, 0, next.ms);
      if (heard - framed >= frameMs) frame();
    }
  };
  open({
    close(status) {
      open(undefined);
      if (parted) {
        if (spoken) {
          frame();
          stage.emit({ type: 'response.output_audio.done', ...at });
        }
        const type = spoken ? 'response.output_audio_transcript.done' : 'response.output_text.done';
        stage.emit({ type, ...at, [key]: said });
        const part = { type: spoken ? 'audio' : 'text', [key]: said };
        stage.emit({ type: 'response.content_part.done', ...at, part });
      }
      begun.done({ ...base, status, content: content() });
    },
  });
  const part = { type: spoken ? 'audio' : 'text', [key]: '' };
  yield 4;
  parted = true;
  stage.emit({ type: 'response.content_part.added', ...at, part });

  const type = spoken ? 'response.output_audio_transcript.delta' : 'response.output_text.delta';
  let whole = true;
  for (const piece of pieces(words)) {
    const next = {
      ...base,
      content: [{ type: spoken ? 'output_audio' : 'output_text', [key]: said + piece }],
    };
    const { text: letters, audio } = itemTokens(next);
    if (letters + audio > tokenLimit(run)) {
      whole = false;
      break;
    }
    said += piece;
    stage.emit({ type, ...at, ...padded(stage, piece) });
    if (spoken) pending.push({ due: stage.timeline.now() + audioLag, ms: speechMs(piece) });
    yield plan.pieceMs;
    flush(stage.timeline.now());
  }
  if (spoken && pending.length > 0) {
    yield audioLag;
    flush(Infinity);
  }
  return whole;
}

function* tool(
  stage: Stage,
  run: Run,
  output: Exclude<Output, { kind: 'message' }>,
  plan: Plan,
  open: (now: Open | undefined) => void,
): Generator<number, boolean, void> {
  const remote = output.kind === 'mcp';
  const callId = stage.ids.toolCall();
  const base: Raw = remote
    ? { id: stage.ids.item(), type: 'mcp_call', name: output.name, server_label: output.server }
    : { id: stage.ids.item(), type: 'function_call', name: output.name, call_id: callId };
  const begun = begin(stage, run, { ...base, ...(remote ? {} : { status: 'in_progress' }), arguments: '' });
  const at = remote ? begun.at : { ...begun.at, call_id: callId };
  const family = remote ? 'response.mcp_call_arguments' : 'response.function_call_arguments';
  let written = '';
  let result: Raw = {};
  open({
    close(status) {
      open(undefined);
      begun.done({ ...base, ...(remote ? result : { status }), arguments: written });
    },
  });
  for (const piece of jsonPieces(output.arguments)) {
    yield plan.pieceMs;
    written += piece;
    stage.emit({ type: `${family}.delta`, ...at, ...padded(stage, piece) });
  }
  yield 2;
  const name = remote ? {} : { name: output.name };
  stage.emit({ type: `${family}.done`, ...at, ...name, arguments: written });
  if (!remote) return true;
  const where = { output_index: begun.at['output_index'], item_id: begun.id };
  stage.emit({ type: 'response.mcp_call.in_progress', ...where });
  yield 250;
  result = output.failed
    ? { error: { type: 'tool_execution_error', message: output.result } }
    : { output: output.result };
  stage.emit({ type: `response.mcp_call.${output.failed ? 'failed' : 'completed'}`, ...where });
  return true;
}
