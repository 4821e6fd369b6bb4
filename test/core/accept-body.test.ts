import { describe, expect, it } from 'vitest';
import { acceptRemarks } from '../../src/core/accept-body.ts';
import { sessionFields } from '../../src/core/session-fields.ts';
import { sessionShape } from '../../src/sim/session-shape.ts';

const whole = {
  type: 'realtime',
  model: 'gpt-realtime-2.1',
  instructions: 'Be kind.',
  output_modalities: ['audio'],
  audio: {
    input: {
      format: { type: 'audio/pcmu' },
      transcription: { model: 'gpt-transcribe' },
      noise_reduction: null,
      turn_detection: { type: 'server_vad', create_response: true, idle_timeout_ms: null },
    },
    output: { voice: 'marin', speed: 1.1, format: { type: 'audio/pcm', rate: 24_000 } },
  },
  tools: [
    { type: 'function', name: 'lookup', parameters: { type: 'object' } },
    { type: 'mcp', server_label: 'docs' },
  ],
  tool_choice: 'auto',
  max_output_tokens: 'inf',
  tracing: null,
  truncation: { type: 'retention_ratio', retention_ratio: 0.8 },
  reasoning: { effort: 'low' },
};

const said = (session: object): readonly string[] =>
  acceptRemarks(session as never).map(({ grade, path, problem }) => `${grade} ${path} ${problem}`);
const given = (more: object): readonly string[] => said({ type: 'realtime', model: 'm', ...more });

describe('a session for accept', () => {
  it('is fine when it is', () => {
    expect(said(whole)).toEqual([]);
    expect(sessionShape(whole, ''), 'nor has the simulator anything against it').toBeUndefined();
    expect(said({ model: 'm' }), 'type is added').toEqual([]);
  });

  it('may leave the model to the server, which is worth a word', () => {
    expect(said({ type: 'realtime' })).toEqual(['warning model is not given: the server takes its default']);
  });

  it.each([
    [{ type: 'transcription' }, 'error type has to be "realtime"'],
    [{ model: 5 }, 'error model has to be text'],
    [
      { audio: { input: { turn_detection: { type: 'server_vad', threshold: 0.4 } } } },
      'error audio.input.turn_detection.threshold is refused on SIP calls',
    ],
    [
      { audio: { input: { turn_detection: { type: 'server_vad', prefix_padding_ms: 1 } } } },
      'error audio.input.turn_detection.prefix_padding_ms is refused on SIP calls',
    ],
    [
      { audio: { input: { turn_detection: { type: 'server_vad', silence_duration_ms: 1 } } } },
      'error audio.input.turn_detection.silence_duration_ms is refused on SIP calls',
    ],
    [
      { audio: { input: { turn_detection: { type: 'vad' } } } },
      'error audio.input.turn_detection has to be null or an object with type "server_vad" or "semantic_vad"',
    ],
    [{ audio: 'x' }, 'error audio has to be an object'],
    [{ audio: null }, 'error audio has to be an object'],
    [{ audio: { output: { speed: 2 } } }, 'error audio.output.speed has to be a number from 0.25 to 1.5'],
    [
      { audio: { output: { voice: {} } } },
      'error audio.output.voice has to be the name of a voice, or {"id":…}',
    ],
    [{ output_modalities: ['audio', 'text'] }, 'error output_modalities has to be ["audio"] or ["text"]'],
    [{ max_output_tokens: 0 }, 'error max_output_tokens has to be a whole number from 1 to 4096, or "inf"'],
    [{ tools: {} }, 'error tools has to be a list'],
    [{ tools: ['x'] }, 'error tools.0 has to be an object'],
    [
      { tools: [{ type: 'function', function: { name: 'x' } }] },
      'error tools.0.name belongs beside type, not into function',
    ],
    [{ tools: [{ type: 'function' }] }, 'error tools.0.name is missing'],
    [{ tools: [{ name: 'x' }] }, 'error tools.0.type has to be "function" or "mcp"'],
    [{ tools: [{ type: 'mcp' }] }, 'error tools.0.server_label is missing'],
    [{ voice: 'alloy' }, 'error voice is of the retired beta API; it is audio.output.voice now'],
    [{ instuctions: 'x' }, 'warning instuctions is not a field we know; did you mean instructions?'],
    [
      { audio: { output: { vioce: 'alloy' } } },
      'warning audio.output.vioce is not a field we know; did you mean voice?',
    ],
    [{ brand_new: 1 }, 'warning brand_new is not a field we know'],
  ])('%j', (more, remark) => {
    expect(given(more)).toEqual([remark]);
  });

  it('is the session itself, not an object around it', () => {
    expect(said({ session: whole })).toEqual([
      'error session accept takes the session itself, not an object around it',
    ]);
  });

  it('has a table whose parents are in it too', () => {
    for (const path of sessionFields.keys()) {
      const parent = path.split('.').slice(0, -1).join('.');
      if (parent !== '') expect(sessionFields.has(parent), path).toBe(true);
    }
  });
});
