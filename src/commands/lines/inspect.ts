import { currentSession } from '../../core/instruct.ts';
import type { Safe } from '../../core/ports.ts';
import { escapeText, joinSafe, safe } from '../../core/safe.ts';
import { sessionFacts, withoutSecrets } from '../../core/session-facts.ts';
import type { Desk } from '../desk.ts';
import { told, type Result } from '../result.ts';
import { lineCommand, noWords } from './line-command.ts';

const column = 18;

/** Reads the session as the server sees it, by an update that changes nothing. `within` in milliseconds. */
export const inspecting = async ({ operator, ids, clock }: Desk, within?: number): Promise<Result> => {
  const current = await currentSession(operator, ids, 'inspect', within);
  if (current.config === undefined) return told('/inspect', current.outcome);
  return {
    ...told('/inspect', { outcome: 'confirmed' }),
    note: 'the session was read by an update that changes nothing',
    text: factsText(sessionFacts(current.config, clock.now().wall)),
    more: { session: withoutSecrets(current.config) },
  };
};

const factsText = (facts: ReturnType<typeof sessionFacts>): Safe =>
  joinSafe(
    facts.map(({ name, value }) => {
      const label = escapeText(name);
      const [first = safe``, ...rest] = value.split('\n').map((line) => escapeText(line));
      const head = safe`${(label.length < column ? label.padEnd(column) : `${label}  `) as Safe}${first}`;
      return joinSafe([head, ...rest.map((line) => safe`${' '.repeat(column) as Safe}${line}`)], '\n');
    }),
    '\n',
  );

/** `/inspect`: what the session is set to. */
export const inspectLine = lineCommand({
  name: 'inspect',
  flags: [],
  words: '',
  help: 'what the session is set to; sends an update without a change',
  sends: true,
  read: noWords,
  act: (_asked, desk) => inspecting(desk),
});
