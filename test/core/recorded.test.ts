import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lineOf } from '../../src/core/line.ts';
import { observer } from '../../src/core/observe.ts';
import type { Entry } from '../../src/core/ports.ts';
import { newSession, type Item } from '../../src/core/session.ts';
import { structuralGap } from '../../src/core/structure.ts';
import { moment } from './script.ts';

const fixtures = new URL('../../../shared/fixtures/', import.meta.url);
const here = existsSync(fixtures);
const list = (folder: string): readonly string[] =>
  here ? readdirSync(new URL(folder, fixtures)).toSorted() : [];

type Recorded = { dir: 'server' | 'client' | 'close'; event: object };

const play = (name: string): readonly Entry[] => {
  const see = observer();
  return readFileSync(new URL(`streams/${name}`, fixtures), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Recorded)
    .filter(({ dir }) => dir !== 'close')
    .map(({ dir, event }, index) =>
      see({
        at: moment(index * 10),
        kind: 'frame',
        direction: dir === 'server' ? 'received' : 'sent',
        text: JSON.stringify(event),
      }),
    );
};

const endOf = (name: string) => {
  const last = play(name).at(-1);
  if (last === undefined) throw new Error(`${name} is empty`);
  return last.session;
};

const conversation = (name: string): readonly Item[] => {
  const { items, order } = endOf(name);
  return [...order].flatMap((id) => items.get(id) ?? []);
};

const words = (items: readonly Item[]): readonly string[] =>
  items.map(({ role, type, text }) => `${role ?? type}: ${text}`);

const isForeign = (name: string): boolean => name.startsWith('xai') || name.startsWith('gpt-live');

