import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gather } from '../../../src/core/gather.ts';
import { metricsOf, type Metrics } from '../../../src/core/metrics.ts';
import { observer } from '../../../src/core/observe.ts';
import { readPrices } from '../../../src/core/price.ts';
import type { Raw } from '../../../src/core/raw.ts';
import { utterances } from '../../../src/core/utterances.ts';
import { readRecording } from '../../../src/io/recording-file.ts';
import list from '../../../src/prices.json' with { type: 'json' };
import { play } from '../script.ts';

const prices = readPrices(list);
type Gathered = { readonly facts: ReturnType<typeof gather>['facts']; readonly metrics: Metrics };

const recorded = async (name: string): Promise<Gathered> => {
  const gathering = gather();
  const see = observer();
  const recording = await readRecording(join(import.meta.dirname, '../../recordings', `${name}.ndjson`));
  for await (const batch of recording.records())
    for (const record of batch) if (record.kind === 'signal') gathering.write(see(record.signal));
  return { facts: gathering.facts, metrics: metricsOf(gathering.facts, { prices }) };
};
const made = (...events: readonly Raw[]): Gathered => {
  const gathering = gather();
  for (const entry of play(...events)) gathering.write(entry);
  return { facts: gathering.facts, metrics: metricsOf(gathering.facts, { prices }) };
};

const why = ({ metrics }: Gathered, name: string): string | undefined => {
  const metric = metrics.all.get(name);
  return metric?.kind === 'none' ? metric.why : undefined;
};

describe('a transcription session', () => {
  test('has no metrics of an agent, and says so; what is about the caller stays', async () => {
    const call = await recorded('transcription');
    for (const name of [
      'turns',
      'turn_latency',
      'interruptions_by_caller',
      'response_outcomes',
      'tool_orphans',
    ])
      expect(why(call, name), name).toBe('a transcription session has no agent');
    expect(call.metrics.all.get('transcription_lag')).toMatchObject({ kind: 'trend', unit: 'ms' });
    expect(call.metrics.all.get('transcription_failures')).toMatchObject({ value: 1 });
    expect(call.metrics.all.get('asr_confidence')).toMatchObject({ kind: 'trend', unit: 'ratio' });
    expect(utterances(call.facts)).toMatchObject([
      { who: 'user', language: 'en' },
      { who: 'user', language: 'fr', text: 'La fenêtre ne ferme plus.' },
      { who: 'user', language: 'en' },
    ]);
  });

  test('costs what its model costs, and nothing that is not known', async () => {
    expect(why(await recorded('transcription'), 'cost')).toContain(
      'does not have the model that transcribes',
    );
    const session = {
      type: 'transcription',
      audio: { input: { transcription: { model: 'gpt-realtime-whisper' } } },
    };
    const call = made(
      { type: 'session.created', session },
      {
        type: 'conversation.item.input_audio_transcription.completed',
        item_id: 'i',
        transcript: 'a',
        usage: { type: 'duration', seconds: 60 },
      },
    );
    expect(call.metrics.all.get('cost')).toMatchObject({ kind: 'table', value: 0.017 });
  });
});

describe('a translation session', () => {
  test('has no turns, and counts what was said and interpreted', async () => {
    const call = await recorded('translation');
    for (const name of ['turns', 'caller_speech_time', 'transcription_lag', 'ttfa'])
      expect(why(call, name), name).toContain('a translation session has no turns');
    expect(call.metrics.all.get('passages_said')).toMatchObject({ value: 4 });
    expect(call.metrics.all.get('passages_interpreted')).toMatchObject({ value: 4 });
    const said = utterances(call.facts);
    expect(said.map(({ who, text }) => `${who}: ${text}`)).toContain(
      'agent: ¿Hay alguna junto a la ventana?',
    );
    expect(said.filter(({ who }) => who === 'agent')).toHaveLength(4);
    for (const one of said) expect(one.to).toBeGreaterThan(one.from);
    for (const side of ['user', 'agent']) {
      const mine = said.filter(({ who }) => who === side);
      for (const [index, one] of mine.entries())
        expect(one.to).toBeLessThanOrEqual(mine[index + 1]?.from ?? Number.POSITIVE_INFINITY);
    }
    expect(said.find(({ who }) => who === 'agent')).toMatchObject({ interpreted: true, language: 'es' });
  });

  const session = {
    type: 'translation',
    model: 'gpt-realtime-translate',
    audio: { output: { language: 'es' } },
  };
  const word = { type: 'session.output_transcript.delta', delta: 'hola' };

  test('costs by the minute of sound put in, or of what was watched', () => {
    const told = made({ type: 'session.created', session }, { ...word, elapsed_ms: 120_000 });
    expect(told.metrics.all.get('cost')).toMatchObject({
      value: 0.068,
      note: expect.not.stringContaining('watched'),
    });
    const untold = made({ type: 'session.created', session }, word);
    expect(untold.metrics.all.get('cost')).toMatchObject({ note: expect.stringContaining('watched') });
    expect(why(made(word), 'cost')).toContain('model was never seen');
    const assumed = metricsOf(made(word).facts, { prices, assumedModel: 'gpt-realtime-translate' });
    expect(assumed.all.get('cost')).toMatchObject({ kind: 'table', assumed: 'gpt-realtime-translate' });
  });

  test('is known by its words alone, and what is still being said is not lost', () => {
    const call = made(word);
    expect(why(call, 'turns')).toContain('translation');
    expect(utterances(call.facts)).toMatchObject([{ who: 'agent', text: 'hola', interpreted: true }]);
  });
});

test('a realtime session has all of its metrics', () => {
  const call = made({ type: 'session.created', session: { type: 'realtime', model: 'gpt-realtime' } });
  expect(call.metrics.all.get('turns')).toMatchObject({ value: 0 });
  expect([...call.metrics.all.keys()]).not.toContain('passages_said');
});
