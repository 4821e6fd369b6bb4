import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Facts, ResponseFacts, ToolFacts } from '../../../src/core/facts.ts';
import { gather } from '../../../src/core/gather.ts';
import { tools } from '../../../src/core/metrics/tools.ts';

const moment = fc.integer({ min: 0, max: 60 }).map((tenth) => 100 * tenth);
const response = fc
  .record({
    id: fc.constant('r'),
    seq: fc.constant(1),
    inConversation: fc.constant(true),
    operator: fc.boolean(),
    words: fc.constant([]),
    audibleAt: fc.option(moment, { nil: undefined }),
  })
  .map((facts) => facts as unknown as ResponseFacts);

test('from the answer of a tool to speech it takes as long as to the next response that is heard', () => {
  const gap = fc.tuple(moment, moment).map(([from, to]) => ({
    from: { wall: 0, mono: from },
    noticed: { wall: 0, mono: from },
    to: { wall: 0, mono: to },
    cause: 'lost',
  }));
  fc.assert(
    fc.property(
      moment,
      fc.array(response, { maxLength: 8 }),
      fc.array(gap, { maxLength: 1 }),
      (answeredAt, all, gaps) => {
        const tool = { id: 'call_1', outputs: 1, answeredAt } as unknown as ToolFacts;
        const facts: Facts = {
          ...gather().facts,
          playback: true,
          responses: all,
          gaps,
          tools: new Map([['call_1', tool]]),
        };
        const after = all.flatMap(({ operator, audibleAt }) =>
          operator || audibleAt === undefined || audibleAt < answeredAt ? [] : [audibleAt],
        );
        const whole = after.filter(
          (at) => !gaps.some(({ from, to }) => from.mono < at && to.mono > answeredAt),
        );
        const found = tools(facts).get('tool_to_speech');
        const [first] = whole.toSorted((a, b) => a - b);
        expect(found?.kind === 'trend' ? found.samples : []).toEqual(
          first === undefined ? [] : [first - answeredAt],
        );
      },
    ),
    { numRuns: 500 },
  );
});
