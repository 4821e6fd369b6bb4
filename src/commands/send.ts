import { readEvents } from '../core/read-events.ts';
import { customEvent } from '../core/send.ts';
import { SidebandError } from '../core/error.ts';
import { command, toggle } from './command.ts';
import { callArgument } from './dialling.ts';
import { printFrames } from './dry-run.ts';
import { sending } from './lines/send.ts';
import { connectionOptions, verbOptions, voiceOptions } from './options.ts';
import { performing } from './performing.ts';
import { givenText } from './words.ts';

/** `send CALL JSON`: any client event, or one per line. */
export const send = command({
  name: 'send',
  arguments: '<call> [json...]',
  options: {
    ack: toggle('--ack', 'wait until every event is seen to take effect, or was refused'),
    ...verbOptions,
    ...connectionOptions,
    ...voiceOptions,
  },
  details: `JSON is one event, several with one per line (at most 1 MiB together), - (standard input), @file, or the bare name of
an event that needs no fields. Names are checked. Without --ack only a refusal is waited for, one second: exit 0 then
says that it was sent, not that it took effect. With --ack the effect is waited for (5 s, a response 10 s, or --timeout
for each); audio that is appended is never acknowledged, so that its outcome stays unknown. Several events go in order;
the first that fails ends it, and is named by its line. What is missing is added: an event_id, the id of an item, and a
tag in the metadata of a response, by which the answer is told from anybody else's.`,
  examples: [
    ['rt-sideband send rtc_… response.cancel', 'the name alone, where nothing else is needed'],
    [
      `rt-sideband send rtc_… --ack '{"type":"conversation.item.delete","item_id":"item_…"}'`,
      'and wait for conversation.item.deleted',
    ],
    ['rt-sideband send rtc_… @setup.ndjson --ack', 'several, in order, up to the first that fails'],
  ],
  run: async ([call = '', ...words], options, context) => {
    if (options.timeout !== undefined && options.ack !== true) {
      throw new SidebandError('usage', '--timeout is for --ack: without it nothing is waited for');
    }
    const given = await givenText(words, 'send', call, context);
    const events = readEvents(given);
    if (options.dryRun === true) {
      await callArgument(call, context);
      printFrames(
        events.map(({ event }) => customEvent(event, context.ids)),
        context,
      );
      return 'ok';
    }
    const how = { ack: options.ack === true, within: options.timeout };
    return performing(call, { verb: 'send', words: given }, options, context, (desk) =>
      sending(events, how, desk),
    );
  },
});
