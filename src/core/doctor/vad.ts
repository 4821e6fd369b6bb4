import { at, flag, isRaw, number, text, type Raw } from '../raw.ts';
import { kindOf } from '../session-kind.ts';
import { cause, ok, skipped, unless, warn, type Cause, type Finding } from './finding.ts';

const set = (field: string, value: string): string =>
  `rt-sideband instruct CALL --set audio.input.turn_detection.${field}=${value}`;

const common = (vad: Raw): readonly Cause[] => [
  ...(flag(vad, 'create_response') === false
    ? [
        cause(
          'create_response is false: the agent answers only when somebody asks it to',
          set('create_response', 'true'),
          'high',
        ),
      ]
    : []),
  ...(flag(vad, 'interrupt_response') === false
    ? [
        cause(
          'interrupt_response is false: the caller cannot cut the agent off',
          set('interrupt_response', 'true'),
          'low',
        ),
      ]
    : []),
];

const server = (vad: Raw): readonly Cause[] => {
  const [threshold, silence, prefix, idle] = [
    'threshold',
    'silence_duration_ms',
    'prefix_padding_ms',
    'idle_timeout_ms',
  ].map((field) => number(vad, field));
  return [
    ...(threshold !== undefined && threshold > 0.8
      ? [
          cause(
            `a threshold of ${threshold} hears loud speech only: a quiet caller gets no answer`,
            set('threshold', '0.5'),
          ),
        ]
      : []),
    ...(threshold !== undefined && threshold < 0.2
      ? [
          cause(
            `a threshold of ${threshold} takes noise for speech: the agent is cut off by nothing`,
            set('threshold', '0.5'),
          ),
        ]
      : []),
    ...(silence !== undefined && silence > 1500
      ? [
          cause(
            `the agent waits ${silence} ms of silence before it answers`,
            set('silence_duration_ms', '500'),
          ),
        ]
      : []),
    ...(silence !== undefined && silence < 150
      ? [
          cause(
            `${silence} ms of silence end a turn: callers are cut off in the middle of a sentence`,
            set('silence_duration_ms', '500'),
          ),
        ]
      : []),
    ...(prefix !== undefined && prefix < 50
      ? [
          cause(
            `only ${prefix} ms before the speech are kept: first syllables are lost`,
            set('prefix_padding_ms', '300'),
            'low',
          ),
        ]
      : []),
    ...(idle !== undefined && idle < 6000
      ? [
          cause(
            `the agent speaks by itself after ${idle} ms of silence`,
            set('idle_timeout_ms', 'null'),
            'low',
          ),
        ]
      : []),
  ];
};

/** How turns of the caller are told apart: the usual reason why an agent is silent, late or cut off. */
export const judgeVad = (config: Raw): Finding => {
  const vad = at(config, 'audio.input.turn_detection');
  if (vad === undefined && at(config, 'audio.input') === undefined) {
    return skipped('vad', 'the server did not tell how input is set up');
  }
  if (kindOf(config) === 'translation') return ok('vad', 'a translation session has no turns');
  if (!isRaw(vad) && kindOf(config) === 'transcription')
    return ok('vad', 'off: what is said is written down when a client commits it', { type: null });
  if (!isRaw(vad)) {
    return warn(
      'vad',
      'off: no turn of the caller ends by itself',
      [
        cause(
          'turn_detection is null, so that somebody has to commit each turn and ask for a response',
          `rt-sideband instruct CALL --set 'audio.input.turn_detection={"type":"server_vad"}'`,
          'high',
        ),
      ],
      { type: null },
    );
  }
  const type = text(vad, 'type') ?? 'of an unknown kind';
  const eagerness = text(vad, 'eagerness');
  if (type === 'semantic_vad') {
    const slow =
      eagerness === 'low'
        ? [cause('eagerness low waits up to 8 s for the caller to go on', set('eagerness', '\'"auto"\''))]
        : [];
    return unless('vad', [...common(vad), ...slow], `${type}, eagerness ${eagerness ?? 'auto'}`, vad);
  }
  if (type !== 'server_vad') return ok('vad', type, vad);
  const details = (
    ['threshold', 'silence_duration_ms', 'prefix_padding_ms', 'idle_timeout_ms'] as const
  ).flatMap((field) => {
    const value = number(vad, field);
    return value === undefined ? [] : [`${field} ${value}`];
  });
  return unless('vad', [...common(vad), ...server(vad)], [type, ...details].join(', '), vad);
};
