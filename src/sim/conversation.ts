import { text, type Raw } from '../core/raw.ts';

/** The items of a conversation in their order. Items are replaced, never changed. */
export type Conversation = {
  readonly items: () => readonly Raw[];
  has(id: string): boolean;
  get(id: string): Raw | undefined;
  /** Puts an item after another, in front (`root`), or at the end. Returns the id of the one before it. */
  insert(item: Raw, after?: string): string | null;
  replace(id: string, item: Raw): void;
  remove(id: string): void;
  /** The id of the item before this one, or before the end. */
  before(id?: string): string | null;
};

/** An empty conversation. */
export const conversation = (): Conversation => {
  let items: readonly Raw[] = [];
  const idOf = (item: Raw | undefined): string | null =>
    item === undefined ? null : (text(item, 'id') ?? null);
  const indexOf = (id: string): number => items.findIndex((item) => idOf(item) === id);
  return {
    items: () => items,
    has: (id) => indexOf(id) >= 0,
    get: (id) => items[indexOf(id)],
    insert(item, after) {
      const index = after === undefined ? items.length : after === 'root' ? 0 : indexOf(after) + 1;
      items = items.toSpliced(index, 0, item);
      return idOf(items[index - 1]);
    },
    replace(id, item) {
      items = items.map((old) => (idOf(old) === id ? item : old));
    },
    remove(id) {
      items = items.filter((item) => idOf(item) !== id);
    },
    before: (id) => idOf(id === undefined ? items.at(-1) : items[indexOf(id) - 1]),
  };
};

/** The words of an item: text, or transcripts as far as they are known to the server. */
export const wordsOf = (item: Raw): string => {
  const content = item['content'];
  if (!Array.isArray(content)) return '';
  return content
    .map((part: Raw) => text(part, 'text') ?? text(part, 'transcript') ?? '')
    .join(' ')
    .trim();
};
