import type { Session } from './session.ts';

/** How many ids are offered at most: what somebody means is among the newest. */
const most = 20;

/** The ids of the newest responses, the newest first. */
export const newestResponses = ({ responses }: Session): readonly string[] =>
  [...responses.keys()].slice(-most).toReversed();

/** The ids of the newest items of the conversation, the newest first. */
export const newestItems = ({ items }: Session): readonly string[] =>
  [...items.keys()].slice(-most).toReversed();
