/** What a key is, by how it begins. */
export type KeyKind =
  | 'project'
  | 'service-account'
  | 'admin'
  | 'user'
  | 'simulator'
  | 'ephemeral'
  | 'webhook'
  | 'token'
  | 'unknown';

/** Something about a key that no key has. */
export type KeyFault =
  | 'quoted'
  | 'bearer'
  | 'assignment'
  | 'variable'
  | 'placeholder'
  | 'masked'
  | 'line-break'
  | 'space'
  | 'not-ascii'
  | 'short';

/** What can be said of a key without giving anything of it away. */
export type KeyShape = {
  readonly kind: KeyKind;
  /** Characters, without what stands around it. */
  readonly length: number;
  /** White space stands around it; it is taken off. */
  readonly padded: boolean;
  readonly faults: readonly KeyFault[];
};

const kinds: readonly (readonly [RegExp, KeyKind])[] = [
  [/^sk-proj-/, 'project'],
  [/^sk-svcacct-/, 'service-account'],
  [/^sk-admin-/, 'admin'],
  [/^sk-sim-/, 'simulator'],
  [/^sk-/, 'user'],
  [/^ek_/, 'ephemeral'],
  [/^whsec_/, 'webhook'],
  [/^eyJ[\w-]+\.[\w-]+\./, 'token'],
];

// The first that holds explains those after it.
const faults: readonly (readonly [RegExp, KeyFault])[] = [
  [/^["'`“‘]|["'`”’]$/, 'quoted'],
  [/^(?:Authorization:|Bearer\s)/i, 'bearer'],
  [/^(?:export\s+)?[A-Z][A-Z0-9_]*=/, 'assignment'],
  [/^(?:\$\{?[A-Za-z_]|%[A-Za-z_]+%|\{\{|op:\/\/)/, 'variable'],
  [/\.{3}|…|\*{3}|•|x{8}/i, 'masked'],
  [
    /^<.*>$|your[-_ ]?(?:openai|api|key)|(?:api|secret)[-_]?key[-_]?(?:here)?$|change[-_]?me|^(?:todo|none|null|undefined)$/i,
    'placeholder',
  ],
  [/[\r\n]/, 'line-break'],
  [/\s/, 'space'],
  [/[^\x21-\x7e]/, 'not-ascii'],
];

/** The shape of a key: what is kept of it is how it begins, how long it is and what is wrong with it. */
export const keyShape = (text: string): KeyShape => {
  const key = text.trim();
  const bare = key.replace(/^["'`“‘]+|["'`”’]+$/g, '').replace(/^Bearer\s+/i, '');
  const kind = kinds.find(([looks]) => looks.test(bare))?.[1] ?? 'unknown';
  const found = faults.filter(([looks]) => looks.test(key)).map(([, fault]) => fault);
  const short = key.length < 20 ? (['short'] as const) : [];
  return {
    kind,
    length: key.length,
    padded: key !== text.replace(/\r?\n$/, ''),
    faults: [...found, ...short],
  };
};
