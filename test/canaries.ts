/** What of a key is searched for: it stands in every secret of the list. */
export const tail = 'canaryCanary0123';

/** Something that must not be left, and what of it would give it away. */
export type Canary = readonly [what: string, text: string, mark?: string];

/** Keys, tokens and passwords, none of them real. */
export const secrets: readonly Canary[] = [
  ['an API key', ['sk', 'proj', tail].join('-')],
  ['an ephemeral key', ['ek', tail].join('_')],
  ['a webhook secret', ['whsec', `${tail}+/=`].join('_'), tail],
  ['a bearer token', `Bearer ${tail}.abc`, tail],
  ['basic credentials', `Basic ${btoa(`user:${tail}`)}`, btoa(`user:${tail}`)],
  ['a JWT', ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiJjYW5hcnkifQ', tail].join('.')],
  ['the password of an address', `https://user:${tail}@example.com/x`, tail],
  ['a token in a query', `https://example.com/x?a=1&token=${tail}`, tail],
  ['a key of a subprotocol', `openai-insecure-api-key.${tail}`, tail],
  ['a cookie', `Cookie: session=${tail}; a=b`, tail],
  ['a key in base64', btoa(['sk', 'proj', tail].join('-'))],
  ['a token of another service', ['ghp', `${tail}${tail}`].join('_')],
  [
    'a private key',
    ['-----BEGIN', `PRIVATE KEY-----\n${tail}\n-----END`, 'PRIVATE KEY-----'].join(' '),
    tail,
  ],
  ['the key of this environment', `opaque${tail}Key`],
];

/** Data of people that do not exist. */
const personal: readonly Canary[] = [
  ['a telephone number', ['+1', '(555)', '010', '0199'].join(' '), '0199'],
  ['another', ['0176', '5550', '1234'].join('/'), '1234'],
  ['a card', ['4111', '1111', '1111', '1111'].join('-'), '1111'],
  ['a bank account', ['DE89', '3704', '0044', '0532', '0130', '00'].join(' '), '0532'],
  ['an e-mail address', ['jane.q', 'mail.example'].join('@'), 'jane.q'],
  ['a spelled number', 'seven seven seven, two two double three', 'double three'],
  ['a spelled address', 'bob at mail dot example', 'bob at'],
  ['a name', 'Zenobia Quill', 'Zenobia'],
  ['a part of it', 'Mrs Quill', 'Quill'],
  ['what matches a pattern', 'membership XJ-77', 'XJ-77'],
];

/** All of them. */
export const canaries = [...secrets, ...personal];
/** The flags with which `redact` takes them all out. */
export const flags = ['--personal', '--name', 'Zenobia Quill', '--pattern', String.raw`XJ-\d+`];
/** The environment that knows one of them. */
export const env = { OPENAI_API_KEY: `opaque${tail}Key` };
/** Which of them a text shows. */
export const shown = (text: string): readonly string[] =>
  canaries.filter(([, whole, mark = whole]) => text.includes(mark)).map(([what]) => what);
