import { openCalls } from '../core/answer-tool.ts';
import type { ExitName } from '../core/error.ts';
import { isoTime } from '../core/iso-time.ts';
import { escapeJson, escapeText, safe } from '../core/safe.ts';
import { newSession, type Session } from '../core/session.ts';
import { seconds } from '../core/words.ts';
import type { Context } from './context.ts';
import { callArgument, credentialsFor, dialling } from './dialling.ts';
import { earlierTools } from './earlier-tools.ts';
import { linkNotices } from './link-notices.ts';
import { readOnly } from './read-only.ts';
import { earlierText, notReplayed, openText } from './tool-words.ts';
import { remembered } from './visits.ts';
import { voice } from './voice.ts';
import { watch } from './watch.ts';

/** Looks at a call for a while, over a link that cannot send. */
export const listing = async (
  call: string,
  within: number,
  options: Parameters<typeof dialling>[1] & { readonly json?: boolean | undefined },
  context: Context,
): Promise<ExitName> => {
  const { clock, stdout } = context;
  const callId = await callArgument(call, context);
  const credentials = await credentialsFor(options, context);
  const speaking = voice(options, context);
  let session: Session = newSession;
  const { exit } = await watch({
    callId,
    connect: readOnly(dialling(credentials, options, context, speaking)),
    clock,
    signal: context.signal,
    stops: { for: within },
    sinks: () => [
      linkNotices(callId, speaking),
      remembered({ callId, baseUrl: credentials.baseUrl, by: 'tool' }, context),
      {
        write: (entry) => {
          ({ session } = entry);
        },
      },
    ],
  });
  const calls = openCalls(session);
  const earlier = earlierTools(callId, context)(session);
  if (options.json === true) {
    for (const { id, name, arguments: given, calledAt } of calls) {
      const open = calledAt === undefined ? undefined : Math.round(clock.now().mono - calledAt.mono);
      const record = { kind: 'tool_call', id, name, arguments: given, open_ms: open };
      stdout.write(`${escapeJson(JSON.stringify(record))}\n`);
    }
    for (const { id, name, arguments: given, by, seen } of earlier) {
      const record = {
        kind: 'tool_call',
        id,
        name,
        arguments: given,
        seen_earlier: { by, at: isoTime(seen) },
      };
      stdout.write(`${escapeJson(JSON.stringify(record))}\n`);
    }
  } else {
    for (const list of [openText(calls), earlierText(earlier, clock.now().wall)]) {
      if (list !== undefined) stdout.write(`${list}\n`);
    }
  }
  if (calls.length === 0) speaking.status(safe`no open tool call was seen in ${escapeText(seconds(within))}`);
  speaking.status(notReplayed);
  return exit;
};
