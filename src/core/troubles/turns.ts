import type { Safe } from '../ports.ts';
import { at as valueAt, isRaw, type Raw } from '../raw.ts';
import { safe } from '../safe.ts';
import type { Instant } from '../signal.ts';
import { kindOf } from '../session-kind.ts';
import { seconds } from '../words.ts';
import { askAgain } from './advice.ts';
import { callText, type Call } from './tool-call.ts';
import { later, type Desk, type Watcher } from './watcher.ts';

/** How long the newest words of the caller may go unanswered however long the others have waited, in milliseconds. */
const chance = 2000;

/** More names than this are not remembered. */
const most = 64;

/** How the session begins a response after the caller's turn. */
type Answering =
  | { readonly kind: 'itself' | 'unknown' | 'never' }
  | { readonly kind: 'asked'; readonly why: Safe };

const answering = (config: Raw | undefined): Answering => {
  if (config === undefined) return { kind: 'unknown' };
  if (kindOf(config) !== 'realtime') return { kind: 'never' };
  const detection = valueAt(config, 'audio.input.turn_detection');
  if (detection === null) return { kind: 'asked', why: safe`turn_detection is off` };
  if (!isRaw(detection)) return { kind: 'unknown' };
  return detection['create_response'] === false
    ? { kind: 'asked', why: safe`create_response is off` }
    : { kind: 'itself' };
};

const latest = (one: Instant, other: Instant): Instant => (other.mono > one.mono ? other : one);

/** Turns of the caller, and results of tools, that no response follows. */
export const turns = ({ notes, scene, stuckAfter }: Desk, waiting: () => boolean) => {
  let turn: { readonly at: Instant; readonly seq: number; last: Instant } | undefined;
  let result: { readonly call: Call; readonly at: Instant; readonly seq: number } | undefined;
  let spokenAt = Number.NEGATIVE_INFINITY;
  let begunAt = Number.NEGATIVE_INFINITY;
  let saidByChoice = false;
  const unused = new Set<string>();

  /** When it has waited long enough: the time during which a response ran does not count. */
  const due = (at: Instant): Instant => {
    const { idleSince = at } = scene;
    return later(latest(at, idleSince), stuckAfter);
  };

  const unanswered = (now: Instant): void => {
    if (turn === undefined) return;
    const moment = latest(due(turn.at), later(turn.last, chance));
    if (now.mono < moment.mono) return;
    const how = answering(scene.config);
    if (how.kind === 'never' || (how.kind === 'asked' && saidByChoice)) return;
    if (how.kind === 'asked') saidByChoice = true;
    const why =
      how.kind === 'asked'
        ? safe`; this session leaves it to a client to ask for one (${how.why})`
        : how.kind === 'unknown' && scene.config === undefined
          ? safe`; a transcription session, which this may be, has none`
          : safe``;
    notes.found('turn', {
      code: 'turn-unanswered',
      severity: how.kind === 'itself' ? 'bad' : 'warn',
      seq: turn.seq,
      at: moment,
      since: turn.at,
      text: safe`the caller's turn has had no response for ${seconds(stuckAfter) as Safe}${why}`,
      short: safe`the caller has no answer`,
      advice: [askAgain(safe`have the agent answer`)],
    });
  };

  const unheard = (now: Instant): void => {
    if (result === undefined || waiting()) return;
    const moment = due(result.at);
    if (now.mono < moment.mono) return;
    const { call } = result;
    const { seq, at } = result;
    result = undefined;
    // A tool that is called only to be told something is used like that every time.
    if (unused.has(call.name) || unused.size >= most) return;
    unused.add(call.name);
    notes.found('result', {
      code: 'tool-output-unused',
      severity: 'warn',
      seq,
      at: moment,
      since: at,
      text: safe`the agent got the output of ${callText(call)}, and for ${seconds(stuckAfter) as Safe} nothing has had it go on`,
      short: safe`the agent was not told to go on`,
      advice: [askAgain(safe`have it go on`)],
    });
  };

  const watcher: Watcher & { answered(call: Call, stamp: { at: Instant; seq: number }): void } = {
    types: [
      'input_audio_buffer.speech_started',
      'input_audio_buffer.committed',
      'response.created',
      'session.updated',
    ],
    answered(call, { at, seq }) {
      result = { call, at, seq };
    },
    see({ type, fields }, { at, seq }) {
      switch (type) {
        case 'input_audio_buffer.speech_started':
          spokenAt = at.mono;
          break;
        case 'input_audio_buffer.committed':
          if (scene.isSilence(fields.itemId)) break;
          // A response that came before the news of the turn it answers.
          if (begunAt > spokenAt && spokenAt > Number.NEGATIVE_INFINITY && scene.active.size > 0) break;
          turn ??= { at, seq, last: at };
          turn.last = at;
          result = undefined;
          break;
        case 'response.created': {
          if (!fields.inConversation) break;
          begunAt = at.mono;
          const waited = turn === undefined ? 0 : at.mono - turn.at.mono;
          notes.over(
            'turn',
            () => safe`the caller's turn got a response after ${seconds(waited) as Safe}`,
            at,
          );
          notes.over('result', () => safe`the agent goes on`, at);
          turn = undefined;
          result = undefined;
          break;
        }
        case 'session.updated':
          saidByChoice = false;
          break;
        default:
      }
    },
    pass(now) {
      if (scene.speaking || scene.active.size > 0) return;
      unanswered(now);
      unheard(now);
    },
    gap(at) {
      turn = undefined;
      result = undefined;
      begunAt = Number.NEGATIVE_INFINITY;
      notes.unknown('turn', () => safe`whether the caller was answered meanwhile is not known`, at);
      notes.unknown('result', () => safe`whether the agent went on meanwhile is not known`, at);
    },
  };
  return watcher;
};
