import type { Safe } from '../core/ports.ts';
import { escapeText } from '../core/safe.ts';
import { grouped } from '../core/words.ts';
import type { Skipped } from './view.ts';

/** What was left out, in words: `… 4,211 deltas and 1 event not shown`. */
export const skippedText = ({ deltas, events }: Skipped): Safe => {
  const count = (many: number, one: string): readonly string[] =>
    many === 0 ? [] : [`${grouped(many)} ${one}${many === 1 ? '' : 's'}`];
  return escapeText(`… ${[...count(deltas, 'delta'), ...count(events, 'event')].join(' and ')} not shown`);
};
