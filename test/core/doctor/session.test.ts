import { describe, expect, it } from 'vitest';
import { judgeAgent } from '../../../src/core/doctor/agent.ts';
import { judgeExpiry } from '../../../src/core/doctor/expiry.ts';
import { judgeTools, type OpenCall } from '../../../src/core/doctor/tools.ts';
import { judgeTranscription } from '../../../src/core/doctor/transcription.ts';
import { judgeVad } from '../../../src/core/doctor/vad.ts';
import type { Raw } from '../../../src/core/raw.ts';

describe('expiry', () => {
  const wall = 1_790_000_000_000;
  const inSeconds = (left: number): Raw => ({ expires_at: wall / 1000 + left });
  it.each<[string, Raw, string, RegExp]>([
    ['not said', {}, 'ok', /does not say/],
    ['zero', { expires_at: 0 }, 'ok', /does not say/],
    ['in half an hour', inSeconds(1800), 'ok', /30 min/],
    ['in four minutes', inSeconds(240), 'warn', /4 min/],
    ['in seconds', inSeconds(42), 'warn', /42 s/],
    ['past', inSeconds(-1), 'warn', /has passed/],
  ])('%s', (_, config, state, saw) => {
    const found = judgeExpiry(config, wall);
    expect(found).toMatchObject({ check: 'expiry', state });
    expect(found.saw).toMatch(saw);
  });
});

describe('transcription', () => {
  it.each<[string, Raw, string]>([
    ['on', { audio: { input: { transcription: { model: 'whisper-1' } } } }, 'ok'],
    ['off', { audio: { input: { transcription: null } } }, 'warn'],
    ['left out', { audio: { input: {} } }, 'warn'],
    ['not told', {}, 'skipped'],
  ])('%s', (_, config, state) => {
    expect(judgeTranscription(config)).toMatchObject({ check: 'transcription', state });
  });
});

describe('tools', () => {
  const one = { tools: [{ type: 'function', name: 'place_order' }] };
  const open: OpenCall = { id: 'call_1', name: 'place_order', ms: 5000 };
  const other = { ...one, tool_choice: { type: 'function', name: 'x' } };
  it.each<[string, Raw, readonly OpenCall[], string, RegExp | undefined]>([
    ['none', {}, [], 'ok', undefined],
    ['one', one, [], 'ok', undefined],
    ['a call without an output', one, [open], 'warn', /has no output after 5.0 s/],
    ['required, and none', { tool_choice: 'required' }, [], 'warn', /there is no tool/],
    ['required', { ...one, tool_choice: 'required' }, [], 'warn', /in every turn/],
    ['never', { ...one, tool_choice: 'none' }, [], 'warn', /never calls/],
    ['another one chosen', other, [], 'warn', /not declared/],
  ])('%s', (_, config, calls, state, why) => {
    const found = judgeTools(config, calls);
    expect(found).toMatchObject({ check: 'tools', state });
    if (why !== undefined) expect(found.causes[0]?.cause).toMatch(why);
  });

  it('offers the command that answers, and no id that a shell would read', () => {
    expect(judgeTools(one, [open]).causes[0]?.fix).toBe('rt-sideband tool answer CALL call_1 JSON');
    const hostile = { ...open, id: 'x; rm -rf ~' };
    expect(judgeTools(one, [hostile]).causes[0]?.fix).toBe('rt-sideband tool answer CALL TOOL_CALL_ID JSON');
  });
});

describe('vad', () => {
  const server = { type: 'server_vad', threshold: 0.5, silence_duration_ms: 500, prefix_padding_ms: 300 };
  const config = (vad: unknown): Raw => ({ audio: { input: { turn_detection: vad } } });
  const but = (more: Raw): Raw => config({ ...server, ...more });
  it.each<[string, Raw, string, RegExp | undefined]>([
    ['as usual', config(server), 'ok', undefined],
    ['semantic', config({ type: 'semantic_vad', eagerness: 'auto' }), 'ok', undefined],
    ['semantic and slow', config({ type: 'semantic_vad', eagerness: 'low' }), 'warn', /up to 8 s/],
    ['off', config(null), 'warn', /turn_detection is null/],
    ['no answer by itself', but({ create_response: false }), 'warn', /create_response is false/],
    [
      'semantic, no answer',
      config({ type: 'semantic_vad', create_response: false }),
      'warn',
      /create_response/,
    ],
    ['no barge-in', but({ interrupt_response: false }), 'warn', /cannot cut the agent off/],
    ['deaf', but({ threshold: 0.95 }), 'warn', /loud speech only/],
    ['nervous', but({ threshold: 0.05 }), 'warn', /noise for speech/],
    ['slow', but({ silence_duration_ms: 3000 }), 'warn', /3000 ms of silence/],
    ['hasty', but({ silence_duration_ms: 60 }), 'warn', /cut off in the middle/],
    ['clipped', but({ prefix_padding_ms: 0 }), 'warn', /first syllables/],
    ['impatient', but({ idle_timeout_ms: 5000 }), 'warn', /speaks by itself/],
    ['not told', {}, 'skipped', undefined],
    ['new', config({ type: 'psychic_vad' }), 'ok', undefined],
  ])('%s', (_, given, state, why) => {
    const found = judgeVad(given);
    expect(found).toMatchObject({ check: 'vad', state });
    if (why !== undefined) expect(found.causes[0]?.cause).toMatch(why);
  });

  it('gives each doubt a command that takes it away', () => {
    const { causes } = judgeVad(but({ create_response: false, threshold: 0.95 }));
    expect(causes.map(({ fix }) => fix)).toEqual([
      'rt-sideband instruct CALL --set audio.input.turn_detection.create_response=true',
      'rt-sideband instruct CALL --set audio.input.turn_detection.threshold=0.5',
    ]);
  });
});

describe('agent', () => {
  const usual = {
    type: 'realtime',
    model: 'gpt-realtime-2.1',
    instructions: 'Be brief.',
    output_modalities: ['audio'],
    max_output_tokens: 'inf',
    audio: { output: { voice: 'marin', speed: 1 } },
  };
  const speaking = (output: Raw): Raw => ({ ...usual, audio: { output } });
  it.each<[string, Raw, string, RegExp | undefined]>([
    ['as usual', usual, 'ok', undefined],
    ['a voice of your own', speaking({ voice: { id: 'voice_1' } }), 'ok', undefined],
    ['no instructions', { ...usual, instructions: ' ' }, 'warn', /no instructions/],
    ['text alone', { ...usual, output_modalities: ['text'] }, 'warn', /hears nothing/],
    ['a model for text', { ...usual, model: 'gpt-5' }, 'warn', /does not look like a realtime one/],
    ['a preview', { ...usual, model: 'gpt-4o-realtime-preview' }, 'warn', /retired beta/],
    ['an unknown voice', speaking({ voice: 'elvis' }), 'warn', /voice/],
    ['too fast', speaking({ speed: 1.5 }), 'warn', /hard to listen to/],
    ['cut off', { ...usual, max_output_tokens: 50 }, 'warn', /cuts answers off/],
    ['a transcription', { type: 'transcription' }, 'warn', /no agent/],
  ])('%s', (_, config, state, why) => {
    const found = judgeAgent(config);
    expect(found).toMatchObject({ check: 'agent', state });
    if (why !== undefined) expect(found.causes[0]?.cause).toMatch(why);
    expect(JSON.stringify(found)).not.toContain('Be brief.');
  });
});
