/** Columns that help is written for. */
const widest = 100;

/** Fewer columns than this, and lines are left to the terminal. */
const narrowest = 40;

/** How wide the help of a command is where standard output has so many columns. */
export const helpWidth = (columns: number | undefined): number =>
  Math.min(widest, Math.max(narrowest, columns ?? widest));

/** Words in lines of so many columns, all but the first behind `indent` cells. */
const filled = (text: string, width: number, indent = 0): string => {
  let lines = '';
  let column = 0;
  for (const word of text.split(/\s+/)) {
    const fits = column === 0 || indent + column + 1 + word.length <= width;
    lines += column === 0 ? word : fits ? ` ${word}` : `\n${' '.repeat(indent)}${word}`;
    column = fits && column > 0 ? column + 1 + word.length : word.length;
  }
  return lines;
};

/** A line that is too long goes on under its last column, or its own beginning. */
const broken = (line: string, width: number): string => {
  if (line.length <= width) return line;
  const [head = ''] = /^(?: *\S.* {2,}(?=\S)| *)/.exec(line) ?? [];
  return head + filled(line.slice(head.length), width, head.length);
};

/** A text whose lines stand as they are, but for those that are longer than a terminal is wide. */
export const fitted = (text: string, columns: number | undefined): string =>
  columns === undefined
    ? text
    : text
        .split('\n')
        .map((line) => broken(line, Math.max(narrowest, columns)))
        .join('\n');

/** Sentences as lines of help; empty lines part paragraphs, and one whose lines are indented is a table. */
export const wrapped = (text: string, width: number): string =>
  text
    .split('\n\n')
    .map((paragraph) => (paragraph.startsWith('  ') ? fitted(paragraph, width) : filled(paragraph, width)))
    .join('\n\n');
