import { matching } from './patterns.ts';

/** The ids of the API in a text. */
export const idsIn = matching(
  'id',
  /(?<![A-Za-z0-9])(?:rtc|event|item|resp|sess|conv|call|msg|rts|mcp[a-z]*)_(?=[A-Za-z_-]*[A-Z0-9])[A-Za-z0-9][A-Za-z0-9_-]*/g,
);

const own =
  /^(?:(?:rtc|event|evt|item|resp|sess|conv|call|fc|msg|rts|mcp[a-z]*)[_-]|(?=[\d-]*[a-f])[0-9a-f-]{20,64}$)/i;

/** Whether a whole text is an id as the API makes them: numbers in it belong to nobody. */
export const isApiId = (id: string): boolean => own.test(id);
