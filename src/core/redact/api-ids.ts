import { matching } from './patterns.ts';

/** With what the ids of the API begin, as a pattern. */
export const idKinds = 'rtc|event|evt|item|resp|sess|conv|call|fc|msg|rts|mcp[a-z]*';

/** The ids of the API in a text. */
export const idsIn = matching(
  'id',
  new RegExp(`(?<![A-Za-z0-9])(?:${idKinds})_(?=[A-Za-z_-]*[A-Z0-9])[A-Za-z0-9][A-Za-z0-9_-]*`, 'g'),
);

const own = new RegExp(`^(?:(?:${idKinds})[_-]|(?=[\\d-]*[a-f])[0-9a-f-]{20,64}$)`, 'i');

/** Whether a whole text is an id as the API makes them: numbers in it belong to nobody. */
export const isApiId = (id: string): boolean => own.test(id);
