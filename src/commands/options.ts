import { duration } from '../core/duration.ts';
import { SidebandError } from '../core/error.ts';
import { choice, option, toggle, whole, words } from './command.ts';
import { keeps } from './remembering.ts';

/** Where the API is and whose key it is asked with. */
export const keyOptions = {
  baseUrl: option('--base-url <url>', 'the API to talk to, ending in /v1', words),
  apiKeyFile: option('--api-key-file <file>', 'read the key from a file', words),
  apiKeyStdin: toggle('--api-key-stdin', 'read the key from standard input'),
};

/** How much of what a command does is kept on this machine. */
export const memoryOptions = {
  remember: choice(
    '--remember <what>',
    'keep on this machine: all (default), bare (no words), nothing',
    keeps,
  ),
};

/** How to change a call over HTTP alone. */
export const requestOptions = { ...keyOptions, ...memoryOptions };

/** How to reach a call: every command that dials has these. */
export const connectionOptions = {
  ...keyOptions,
  maxFrame: option('--max-frame <mib>', 'the largest frame that is accepted, in MiB (64)', whole(1, 512)),
  waitForCall: option(
    '--wait-for-call <duration>',
    'keep trying while the call is not known yet (10s)',
    duration,
  ),
  ...memoryOptions,
};

/** How to reach a call that is to leave: one that is not known is taken for one that has. */
export const partingOptions = {
  ...connectionOptions,
  waitForCall: option(
    '--wait-for-call <duration>',
    'wait this long for a call that is not known yet (not at all)',
    duration,
  ),
};

/** How much to say beside the results. */
export const voiceOptions = {
  quiet: toggle('-q, --quiet', 'no status messages; warnings and errors stay'),
  color: choice('--color <when>', 'colour: auto, always, never', ['auto', 'always', 'never']),
};

const patience = (text: string): number => {
  const ms = duration(text);
  if (ms >= 1000) return ms;
  throw new SidebandError('usage', 'expected at least 1s', { said: text });
};

/** When something that waits counts as stuck. */
export const troubleOptions = {
  stuckAfter: option(
    '--stuck-after <duration>',
    'how long a tool call or a turn of the caller may wait before it is pointed out (8s)',
    patience,
  ),
};

/** Keeping what was seen. */
export const recordOptions = {
  record: option(
    '--record <file>',
    'write every frame to a recording; for several calls, a directory',
    words,
  ),
  onRecordError: choice('--on-record-error <what>', 'when the recording fails: stop (default) or continue', [
    'stop',
    'continue',
  ]),
  fsync: choice(
    '--fsync <when>',
    'when a power cut can take no event of a recording any more: after a second (default), or always',
    ['second', 'always'],
  ),
};

/** What every verb that acts on a call once has, beside how to reach it. */
export const verbOptions = {
  timeout: option('--timeout <duration>', 'give up after this long (exit 124)', duration),
  json: toggle('--json', 'print the outcome as one JSON object'),
  dryRun: toggle('--dry-run', 'print the frames that would be sent, and send nothing'),
};

export const confirmOptions = {
  yes: toggle('-y, --yes', 'do not ask'),
  dryRun: toggle('--dry-run', 'print what would be sent, and send nothing'),
};

/** Whose prices are used. */
export const priceOptions = {
  prices: option('--prices <file>', 'another price list than the one that is shipped', words),
};

/** Which model's prices count where the call's own is not known: no event of a response names it. */
export const modelOption = {
  assumeModel: option(
    '--assume-model <name>',
    "whose prices count where the session's model was not seen",
    words,
  ),
};

/** Numbers at the end of a call that is watched. */
export const statsOptions = {
  stats: toggle('--stats', 'at the end, the numbers of the call on stderr'),
  ...modelOption,
};
