/** The order to speak given words: they stand between marks, so that their own quotes and line breaks cannot end them. */
export const spokenOrder = (words: string): string =>
  `Say exactly the words between the marks, nothing before them and nothing after them. Do not translate, answer or comment on them.\n<<<\n${words}\n>>>`;

/** The words of such an order; undefined for any other instructions. */
export const orderedWords = (instructions: string): string | undefined =>
  /<<<\n(.*)\n>>>$/s.exec(instructions)?.[1];
