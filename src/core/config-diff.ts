import { lineDiff, type DiffLine } from './line-diff.ts';
import { isRaw, own, text, type Raw } from './raw.ts';

/** What differs between two configurations at one place. The steps of a path and all values are untrusted. */
export type ConfigChange =
  /** A value; undefined where there was or is none. */
  | { readonly kind: 'value'; readonly path: Path; readonly before: unknown; readonly after: unknown }
  /** A long text or one of several lines, line by line. */
  | { readonly kind: 'text'; readonly path: Path; readonly lines: readonly DiffLine[] }
  /** A tool that is only on one side; the last step of its path is its name. */
  | { readonly kind: 'added' | 'removed'; readonly path: Path; readonly tool: unknown }
  /** The same tools under other numbers. */
  | {
      readonly kind: 'order';
      readonly path: Path;
      readonly before: readonly string[];
      readonly after: readonly string[];
    };

type Path = readonly string[];

/** Fields that say which session it is, not how it is set up. */
const identity: ReadonlySet<string> = new Set(['id', 'object', 'expires_at']);

/** Texts above this many characters are told line by line. */
const shortText = 60;

/** True when two values are the same to the server, which reads what is absent as null. */
export const same = (a: unknown, b: unknown): boolean => {
  if (Object.is(a ?? null, b ?? null)) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((value, index) => same(value, b[index]));
  }
  if (!isRaw(a) || !isRaw(b)) return false;
  return (
    Object.keys(a).every((key) => same(a[key], own(b, key))) &&
    Object.keys(b).every((key) => Object.hasOwn(a, key) || same(undefined, b[key]))
  );
};

/** What changed between two configurations, place by place: nothing is left out but which session it is. */
export const configDiff = (before: Raw, after: Raw): readonly ConfigChange[] => {
  const found: ConfigChange[] = [];
  differing(before, after, [], found);
  return found;
};

const differing = (before: unknown, after: unknown, path: Path, found: ConfigChange[]): void => {
  if (same(before, after)) return;
  if (isRaw(before) && isRaw(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (path.length === 0 && identity.has(key)) continue;
      differing(own(before, key), own(after, key), [...path, key], found);
    }
    return;
  }
  if (path.length === 1 && path[0] === 'tools' && isTools(before) && isTools(after)) {
    tools(before ?? [], after ?? [], path, found);
    return;
  }
  if (isText(before) && isText(after) && (isLong(before) || isLong(after))) {
    found.push({ kind: 'text', path, lines: lineDiff(before ?? '', after ?? '') });
    return;
  }
  found.push({ kind: 'value', path, before, after });
};

const isText = (value: unknown): value is string | null | undefined =>
  typeof value === 'string' || (value ?? null) === null;

const isLong = (value: string | null | undefined): boolean =>
  (value?.length ?? 0) > shortText || value?.includes('\n') === true;

const isTools = (value: unknown): value is readonly unknown[] | null | undefined =>
  Array.isArray(value) || (value ?? null) === null;

/** The tools by name; a name that is there twice gets a number. */
const named = (list: readonly unknown[]): ReadonlyMap<string, unknown> => {
  const all = new Map<string, unknown>();
  for (const tool of list) {
    const fields = isRaw(tool) ? tool : undefined;
    const name = text(fields, 'name') ?? text(fields, 'server_label') ?? text(fields, 'type') ?? 'tool';
    let key = name;
    for (let count = 2; all.has(key); count += 1) key = `${name} (${count})`;
    all.set(key, tool);
  }
  return all;
};

const tools = (
  before: readonly unknown[],
  after: readonly unknown[],
  path: Path,
  found: ConfigChange[],
): void => {
  const [old, now] = [named(before), named(after)];
  for (const [name, tool] of old) {
    if (now.has(name)) differing(tool, now.get(name), [...path, name], found);
    else found.push({ kind: 'removed', path: [...path, name], tool });
  }
  for (const [name, tool] of now) {
    if (!old.has(name)) found.push({ kind: 'added', path: [...path, name], tool });
  }
  const stayed = (names: ReadonlyMap<string, unknown>, others: ReadonlyMap<string, unknown>): string[] =>
    [...names.keys()].filter((name) => others.has(name));
  const [first, then] = [stayed(old, now), stayed(now, old)];
  if (!same(first, then))
    found.push({ kind: 'order', path, before: [...old.keys()], after: [...now.keys()] });
};
