import type { Stage } from '../dial-failure.ts';
import { seconds } from '../words.ts';

/** Milliseconds that each stage of a dial took; a stage that was not passed is not there. */
export type Times = Partial<Readonly<Record<Stage, number>>>;

const words: readonly (readonly [Stage, string])[] = [
  ['name', 'name'],
  ['connect', 'tcp'],
  ['tunnel', 'tunnel'],
  ['tls', 'tls'],
  ['answer', 'answer'],
];

/** Times in words: `name 4 ms, tcp 12 ms, answer 1.2 s`; nothing when there are none. */
export const spelled = (times: Times): string =>
  words
    .flatMap(([stage, word]) => {
      const ms = times[stage];
      return ms === undefined ? [] : [`${word} ${seconds(ms)}`];
    })
    .join(', ');
