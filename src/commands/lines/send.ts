import { clientEventNames } from '../../core/catalogue.ts';
import { openCalls } from '../../core/answer-tool.ts';
import { newestItems, newestResponses } from '../../core/newest-ids.ts';
import { readEvents, type GivenEvent } from '../../core/read-events.ts';
import { sendAll, settling, type Sending } from '../../core/send.ts';
import { isRaw, type Raw } from '../../core/raw.ts';
import type { Entry } from '../../core/ports.ts';
import type { Desk } from '../desk.ts';
import { told, type Result } from '../result.ts';
import { lineCommand } from './line-command.ts';

/** Sends events as they were given, and tells what became of them. */
export const sending = async (
  events: readonly GivenEvent[],
  how: Sending,
  { operator, ids }: Desk,
): Promise<Result> => {
  const came = await sendAll(operator, events, how, ids);
  const many = events.length > 1;
  const shown = many || came.outcome !== 'confirmed' ? undefined : rawOf(came.entry);
  const more = {
    events: events.length,
    confirmed: came.confirmed,
    ...(many ? { line: came.line } : {}),
    // What was asked for by an id is worth showing; a whole session is not, for `inspect` does.
    ...(isRaw(shown?.['item']) ? { effect: shown } : {}),
  };
  const result = { ...told('/send', came), more };
  const { sent } = came;
  if (sent === true) {
    const note = `not refused within ${settling / 1000} s; whether it took effect is not known, --ack waits for that`;
    return {
      ...result,
      exit: 'ok',
      sent,
      said: undefined,
      note: many ? `${events.length} events, ${note}` : note,
    };
  }
  if (came.outcome === 'confirmed') {
    return { ...result, note: many ? `all ${events.length} events took effect` : 'it took effect' };
  }
  return many ? { ...result, note: `at line ${came.line}, and nothing after it was sent` } : result;
};

const rawOf = ({ event }: Entry): Raw | undefined => (event.kind === 'server' ? event.raw : undefined);

/** `/send JSON`: any client event, or the name of one that needs no fields. */
export const sendLine = lineCommand({
  name: 'send',
  flags: [{ name: '--ack' }],
  words: 'JSON',
  help: 'any client event; --ack waits for its effect',
  // In JSON, which has its quotes: the ids that events ask for.
  candidates: ({ session }, before, word) => {
    const [, head = '', field] =
      /^(.*"(response_id|item_id|previous_item_id|call_id)":")[^"]*$/.exec(word) ?? [];
    const ids =
      field === 'response_id'
        ? newestResponses(session)
        : field === 'call_id'
          ? openCalls(session).map(({ id }) => id)
          : newestItems(session);
    if (field !== undefined) return ids.map((id) => `${head}${id}"`);
    return before.length === 0 ? clientEventNames : [];
  },
  sends: true,
  read: (words) => ({
    text: words.text,
    // A file is read when the line is carried out.
    events: words.text.startsWith('@') ? undefined : readEvents(words.text),
    ack: words.values('--ack').length > 0,
  }),
  act: async ({ text, events, ack }, desk) =>
    sending(events ?? readEvents(await desk.textOf(text)), { ack }, desk),
});
