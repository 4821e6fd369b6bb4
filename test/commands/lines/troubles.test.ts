import { expect, it } from 'vitest';
import { troublesLine } from '../../../src/commands/lines/troubles.ts';
import { recall } from '../../../src/core/recall.ts';
import { newSession } from '../../../src/core/session.ts';
import { parseLine } from '../../../src/core/slash.ts';
import { called, output, watched, type Step } from '../../core/troubled.ts';

const answer = (...steps: readonly Step[]): string => {
  const { watch } = watched(steps);
  const { command, words } = parseLine('/troubles', [troublesLine]);
  const ready = command.ready(words);
  if (ready.sends) throw new Error('sends');
  const said = ready.act({
    session: newSession,
    now: 0,
    earlierTools: () => [],
    recall: recall(),
    troubles: () => watch.open(),
    numbers: () => '' as never,
    commands: [troublesLine],
    narrow: () => undefined,
  });
  return said.kind === 'text' ? said.text : said.kind;
};

it('lists what is open, with the lines that help', () => {
  expect(answer([0, called()], [9000, undefined])).toBe(
    [
      'find_booking({"name":"Ann"}) has no output after 8.0 s; the agent waits for it (#1)',
      '  answer it: /tool answer call_a {"result":"…"}',
      '  or give up: /tool fail call_a this cannot be done now',
    ].join('\n'),
  );
});

it('says so when nothing is', () => {
  expect(answer([0, called()], [9000, undefined], [9100, output()])).toBe('nothing is known to be wrong');
});
