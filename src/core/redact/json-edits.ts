import { valueEnd } from '../json-span.ts';
import type { Edit } from './edits.ts';

/** A string or a number in JSON text, and where it stands. */
export type Leaf = {
  readonly value: string | number;
  /** The names of the fields around it, from the outside in; of a list, the name of the list. */
  readonly path: readonly string[];
  /** What the field `name` beside it in the same object says: headers come as names and values. */
  readonly name: string;
};

type Frame = { readonly object: boolean; next: 'key' | 'value'; field: string; name: string };

const outside: Frame = { object: false, next: 'value', field: '', name: '' };

/** Fields that say what a `value` beside them is. */
const naming: ReadonlySet<string> = new Set(['name', 'key', 'header']);
const nameBehind = /\s*,\s*"(?:name|key|header)"\s*:\s*("(?:[^"\\]|\\.){0,100}")/y;

/** The value of a string literal; what no JSON reader would take stands for itself. */
const decoded = (literal: string): string => {
  const inner = literal.slice(1, -1);
  if (!inner.includes('\\')) return inner;
  try {
    return String(JSON.parse(literal));
  } catch {
    return inner;
  }
};

/**
 * The edits that `visit` wants in JSON text: it is shown every string (keys of objects too, as `key`) and every number,
 * and answers with the JSON that comes into its place, or undefined. What is not changed stays to the letter. Text that
 * is no JSON, or only a part of it, is read as far as its quotes go. Linear, without recursion.
 */
export const editJson = (
  json: string,
  visit: (leaf: Leaf, what: 'value' | 'key') => string | undefined,
): readonly Edit[] => {
  const edits: Edit[] = [];
  const stack: Frame[] = [];
  const path: string[] = [];
  const token = /["{}[\],]|-?\d[\d.eE+-]*/g;
  const behind = (end: number): string => {
    nameBehind.lastIndex = end;
    const literal = nameBehind.exec(json)?.[1];
    return literal === undefined ? '' : decoded(literal);
  };
  const shown = (value: string | number, from: number, to: number, what: 'value' | 'key'): void => {
    const top = stack.at(-1);
    const name = top?.field === 'value' && top.name === '' ? behind(to) : (top?.name ?? '');
    const text = visit({ value, path, name }, what);
    if (text !== undefined) edits.push({ from, to, text });
  };
  for (let found = token.exec(json); found !== null; found = token.exec(json)) {
    const [mark] = found;
    const top = stack.at(-1) ?? outside;
    if (mark === '{' || mark === '[') {
      stack.push({ object: mark === '{', next: mark === '{' ? 'key' : 'value', field: '', name: '' });
      if (mark === '{') path.push('');
    } else if (mark === '}' || mark === ']') {
      if (stack.pop()?.object === true) path.pop();
    } else if (mark === ',') {
      if (top.object) top.next = 'key';
    } else if (mark === '"') {
      const end = valueEnd(json, found.index);
      if (end === -1) break;
      token.lastIndex = end;
      const value = decoded(json.slice(found.index, end));
      if (top.object && top.next === 'key') {
        shown(value, found.index, end, 'key');
        top.next = 'value';
        top.field = value;
        path[path.length - 1] = value;
      } else {
        shown(value, found.index, end, 'value');
        if (naming.has(top.field)) top.name = value;
      }
    } else if (!top.object || top.next === 'value')
      shown(Number(mark), found.index, token.lastIndex, 'value');
  }
  return edits;
};
