import type { ServerEvent } from '../catalogue.ts';
import type { Stamp } from '../definition.ts';
import { isRaw } from '../raw.ts';
import { safe } from '../safe.ts';
import type { Instant } from '../signal.ts';
import { interruptIt } from './advice.ts';
import type { Scene } from './scene.ts';
import { callText, nameOf, type Call } from './tool-call.ts';
import type { Advice } from './trouble.ts';
import type { Desk, Watcher } from './watcher.ts';

/** The same call so many times in a row is worth a word, and so many an alarm. */
const suspicious = 3;
const alarming = 6;

/** So many responses without the caller are too many: a chain of several tool calls takes fewer. */
const tooMany = 15;

const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isRaw(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, ordered(value[key])]),
  );
};

/** Arguments as text that is the same for the same arguments, whatever the order of their names. */
const normalised = (json: string): string => {
  try {
    return JSON.stringify(ordered(JSON.parse(json)));
  } catch {
    return json.trim();
  }
};

const forbidIt = (call: Call): readonly Advice[] =>
  /^\w{1,60}$/.test(call.name)
    ? [
        {
          words: safe`forbid it`,
          command: { verb: 'instruct', words: ['--append', `Do not call ${call.name} again.`] },
        },
      ]
    : [];

/** True for what shows that the caller takes part. */
const isCaller = ({ type, fields }: ServerEvent, scene: Scene): boolean => {
  switch (type) {
    case 'input_audio_buffer.speech_started':
    case 'input_audio_buffer.dtmf_event_received':
      return true;
    case 'input_audio_buffer.committed':
      return !scene.isSilence(fields.itemId);
    case 'conversation.item.added':
    case 'conversation.item.created':
      return fields.item.role === 'user' && !scene.isSilence(fields.item.id);
    default:
      return false;
  }
};

/** An agent that goes round in circles: the same call again and again, or response after response to nobody. */
export const repeats = ({ notes, scene }: Desk): Watcher & { called(call: Call, stamp: Stamp): void } => {
  let same = '';
  let times = 0;
  let since: Instant | undefined;
  let responses = 0;
  let begun: Instant | undefined;

  const differs = (at: Instant): void => {
    same = '';
    times = 0;
    notes.over('same call', () => safe`the agent goes on to something else`, at);
  };

  return {
    types: [
      'input_audio_buffer.speech_started',
      'input_audio_buffer.dtmf_event_received',
      'input_audio_buffer.committed',
      'conversation.item.added',
      'conversation.item.created',
      'response.created',
    ],
    called(call, { at, seq }) {
      const key = `${call.name} ${normalised(call.arguments)}`;
      if (key !== same) {
        differs(at);
        same = key;
        since = at;
      }
      times += 1;
      if (times < suspicious) return;
      notes.found('same call', {
        code: 'tool-repeated',
        severity: times < alarming ? 'warn' : 'bad',
        seq,
        at,
        since: since ?? at,
        text: safe`${callText(call)} was called ${times} times in a row, and the caller said nothing in between`,
        short: safe`${nameOf(call)} called ${times} times`,
        advice: [interruptIt, ...forbidIt(call)],
      });
    },
    see(known, { at, seq }) {
      if (isCaller(known, scene)) {
        differs(at);
        responses = 0;
        notes.over('run on', () => safe`the caller takes part again`, at);
      }
      if (known.type !== 'response.created' || !known.fields.inConversation) return;
      responses += 1;
      if (responses === 1) begun = at;
      if (responses < tooMany) return;
      notes.found('run on', {
        code: 'responses-run-on',
        severity: 'warn',
        seq,
        at,
        since: begun ?? at,
        text: safe`${responses} responses in a row without a word of the caller`,
        short: safe`${responses} responses to nobody`,
        advice: [interruptIt],
      });
    },
    gap(at) {
      same = '';
      times = 0;
      responses = 0;
      notes.unknown('same call', () => safe`whether the agent goes on repeating itself is not known`, at);
      notes.unknown('run on', () => safe`whether the caller took part meanwhile is not known`, at);
    },
  };
};
