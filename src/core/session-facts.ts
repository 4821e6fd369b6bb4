import { leaves } from './contains.ts';
import { isoTime } from './iso-time.ts';
import { at, child, children, isRaw, number, own, text, type Raw } from './raw.ts';
import { kindOf } from './session-kind.ts';

/** One thing about a session in words; both are untrusted, for they may name fields nobody knows yet. */
export type Fact = { readonly name: string; readonly value: string };

/** How much of a text is told where it is one of many. */
const brief = 200;

const shown = (value: unknown): string => {
  if (value === null || value === undefined) return 'off';
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.every((one) => typeof one === 'string'))
    return value.join(', ') || 'none';
  if (isRaw(value) && typeof value['type'] === 'string') {
    const { type, ...rest } = value;
    return [type, ...pairs(withoutNull(rest))].join(' ');
  }
  return isRaw(value) ? pairs(value).join(' ') : JSON.stringify(value);
};

const pairs = (raw: Raw): readonly string[] =>
  leaves(raw).map((path) => {
    const value = at(raw, path);
    return `${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`;
  });

/** A tool as one would write it down: `place_order(item, quantity?)`, and of a remote one who serves it. */
const toolOf = (tool: Raw): string => {
  const type = text(tool, 'type');
  if (type !== 'function') {
    const { authorization: _key, headers: _headers, type: _type, ...rest } = tool;
    return [type ?? 'tool', ...pairs(rest)].join(' ').slice(0, brief);
  }
  const parameters = child(tool, 'parameters');
  const required = own(parameters, 'required');
  const names = Object.keys(child(parameters, 'properties') ?? {}).map((name) =>
    Array.isArray(required) && required.includes(name) ? name : `${name}?`,
  );
  const about = text(tool, 'description') ?? '';
  return `${text(tool, 'name') ?? 'unnamed'}(${names.join(', ')})${about === '' ? '' : `: ${about.slice(0, brief)}`}`;
};

const left = (seconds: number): string =>
  seconds <= 0
    ? 'over'
    : `in ${seconds >= 60 ? `${Math.floor(seconds / 60)} min ` : ''}${Math.floor(seconds % 60)} s`;

type Row = readonly [name: string, path: string, say?: (value: unknown, config: Raw, now: number) => string];

const rows: readonly Row[] = [
  ['model', 'model'],
  ['session', 'id'],
  [
    'expires',
    'expires_at',
    (_value, config, now) => {
      const until = number(config, 'expires_at');
      return until === undefined ? 'not said' : `${left(until - now / 1000)} (${isoTime(until * 1000)})`;
    },
  ],
  ['interprets into', 'audio.output.language'],
  ['modalities', 'output_modalities'],
  ['voice', 'audio.output.voice', (value) => (isRaw(value) ? shown(value['id']) : shown(value))],
  ['speed', 'audio.output.speed'],
  ['turn detection', 'audio.input.turn_detection'],
  [
    'transcription',
    'audio.input.transcription',
    (value) =>
      isRaw(value) ? pairs(withoutNull(value)).join(' ') : "off: the caller's words are not written down",
  ],
  ['noise reduction', 'audio.input.noise_reduction'],
  ['sound in', 'audio.input.format'],
  ['sound out', 'audio.output.format'],
  [
    'tools',
    'tools',
    (_value, config) => {
      const tools = children(config, 'tools');
      return tools.length === 0 ? 'none' : tools.map(toolOf).join('\n');
    },
  ],
  ['tool choice', 'tool_choice'],
  ['tracing', 'tracing'],
];

const withoutNull = (raw: Raw): Raw =>
  Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null));

/** Fields that say the same of every session. */
const dull: ReadonlySet<string> = new Set(['type', 'object']);

/** What a session is set to, the fields people ask about first, then all others; the instructions are the last. */
export const sessionFacts = (config: Raw, now: number): readonly Fact[] => {
  const said = rows.flatMap(([name, path, say = shown]) => {
    const value = at(config, path);
    return value === undefined ? [] : [{ name, value: say(value, config, now) }];
  });
  const covered = (path: string): boolean =>
    dull.has(path) ||
    path === 'instructions' ||
    rows.some(([, row]) => path === row || path.startsWith(`${row}.`));
  const others = leaves(config)
    .filter((path) => !covered(path))
    .map((path) => ({ name: path, value: shown(at(config, path)) }));
  const instructions = text(config, 'instructions');
  const kind = kindOf(config);
  if (kind !== 'realtime') return [{ name: 'kind', value: `${kind} session, no agent` }, ...said, ...others];
  return [
    ...said,
    ...others,
    {
      name: 'instructions',
      value: instructions === undefined || instructions === '' ? 'none' : instructions,
    },
  ];
};

const secretFields: ReadonlySet<string> = new Set(['authorization', 'headers']);

/** A session without what its remote tools log in with. */
export const withoutSecrets = (config: Raw): Raw => {
  const tools = own(config, 'tools');
  if (!Array.isArray(tools)) return config;
  const kept = tools.map((tool: unknown) =>
    isRaw(tool)
      ? Object.fromEntries(
          Object.entries(tool).map(([key, value]) => [
            key,
            secretFields.has(key) && value !== null ? '[secret]' : value,
          ]),
        )
      : tool,
  );
  return { ...config, tools: kept };
};