describe.skipIf(!here)('recorded traffic (skipped where ../shared/fixtures is not there)', () => {
  test('all 17 streams are there', () => {
    expect(list('streams')).toHaveLength(17);
  });

  describe.each(list('streams'))('%s', (name) => {
    test('is understood', () => {
      const { counts } = endOf(name);
      expect(counts.malformed).toBe(0);
      expect(counts.duplicate).toBe(0);
      if (!isForeign(name)) expect(counts.unknown).toBe(0);
    });

    test('shows no structural gap', () => {
      let before = newSession;
      for (const entry of play(name)) {
        expect(structuralGap(before, entry), `entry ${entry.seq}`).toBeUndefined();
        before = entry.session;
      }
    });

    test('leaves nothing open that had an end', () => {
      const session = endOf(name);
      expect(session.drafts.size).toBe(0);
      expect(session.order.length).toBe(session.items.size);
      expect(new Set(session.order).size).toBe(session.order.length);
      if (!name.includes('beta-openai-ws-tool-call')) {
        expect(session.active).toEqual([]);
        expect([...session.items.values()].filter(({ final }) => !final)).toEqual([]);
      }
    });

    test('says each utterance once, as the session has it', () => {
      const entries = play(name);
      const said = entries
        .map(lineOf)
        .filter(({ utterance }) => utterance === true)
        .map(({ text }) => text);
      const known = conversation(name)
        .filter(({ type, text, role }) => type === 'message' && text !== '' && role !== 'system')
        .map(({ text }) => text);
      const sorted = (texts: readonly (string | undefined)[]): string[] =>
        texts.map(String).toSorted((a, b) => a.localeCompare(b));
      expect(sorted(said)).toEqual(sorted(known));
    });
  });

  test('12 responses with 8 interruptions', () => {
    const name = 'beta-openai-webrtc-12-responses-8-interruptions.ndjson';
    const items = conversation(name);
    expect(words(items)).toEqual([
      'user: Hello!',
      'agent: Hi there! Thank you for calling. My name is Sarah. How can I assist you with your billing issue today?',
      'user: Go with that.',
      "agent: I'm here to help! What can I do for you today?",
      'user: Hello',
      'agent: Alright, it sounds like you might be having some trouble. How about we start by talking about your billing issue?',
      'user: Um...',
      'user: Can I talk to your supervisor?',
      "agent: I understand you'd like to speak with a supervisor. I'll transfer you to my supervisor, Marco, who can assist you further. Please give me a moment.",
      "user: I just can't get over it.",
      'user: Yeah.',
      'user: Okay.',
      "agent: I understand this is frustrating. To best help you with this, I'm going to transfer you to my supervisor, Marco. Please",
      'user: pfft',
      "agent: I'm going to transfer",
      'user: Is that, is that how they usually talk to the computer?',
      'user: Yeah',
      'agent: Okay, to best',
      'user: Heh.',
      "agent: I understand this is frustrating. To best help you with this, I'm going to transfer you to my supervisor, Marco. Please allow me a moment to do that.",
      'function_call: ',
    ]);
    expect(items.flatMap(({ cut }) => cut ?? [])).toEqual(
      [4000, 2460, 1680, 0, 20].map((heardMs) => ({ heardMs })),
    );
    const session = endOf(name);
    const responses = [...session.responses.values()];
    expect(responses).toHaveLength(12);
    const cancelled = responses.filter(({ status }) => status === 'cancelled');
    expect(cancelled).toHaveLength(8);
    expect(cancelled.every(({ reason }) => reason === 'turn_detected')).toBe(true);
    expect(responses.at(-1)?.items).toHaveLength(2);
    expect([...session.toolCalls.values()]).toMatchObject([
      { name: 'transferToSupervisor', state: 'called', kind: 'function', outputs: 0 },
    ]);
    expect(session).toMatchObject({ user: { speaking: false }, agent: {}, expiresAt: 1748020790 });
    expect(session.usage).toMatchObject({ responses: 12, inputTokens: 9898, outputTokens: 1116 });
    expect(session.configs.map(({ config }) => config)).toMatchObject([
      { audio: { output: { voice: 'alloy' } } },
      { audio: { output: { voice: 'coral' }, input: { format: { type: 'audio/pcm', rate: 24_000 } } } },
    ]);
  });

  test('a spoken turn whose transcript comes late', () => {
    const name = 'ga-openai-ws-audio-in-server-vad.ndjson';
    expect(words(conversation(name))).toEqual([
      'user: Hello, my name is Marcelo.',
      'agent: Hello, Marcelo! Great to meet you. How can I help you today?',
    ]);
    expect(endOf(name).usage.transcription).toEqual({ tokens: 0, seconds: 3 });
    const late = play(name).find(({ event }) => event.kind === 'server' && event.type.endsWith('.completed'));
    expect(late?.session.drafts.size, 'the agent is already speaking').toBe(1);
  });

  test.each(['ga-openai-ws-tool-call-round.ndjson', 'ga-azure-ws-tool-call-round.ndjson'])(
    'a tool call round: %s',
    (name) => {
      expect(words(conversation(name))).toEqual([
        'user: What is the weather in London?',
        'function_call: ',
        'function_call_output: ',
        'agent: It is foggy and 12 degrees in London.',
      ]);
      const [call] = endOf(name).toolCalls.values();
      expect(call).toMatchObject({
        name: 'get_weather',
        kind: 'function',
        state: 'answered',
        output: 'It is foggy and 12 degrees in London.',
        outputs: 1,
      });
      expect(JSON.parse(call?.arguments ?? '')).toEqual({ city: 'London' });
      expect(endOf(name).usage).toMatchObject({ inputTokens: 159, cached: { text: 64 } });
      const line = play(name)
        .map(lineOf)
        .find(({ label }) => label === 'tool call');
      expect(line?.text).toBe('get_weather({"city":"London"})');
    },
  );

  test('a tool call round of a look-alike whose items name no predecessor', () => {
    expect(words(conversation('xai-ws-tool-call-round.ndjson'))).toEqual([
      'user: What is the weather in London?',
      "agent: I'll check the weather for London.",
      'function_call: ',
      'function_call_output: ',
      'agent: It is foggy and 12 degrees in London.',
    ]);
  });

  test('a transcription that failed', () => {
    const name = 'ga-azure-ws-transcription-failed.ndjson';
    expect(conversation(name)[0]).toMatchObject({ role: 'user', text: '', final: true });
    const line = play(name)
      .map(lineOf)
      .find(({ label }) => label === 'caller transcription failed:');
    expect(line?.text).toMatch(/^DeploymentNotFound: /);
  });

  test('a seeded history', () => {
    expect(words(conversation('ga-openai-ws-gpt-realtime-2.1-history.ndjson'))).toEqual([
      'user: My name is Alice and my favorite color is teal.',
      'agent: Nice to meet you, Alice!',
      'user: What is my name and favorite color?',
      'agent: Your name is Alice, and your favorite color is teal.',
    ]);
  });

  describe.each(['server-events', 'client-events'])('official examples: %s', (folder) => {
    test.each(list(folder))('%s', (name) => {
      const examples = JSON.parse(readFileSync(new URL(`${folder}/${name}`, fixtures), 'utf8')) as object[];
      for (const example of examples) {
        const entry = observer()({
          at: moment(0),
          kind: 'frame',
          direction: folder === 'server-events' ? 'received' : 'sent',
          text: JSON.stringify(example),
        });
        expect(entry.event.kind).toBe(folder === 'server-events' ? 'server' : 'client');
        expect(lineOf(entry).label).not.toBe('');
      }
    });
  });
});
