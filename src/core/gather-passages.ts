import type { ServerEvent } from './catalogue.ts';
import type { Facts, When } from './facts.ts';
import { allOver, withWords, type Heard, type Words } from './passages.ts';

/** What an event tells of what is said in a translation session. */
export const gatherPassages = (facts: Facts, known: ServerEvent, when: When): void => {
  switch (known.type) {
    case 'session.input_transcript.delta':
      return heard(facts, { who: 'user', ...known.fields }, when);
    case 'session.output_transcript.delta':
      return heard(facts, { who: 'agent', ...known.fields }, when);
    case 'session.output_audio.delta':
      facts.audioBytes += known.fields.bytes;
      return;
    case 'session.closed':
      return passagesOver(facts);
    default:
  }
};

/** Nothing more comes of what was being said. */
export const passagesOver = (facts: Facts): void => take(facts, allOver(facts.passing));

const heard = (facts: Facts, words: Words, when: When): void => {
  facts.kind ??= 'translation';
  if (words.elapsedMs !== undefined) facts.elapsedMs = Math.max(facts.elapsedMs ?? 0, words.elapsedMs);
  take(facts, withWords(facts.passing, words, when));
};

const take = (facts: Facts, { passages, whole }: Heard): void => {
  facts.passing = passages;
  for (const passage of whole) {
    facts.passagesSaid[passage.who] += 1;
    if (facts.words) facts.passages.push(passage);
  }
};
