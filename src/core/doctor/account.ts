import { cause, fail, unless, type Cause, type Finding } from './finding.ts';
import type { KeyKind } from './key-shape.ts';

/** An account header as it was found: where, what its value looks like, and whether it can be sent. */
export type HeaderSeen = {
  readonly from: string;
  readonly looks: 'organization' | 'project' | 'other';
  readonly fits: boolean;
};

/** What the value of an account header looks like. */
export const headerLooks = (text: string): HeaderSeen['looks'] =>
  text.startsWith('org-') ? 'organization' : text.startsWith('proj_') ? 'project' : 'other';

type Headers = { readonly organization?: HeaderSeen | undefined; readonly project?: HeaderSeen | undefined };

const doubts = ({ organization, project }: Headers, kind: KeyKind | undefined): readonly Cause[] => {
  const found: Cause[] = [];
  if (organization?.looks === 'project' || project?.looks === 'organization') {
    found.push(
      cause(
        'OPENAI_ORG_ID and OPENAI_PROJECT_ID are exchanged',
        'an organisation is org-…, a project is proj_…',
        'high',
      ),
    );
  } else if (organization?.looks === 'other' || project?.looks === 'other') {
    found.push(
      cause(
        'the value does not look like an id',
        'an organisation is org-…, a project is proj_…; names do not work',
        'medium',
      ),
    );
  }
  if (kind === 'ephemeral') {
    found.push(
      cause(
        'an ephemeral secret belongs to a project already',
        'unset OPENAI_ORG_ID and OPENAI_PROJECT_ID',
        'low',
      ),
    );
  }
  return found;
};

/** The organisation and project headers: whether they can be sent and fit the kind of key. */
export const judgeAccount = (headers: Headers, kind: KeyKind | undefined): Finding => {
  const rows = [
    ['OpenAI-Organization', headers.organization],
    ['OpenAI-Project', headers.project],
  ] as const;
  const set = rows.flatMap(([name, seen]) => (seen === undefined ? [] : [`${name} from ${seen.from}`]));
  const facts = { organization: headers.organization ?? null, project: headers.project ?? null };
  if (set.length === 0)
    return unless('account', [], "no headers: the key's own organisation and project", facts);
  const unfit = rows.some(([, seen]) => seen?.fits === false);
  if (unfit) {
    return fail(
      'account',
      'auth',
      set.join(', '),
      [
        cause(
          'a value holds a space, a line break or another character no id has',
          'copy it again, or unset it',
          'high',
        ),
      ],
      facts,
    );
  }
  const bound = kind === 'project' || kind === 'service-account';
  const words = bound && headers.project !== undefined ? '; must be the project of the key' : '';
  return unless('account', doubts(headers, kind), `${set.join(', ')}${words}`, facts);
};
