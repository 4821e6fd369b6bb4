import { boolean, byType, list, nullable, number, object, oneOf, string, stringOr } from './shape.ts';

/** The voices the service has. */
const voices = ['alloy', 'ash', 'ballad', 'coral', 'echo', 'sage', 'shimmer', 'verse', 'marin', 'cedar'];

/** A voice by name, or a custom one by id. */
export const voiceShape = stringOr(oneOf(...voices), object({ id: string() }, ['id']));

/** An audio format. */
export const formatShape = byType(
  new Map([
    ['audio/pcm', object({ type: string(), rate: number(24_000, 24_000) })],
    ['audio/pcmu', object({ type: string() })],
    ['audio/pcma', object({ type: string() })],
  ]),
);

const turnDetection = byType(
  new Map([
    [
      'server_vad',
      object({
        type: string(),
        threshold: number(0, 1, 'decimal'),
        prefix_padding_ms: number(0, 10_000),
        silence_duration_ms: number(0, 10_000),
        idle_timeout_ms: nullable(number(5000, 30_000)),
        create_response: boolean,
        interrupt_response: boolean,
      }),
    ],
    [
      'semantic_vad',
      object({
        type: string(),
        eagerness: oneOf('low', 'medium', 'high', 'auto'),
        create_response: boolean,
        interrupt_response: boolean,
      }),
    ],
  ]),
);

const transcription = object({
  model: oneOf(
    'gpt-transcribe',
    'gpt-live-transcribe',
    'gpt-realtime-whisper',
    'whisper-1',
    'gpt-4o-transcribe',
    'gpt-4o-transcribe-diarize',
    'gpt-4o-mini-transcribe',
    'gpt-4o-mini-transcribe-2025-12-15',
  ),
  language: nullable(string()),
  languages: nullable(list(string())),
  keywords: nullable(list(string())),
  prompt: nullable(string()),
  delay: nullable(string()),
});

/** How noise is taken out of the input. */
export const noiseReductionShape = object(
  { type: oneOf('near_field', 'far_field'), strength: number(0, 1, 'decimal') },
  ['type'],
);

/** What a session says of the sound it gets. */
export const inputAudioShape = object({
  format: formatShape,
  transcription: nullable(transcription),
  noise_reduction: nullable(noiseReductionShape),
  turn_detection: nullable(turnDetection),
});
