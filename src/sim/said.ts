/**
 * The words a response was told to speak exactly: between lines of marks (`<<<` and `>>>`), or in double quotes after
 * a word like "say" or "exactly".
 */
export const verbatim = (instructions: string): string | undefined => {
  const marked = /<<<\r?\n([\s\S]*?)\r?\n>>>/.exec(instructions);
  if (marked !== null) return marked[1];
  return /\b(?:say|saying|repeat|exactly|verbatim|words)\b[^"“”]{0,80}["“]([^"“”]+)["”]/i.exec(
    instructions,
  )?.[1];
};

/** What a response says when it was told what to do in other words: something that shows it was understood. */
export const loosely = (instructions: string): string => {
  const told = /:\s*\n([\s\S]+)$/.exec(instructions)?.[1] ?? instructions;
  const short = told.replaceAll(/\s+/g, ' ').trim().slice(0, 240);
  return `Let me tell you this: ${short}`;
};
