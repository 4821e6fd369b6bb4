const space = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;

const after = (pattern: RegExp, text: string, from: number): number => {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : -1;
};

/** The index behind the string that begins at `from`; where it is wrong, as a negative number. */
const string = (text: string, from: number): number => {
  for (let index = from + 1; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit === 0x22) return index + 1;
    if (unit < 0x20) return -index;
    if (unit !== 0x5c) continue;
    const escape = after(/\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y, text, index);
    if (escape === -1) return -index;
    index = escape - 1;
  }
  return -text.length;
};

/**
 * Where a text stops being JSON: the index of the first character that cannot stand there, which is its length when
 * more has to come. Undefined when it is JSON. Unlike the parser's own message it quotes nothing.
 */
export const jsonFault = (text: string): number | undefined => {
  const open: ('}' | ']')[] = [];
  let index = 0;
  let want: 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'more' = 'value';
  for (;;) {
    index = after(space, text, index);
    const next = text.charAt(index);
    const ends = open.at(-1);
    if (next === ends && (want === 'more' || want.endsWith('or end'))) {
      open.pop();
      index += 1;
      want = 'more';
    } else if (want === 'more') {
      if (ends === undefined) return index === text.length ? undefined : index;
      if (next !== ',') return index;
      index += 1;
      want = ends === '}' ? 'key' : 'value';
    } else if (want === 'colon') {
      if (next !== ':') return index;
      index += 1;
      want = 'value';
    } else if (next === '"') {
      const end = string(text, index);
      if (end < 0) return -end;
      index = end;
      want = want.startsWith('key') ? 'colon' : 'more';
    } else if (want.startsWith('key')) {
      return index;
    } else if (next === '{' || next === '[') {
      open.push(next === '{' ? '}' : ']');
      index += 1;
      want = next === '{' ? 'key or end' : 'value or end';
    } else {
      const end = Math.max(after(number, text, index), after(word, text, index));
      if (end === -1) return index;
      index = end;
      want = 'more';
    }
  }
};

/** Where a text stops being JSON, in words: `column 9`, `line 2, column 8`; undefined when it is JSON. */
export const jsonFaultPlace = (text: string): string | undefined => {
  const fault = jsonFault(text);
  if (fault === undefined) return undefined;
  const { line, column } = placeOf(text, fault);
  return line === 1 ? `column ${column}` : `line ${line}, column ${column}`;
};

/** A place in a text as people count: line and column from 1. */
export const placeOf = (text: string, index: number): { readonly line: number; readonly column: number } => {
  const before = text.slice(0, index).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
};
