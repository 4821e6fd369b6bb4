import { text, type Raw } from '../core/raw.ts';
import { callTool } from './calling.ts';
import { begin, type Open } from './open-item.ts';
import { padded } from './padded.ts';
import type { Output, Plan } from './plan.ts';
import type { Playback } from './playback.ts';
import { isSpoken, tokenLimit, type Run } from './run.ts';
import { reasons } from './session-config.ts';
import { hum, pieces, speechMs } from './speech.ts';
import type { Stage } from './stage.ts';
import { itemTokens } from './usage.ts';

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
    : yield* callTool(stage, run, output, plan, open);
}

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
  if (spoken) sound.prepare(run.id, begun.id, 0, words);
  let said = '';
  let heard = 0;
  let framed = 0;
  let pending: { readonly due: number; readonly ms: number; readonly letters: number }[] = [];
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
      sound.grow(run.id, begun.id, 0, next.ms, next.letters);
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
    if (spoken)
      pending.push({ due: stage.timeline.now() + audioLag, ms: speechMs(piece), letters: piece.length });
    yield plan.pieceMs;
    flush(stage.timeline.now());
  }
  if (spoken && pending.length > 0) {
    yield audioLag;
    flush(Infinity);
  }
  return whole;
}
