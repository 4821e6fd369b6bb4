import { escapeText } from '../safe.ts';
import type { Utterance } from '../utterances.ts';

/** A call as it is exported. */
export type Transcript = {
  readonly callId: string;
  /** When the recording began, as ISO time. */
  readonly startedAt: string;
  readonly ms: number;
  readonly utterances: readonly Utterance[];
};

const names = {
  user: 'Caller',
  agent: 'Agent',
  system: 'System',
  tool: 'Tool',
  operator: 'Operator',
} as const;

/** Who speaks, as readers see it. */
export const nameOf = ({ who, operator, interpreted, language }: Utterance): string => {
  if (interpreted === true)
    return language === undefined ? 'Interpreter' : `Interpreter (${onOneLine(language)})`;
  return operator === true ? `${names[who]} (for the operator)` : names[who];
};

/** Speech only: what subtitles are made of. */
export const spoken = (transcript: Transcript): readonly Utterance[] =>
  transcript.utterances.filter(({ who, from, to }) => (who === 'user' || who === 'agent') && to > from);

/** A text on one line; what would be a command to whatever shows the file is spelled out. */
export const onOneLine = (text: string): string => escapeText(text.replaceAll(/\s+/g, ' ').trim());

/** What was said, with a dash where it was cut off. */
export const said = ({ text, cut }: Utterance): string => `${onOneLine(text)}${cut === true ? '—' : ''}`;

const two = (value: number): string => String(value).padStart(2, '0');

/** A time of the call as `00:01:02.345`; `comma` as SubRip has it. */
export const clock = (ms: number, point = '.'): string => {
  const all = Math.max(0, Math.round(ms));
  const [hours, minutes] = [Math.floor(all / 3_600_000), Math.floor(all / 60_000) % 60];
  const seconds = Math.floor(all / 1000) % 60;
  return `${two(hours)}:${two(minutes)}:${two(seconds)}${point}${String(all % 1000).padStart(3, '0')}`;
};
