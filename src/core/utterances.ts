import type { CallerSpeech, Facts, ResponseFacts } from './facts.ts';
import { firstAudio, waitedMs } from './metrics/anchors.ts';
import { allOver, type Passage } from './passages.ts';

/** Something said, written or done on a call, with when it was heard. */
export type Utterance = {
  readonly who: 'user' | 'agent' | 'system' | 'tool' | 'operator';
  /** What was heard of it (untrusted): cut where it was cut off. */
  readonly text: string;
  /** Milliseconds since the first entry of the stream. */
  readonly from: number;
  readonly to: number;
  /** It was cut off; `text` ends there, as near as can be told. */
  readonly cut?: true;
  /** The end is an estimate by the length of the text: nothing told when it was heard to the end. */
  readonly estimated?: true;
  /** Somebody had it said with this tool. */
  readonly operator?: true;
  /** The code of its language, where that was told (untrusted). */
  readonly language?: string;
  /** An interpreter said it, in place of who speaks. */
  readonly interpreted?: true;
  readonly seq: number;
};

/** Characters that a voice speaks in a millisecond, unless the call itself shows how many. */
const usualPace = 15 / 1000;

/** The pace of the agent on this call: of responses that were heard from their beginning to their end. */
const paceOf = (facts: Facts): number => {
  let characters = 0;
  let ms = 0;
  for (const { audibleAt, silentAt, cleared, words } of facts.responses) {
    if (audibleAt === undefined || silentAt === undefined || cleared !== undefined) continue;
    characters += words.reduce((sum, { text }) => sum + text.length, 0);
    ms += silentAt - audibleAt;
  }
  return characters > 0 && ms > 0 ? characters / ms : usualPace;
};

/** The part of a text that was heard in so many milliseconds, up to the end of a word. */
export const heardPart = (text: string, ms: number, pace: number): string => {
  const length = Math.floor(ms * pace);
  if (length >= text.length) return text;
  const end = text.slice(0, length + 1).search(/\s\S*$/);
  return end === -1 ? '' : text.slice(0, end);
};

const ofCaller = (speech: CallerSpeech, start: number): Utterance | undefined => {
  const { transcript, startedAt, stoppedAt, committedAt, transcribedAt, startMs, endMs, seq } = speech;
  const last = stoppedAt ?? committedAt ?? transcribedAt;
  if (transcript === undefined || transcript === '' || last === undefined) return undefined;
  const waited = last - (stoppedAt === undefined ? 0 : (waitedMs(speech) ?? 0));
  const long = startMs === undefined || endMs === undefined ? transcript.length / usualPace : endMs - startMs;
  const from = startedAt ?? last - long;
  // A word as short as the wait for its end is noticed when it is nearly over: its own length is not told.
  const to = waited > from ? waited : Math.max(last, from + 1);
  return {
    who: 'user',
    text: transcript,
    from: Math.max(0, from - start),
    to: to - start,
    ...(startedAt === undefined || stoppedAt === undefined || to !== waited ? { estimated: true } : {}),
    ...(speech.language === undefined ? {} : { language: speech.language }),
    seq,
  };
};

const ofAgent = (
  facts: Facts,
  response: ResponseFacts,
  start: number,
  pace: number,
): Utterance | undefined => {
  const { words, silentAt, cleared, doneAt, createdAt, operator, seq } = response;
  const whole = words.map(({ text }) => text).join(' ');
  const from = firstAudio(facts, response)?.at ?? response.firstDeltaAt ?? createdAt ?? doneAt;
  if (whole === '' || from === undefined || !response.inConversation) return undefined;
  // Where playback is told, what never began to play was never heard.
  if (facts.playback && response.audibleAt === undefined && response.firstWordAt !== undefined)
    return undefined;
  const wasCut = cleared !== undefined || (response.status === 'cancelled' && response.heardMs !== undefined);
  const heard = response.heardMs ?? (silentAt === undefined ? undefined : silentAt - from);
  const text = wasCut && heard !== undefined ? heardPart(whole, heard, pace) : whole;
  if (text === '') return undefined;
  const to = silentAt ?? from + (wasCut && heard !== undefined ? heard : text.length / pace);
  return {
    who: 'agent',
    text,
    from: from - start,
    to: to - start,
    ...(wasCut ? { cut: true } : {}),
    ...(silentAt === undefined ? { estimated: true } : {}),
    ...(operator ? { operator: true } : {}),
    seq,
  };
};

/**
 * A passage of a translation session: heard from its first word on, for as long as its words came or take to say, and
 * until the same side says something else.
 */
const ofPassage = (
  { who, text, from, to, seq }: Passage,
  next: Passage | undefined,
  { language }: Facts,
  start: number,
): Utterance => {
  const words = text.trim();
  const said = Math.min(from.mono + words.length / usualPace, next?.from.mono ?? Number.POSITIVE_INFINITY);
  return {
    who,
    text: words,
    from: from.mono - start,
    to: Math.max(to.mono, said) - start,
    estimated: true,
    ...(who === 'agent' ? { interpreted: true } : {}),
    ...(who === 'agent' && language !== undefined ? { language } : {}),
    seq,
  };
};

/**
 * Who said what, by when it was heard: speech of both sides, what was written into the conversation, and tool calls.
 * A text that was cut off is cut at the share of it that was heard, at the pace of this call's voice.
 */
export const utterances = (facts: Facts): readonly Utterance[] => {
  const start = facts.first?.mono ?? 0;
  const pace = paceOf(facts);
  const moment = (ms: number | undefined): number => (ms ?? start) - start;
  const found: (Utterance | undefined)[] = [
    ...[...facts.callers].map((speech) => ofCaller(speech, start)),
    ...[...facts.responses].map((response) => ofAgent(facts, response, start, pace)),
    ...[...facts.passages, ...allOver(facts.passing).whole].map((one, index, all) => {
      const next = all.slice(index + 1).find(({ who }) => who === one.who);
      return ofPassage(one, next, facts, start);
    }),
    ...facts.typed.map(({ role, text, at, seq }): Utterance => {
      const who = role === 'user' ? 'user' : 'system';
      return { who, text, from: moment(at.mono), to: moment(at.mono), seq };
    }),
    ...[...facts.tools.values()].map((tool): Utterance => {
      const call = `${tool.name ?? '?'}(${tool.arguments ?? ''})`;
      const text = tool.output === undefined ? call : `${call} → ${tool.output}`;
      const from = moment(tool.calledAt);
      return {
        who: 'tool',
        text,
        from,
        to: Math.max(from, moment(tool.answeredAt ?? tool.calledAt)),
        seq: tool.seq,
      };
    }),
    ...facts.actions
      .filter(({ by }) => by !== 'client')
      .map(({ by, type, at }): Utterance => {
        return {
          who: 'operator',
          text: `${by} (${type})`,
          from: moment(at.mono),
          to: moment(at.mono),
          seq: 0,
        };
      }),
  ];
  return found.filter((one) => one !== undefined).toSorted((a, b) => a.from - b.from || a.seq - b.seq);
};
