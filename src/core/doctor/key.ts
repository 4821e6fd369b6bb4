import { cause, fail, unless, warn, type Cause, type Finding } from './finding.ts';
import type { KeyFault, KeyKind, KeyShape } from './key-shape.ts';

/** A key as it was found. */
export type KeySeen = {
  /** `environment OPENAI_API_KEY`, `.env`, `--api-key-file`, … */
  readonly from: string;
  /** `[secret …1234]`; undefined when it could not be sent. */
  readonly shown: string | undefined;
  readonly shape: KeyShape;
  /** Other places that hold a key, which this one stands before. */
  readonly also: readonly string[];
};

/** What a key of each kind is called. */
const kindWords: Readonly<Record<KeyKind, string>> = {
  project: 'a project key (sk-proj…)',
  'service-account': "a service account's key (sk-svcacct…)",
  admin: 'an admin key (sk-admin…)',
  user: "a user's key (sk-…)",
  simulator: "a simulator's key (sk-sim…)",
  ephemeral: 'an ephemeral client secret (ek_…)',
  webhook: 'a webhook secret (whsec_…)',
  token: 'a bearer token',
  unknown: 'of no known kind',
};

const faultCauses: Readonly<Record<KeyFault, Cause>> = {
  quoted: cause(
    'quotation marks are part of it',
    'set it without quotation marks: some tools do not take them off',
    'high',
  ),
  bearer: cause(
    'the word Bearer is part of it',
    'keep the key alone: the word is added when it is sent',
    'high',
  ),
  assignment: cause('a whole NAME=value line was pasted', 'keep what stands behind the = alone', 'high'),
  variable: cause(
    'a reference was not replaced by its value',
    'set the key itself, or let your tool fill it in first',
    'high',
  ),
  placeholder: cause('it is a placeholder of an example', 'put your own key in its place', 'high'),
  masked: cause(
    'it was copied where most of it is hidden',
    'create a new key: it is shown whole only once',
    'high',
  ),
  'line-break': cause('a line break is inside it', 'copy it again, alone and on one line', 'high'),
  space: cause('a space is inside it', 'copy it again, alone and whole', 'high'),
  'not-ascii': cause(
    'a character is in it that no key has, perhaps an invisible one',
    'copy it again as plain text',
    'high',
  ),
  short: cause('it is too short for a key', 'copy it again, alone and whole', 'medium'),
};

const standard = 'use a standard key of the project that created the call (sk-proj… or sk-svcacct…)';

const kindCauses = (kind: KeyKind, local: boolean): readonly Cause[] => {
  switch (kind) {
    case 'ephemeral':
      return [
        cause(
          'an ephemeral secret starts sessions; to attach to a call with it often ends in 404 or 401',
          standard,
        ),
      ];
    case 'admin':
      return [cause('an admin key is for administration, not for models and calls', standard)];
    case 'simulator':
      return local
        ? []
        : [
            cause(
              'a key of a simulator is sent to another server',
              'start the simulator, and set OPENAI_BASE_URL to it',
              'high',
            ),
          ];
    case 'unknown':
      return local
        ? []
        : [
            cause(
              'it does not look like a key of OpenAI',
              'fine for a gateway with keys of its own; else copy it again',
              'low',
            ),
          ];
    default:
      return [];
  }
};

/** Whether a key looks like one, and like one that may do this; `local` when it goes to this machine. */
export const judgeKey = ({ from, shown, shape, also }: KeySeen, local: boolean): Finding => {
  const { kind, length, padded, faults } = shape;
  const facts = { from, kind, length, faults, also };
  const beside = also.length === 0 ? '' : `; ${also.join(' and ')} not used`;
  const saw = `${shown ?? 'a text that is no key'} from ${from}, ${kindWords[kind]}${beside}`;
  const [fault] = faults;
  if (kind === 'webhook') {
    return fail(
      'key',
      'auth',
      saw,
      [cause('a webhook secret proves who sent a webhook; nothing can be asked with it', standard, 'high')],
      facts,
    );
  }
  if (fault === 'short' && shown !== undefined) {
    return local ? unless('key', [], saw, facts) : warn('key', saw, [faultCauses.short], facts);
  }
  if (fault !== undefined || shown === undefined) {
    return fail(
      'key',
      'auth',
      saw,
      (faults.length === 0 ? (['not-ascii'] as const) : faults).map((one) => faultCauses[one]),
      facts,
    );
  }
  const around = padded ? `${saw}; the white space around it is taken off` : saw;
  return unless('key', kindCauses(kind, local), around, facts);
};
