import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CallerSpeech, Facts, ResponseFacts } from '../../../src/core/facts.ts';
import { gather } from '../../../src/core/gather.ts';
import { interruptions } from '../../../src/core/metrics/interruptions.ts';

const moment = fc.integer({ min: 0, max: 60 }).map((tenth) => 100 * tenth);
const maybe = fc.option(moment, { nil: undefined });
const caller = fc
  .record({ seq: fc.constant(1), startedAt: maybe, stoppedAt: maybe })
  .map((speech) => speech as CallerSpeech);
const response = fc
  .record({
    id: fc.constant('r'),
    seq: fc.constant(1),
    inConversation: fc.constant(true),
    operator: fc.boolean(),
    words: fc.constant([]),
    audibleAt: maybe,
  })
  .map((facts) => facts as unknown as ResponseFacts);

const factsOf = (callers: CallerSpeech[], responses: readonly ResponseFacts[]): Facts => ({
  ...gather().facts,
  playback: true,
  callers,
  responses: responses,
});

test('the agent interrupts where it is first heard in the middle of words, or in a short pause', () => {
  fc.assert(
    fc.property(fc.array(caller, { maxLength: 8 }), fc.array(response, { maxLength: 8 }), (callers, all) => {
      const facts = factsOf(callers, all);
      const isOver = ({ audibleAt }: ResponseFacts): boolean =>
        callers.some(
          ({ startedAt, stoppedAt }) =>
            audibleAt !== undefined &&
            startedAt !== undefined &&
            stoppedAt !== undefined &&
            startedAt < audibleAt &&
            stoppedAt > audibleAt,
        );
      const isEarly = ({ audibleAt }: ResponseFacts): boolean =>
        callers.some(({ startedAt }, index) => {
          const before = callers[index - 1]?.stoppedAt;
          if (audibleAt === undefined || startedAt === undefined || before === undefined) return false;
          return startedAt - before <= 700 && Math.abs(audibleAt - startedAt) <= 700;
        });
      const count = all.filter((one) => !one.operator && (isOver(one) || isEarly(one))).length;
      expect(interruptions(facts, all).get('interruptions_by_agent')).toMatchObject({ value: count });
    }),
    { numRuns: 500 },
  );
});
