import { withoutApart, type Visit } from './apart.ts';
import { edited, withoutOverlaps, type Edit, type Found } from './edits.ts';
import { editJson, type Leaf } from './json-edits.ts';
import { idsIn, isApiId } from './api-ids.ts';
import { nothingLearned, type Learned } from './learn.ts';
import type { Ledger } from './ledger.ts';
import { exactly } from './patterns.ts';
import { personalField, sameAs } from './personal.ts';
import { isProtocolField } from './protocol-words.ts';
import { isSecretName } from './secrets.ts';
import { finderFor, type Wish } from './wish.ts';

/** Takes out of texts what is wished for. */
export type Redacting = {
  /** What to change in a text; JSON in it, and JSON in strings of that, is read as such. */
  edits(text: string, depth?: number): readonly Edit[];
  /** The text without it. */
  text(text: string): string;
  /** An id without what is a secret or a name: numbers in an id of the API belong to nobody. */
  id(id: string): string;
  /** The id of a call; one that must not stay becomes a pseudonym, so that it still is an id. */
  callId(id: string): string;
  /** The name of a field as JSON, when it must not stay. */
  field(name: string): string | undefined;
  /** What comes into the place of a value whose field says what it is: a password, a telephone number. */
  named(leaf: Leaf): string | undefined;
  /** `visit` without the numbers that JSON holds in several strings, each a part. */
  apart(json: string, visit: Visit): Visit;
  /** Sound or a picture in base64, without what is a key all the same. */
  blob(base64: string): string;
};

/** JSON in strings in JSON: nobody nests deeper, and what does is left out. */
const deepest = 12;

/** Base64 that is longer is not looked at for the shapes of keys: it is sound, and much of it. */
const short = 1000;
/** Names of fields that are remembered to be harmless. */
const most = 10_000;

const isJson = (text: string): boolean => {
  if (!/^\s*[{[]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** Begins to redact; what stands for what is written into the ledger. */
export const redacting = (wish: Wish, ledger: Ledger, learned: Learned = nothingLearned): Redacting => {
  const find = finderFor(wish, learned.names);

  const inIds = finderFor({ ...wish, personal: false });
  const inBlobs = finderFor({ ...wish, personal: false, names: [], patterns: [] });
  const known = exactly(wish.secrets);
  const harmless = new Set<string>();

  /** Parts of numbers that go on in other turns. */
  const partsIn = (text: string): readonly Found[] => {
    const said = text.trim();
    const parts = learned.parts.get(said);
    if (parts === undefined) return [];
    const start = text.indexOf(said);
    return parts.map((part) => ({ ...part, from: part.from + start, to: part.to + start }));
  };

  const plain = (text: string, finder = find): readonly Edit[] => {
    const found = withoutOverlaps([
      ...(finder === find ? partsIn(text) : []),
      ...finder(text),
      ...(wish.ids ? idsIn(text) : []),
    ]);
    return found.map(({ from, to, kind, value }) => ({
      from,
      to,
      text: kind === 'id' ? ledger.alias(value) : ledger.place(kind, value),
    }));
  };

  /** What the name of a field says of its value, where people chose the names: in a tool's arguments, in a header. */
  const byName = ({ value, path, name }: Leaf): string | undefined => {
    const field = path.at(-1) ?? '';
    const said = String(value);
    if (said === '') return undefined;
    if (typeof value === 'string' && (isSecretName(field) || (field === 'value' && isSecretName(name))))
      return ledger.place('secret', said);
    const kind = wish.personal ? personalField(field, said) : undefined;
    return kind === undefined ? undefined : ledger.place(kind, sameAs(kind, said));
  };
  const named = (leaf: Leaf): string | undefined => {
    const placeholder = byName(leaf);
    return placeholder === undefined ? undefined : JSON.stringify(placeholder);
  };

  const apart = (json: string, visit: Visit): Visit =>
    wish.personal ? withoutApart(json, visit, (kind, value) => ledger.place(kind, value)) : visit;

  const nested =
    (depth: number): Visit =>
    (leaf, what) => {
      const placeholder = what === 'key' ? undefined : named(leaf);
      if (placeholder !== undefined) return placeholder;
      const text = String(leaf.value);
      // A number is one by its name only: most are amounts and moments.
      const inside = typeof leaf.value === 'number' ? [] : edits(text, depth + 1);
      return inside.length === 0 ? undefined : JSON.stringify(edited(text, inside));
    };

  const edits = (text: string, depth = 0): readonly Edit[] => {
    if (text.length < 2) return [];
    if (depth > deepest) return [{ from: 0, to: text.length, text: '[nested too deep]' }];
    if (isJson(text)) return editJson(text, apart(text, nested(depth)));
    const found = plain(text);
    // What is hidden by escapes in a part of some JSON, or in JSON among words.
    if (!text.includes('\\') || !text.includes('"')) return found;
    const hidden = editJson(text, nested(depth));
    if (hidden.length === 0) return found;
    return [
      ...hidden,
      ...found.filter((one) => !hidden.some((other) => one.from < other.to && one.to > other.from)),
    ].toSorted((a, b) => a.from - b.from);
  };

  return {
    edits,
    text: (text) => edited(text, edits(text)),
    id: (id) => (wish.ids ? ledger.alias(id) : edited(id, plain(id, isApiId(id) ? inIds : find))),
    callId: (id) => (wish.ids || inIds(id).length > 0 ? ledger.alias(id) : id),
    field(name) {
      if (harmless.has(name) || isProtocolField(name)) return undefined;
      const found = edits(name);
      if (found.length > 0) return JSON.stringify(edited(name, found));
      if (harmless.size < most) harmless.add(name);
      return undefined;
    },
    named,
    apart,
    blob: (base64) => edited(base64, plain(base64, base64.length < short ? inBlobs : known)),
  };
};
