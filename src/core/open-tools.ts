import { openCalls } from './answer-tool.ts';
import type { Session } from './session.ts';
import type { ToolSeen } from './visit.ts';

/** No more of them are remembered, and of the arguments no more than so many characters. */
const most = 10;
const longest = 400;

/** The newest function calls of a session that nobody has answered, as a command that sees them now remembers them. */
export const openTools = (
  session: Session,
  { by, seen }: Pick<ToolSeen, 'by' | 'seen'>,
): readonly ToolSeen[] =>
  openCalls(session)
    .slice(-most)
    .map(({ id, name, arguments: given }) => ({
      id,
      by,
      seen,
      name,
      arguments: given.length > longest ? `${given.slice(0, longest)}…` : given,
    }));

/** What one process saw open, and of what another did before it, that which it was told nothing about. */
export const stillOpen = (
  now: readonly ToolSeen[],
  before: readonly ToolSeen[],
  session: Session | undefined,
): readonly ToolSeen[] => {
  const told = new Set<string>([...now.map(({ id }) => id), ...(session?.toolCalls.keys() ?? [])]);
  return [...now, ...before.filter(({ id }) => !told.has(id))].slice(0, most);
};
