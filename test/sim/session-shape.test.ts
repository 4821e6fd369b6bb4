import { expect, test } from 'vitest';
import { sessionShape } from '../../src/sim/session-shape.ts';

const good = [
  { type: 'realtime' },
  { type: 'realtime', audio: { output: { voice: { id: 'voice_1' }, speed: 1.5 } } },
  {
    type: 'realtime',
    tools: [
      { type: 'function', name: 'f' },
      { type: 'mcp', server_label: 'x', server_url: 'y' },
    ],
  },
  {
    type: 'realtime',
    tool_choice: { type: 'function', name: 'f' },
    max_output_tokens: 'inf',
    tracing: 'auto',
  },
  {
    type: 'realtime',
    truncation: { type: 'retention_ratio', retention_ratio: 0.8 },
    reasoning: { effort: 'low' },
  },
  { type: 'transcription', audio: { input: { transcription: { model: 'whisper-1', language: 'en' } } } },
];

test.each(good)('%j is a session', (session) => {
  expect(sessionShape(session, 'session')).toBeUndefined();
});

const bad = [
  [{ type: 'live' }, 'session.type'],
  [{ type: 'realtime', audio: { output: { voice: 'nobody' } } }, 'session.audio.output.voice'],
  [{ type: 'realtime', audio: { output: { speed: 2 } } }, 'session.audio.output.speed'],
  [
    { type: 'realtime', audio: { input: { format: { type: 'audio/pcm', rate: 8000 } } } },
    'session.audio.input.format.rate',
  ],
  [
    { type: 'realtime', audio: { input: { turn_detection: { type: 'server_vad', idle_timeout_ms: 4999 } } } },
    'session.audio.input.turn_detection.idle_timeout_ms',
  ],
  [
    {
      type: 'realtime',
      audio: { input: { turn_detection: { type: 'semantic_vad', idle_timeout_ms: 5000 } } },
    },
    'session.audio.input.turn_detection.idle_timeout_ms',
  ],
  [
    { type: 'realtime', audio: { input: { transcription: { model: 'nothing' } } } },
    'session.audio.input.transcription.model',
  ],
  [{ type: 'realtime', tools: [{ type: 'function' }] }, 'session.tools[0].name'],
  [{ type: 'realtime', tools: [{ type: 'function', name: 'f', strict: true }] }, 'session.tools[0].strict'],
  [{ type: 'realtime', tools: [{ type: 'mcp' }] }, 'session.tools[0].server_label'],
  [{ type: 'realtime', tool_choice: 'some' }, 'session.tool_choice'],
  [{ type: 'realtime', max_output_tokens: 0 }, 'session.max_output_tokens'],
  [{ type: 'realtime', max_response_output_tokens: 5 }, 'session.max_response_output_tokens'],
  [{ type: 'transcription', model: 'gpt-realtime' }, 'session.model'],
] as const;

test.each(bad)('%j is none', (session, param) => {
  expect(sessionShape(session, 'session')?.param).toBe(param);
});
