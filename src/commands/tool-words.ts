import type { ToolSeen } from '../core/visit.ts';
import type { Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import type { ToolCall } from '../core/session.ts';
import { ago } from '../core/words.ts';

const callText = (id: string, name: string | undefined, given: string | undefined): Safe =>
  safe`${escapeText(id)}  ${escapeText(name ?? 'unnamed', { max: 80 })}(${escapeText(given ?? '…', { max: 400 })})`;

/** Open function calls, one a line; undefined when there are none. */
export const openText = (calls: readonly ToolCall[]): Safe | undefined =>
  calls.length === 0
    ? undefined
    : joinSafe(
        calls.map(({ id, name, arguments: given }) => callText(id, name, given)),
        '\n',
      );

/** Function calls that were open when other commands saw them, `now` in milliseconds since the Unix epoch. */
export const earlierText = (calls: readonly ToolSeen[], now: number): Safe | undefined =>
  calls.length === 0
    ? undefined
    : joinSafe(
        calls.map(
          ({ id, name, arguments: given, by, seen }) =>
            safe`${callText(id, name, given)}\n  seen earlier, by ${escapeText(by, { max: 20 })} ${escapeText(ago(now - seen))}; whether it has been answered since is not known`,
        ),
        '\n',
      );

/** What a list of open calls cannot hold. */
export const notReplayed = safe`what was called before attaching, and not seen from this machine, is not known: nothing is replayed to a sideband`;
