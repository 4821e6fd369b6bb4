import { reportHtml } from '../core/report/html.ts';
import { report } from '../core/report/report.ts';
import { escapeText, safe } from '../core/safe.ts';
import { SidebandError } from '../core/error.ts';
import { observer } from '../core/observe.ts';
import { grouped } from '../core/words.ts';
import { pageTemplate } from '../io/page-template.ts';
import { command, option, toggle, words } from './command.ts';
import { tellMissing } from './missing.ts';
import { modelOption, priceOptions, voiceOptions } from './options.ts';
import { measuringBy } from './prices.ts';
import { readThrough } from '../io/read-through.ts';
import { voice } from './voice.ts';
import { recordingNamed } from './own-recordings.ts';
import { forceOption, writeResult } from './result-file.ts';

/** `report REC -o call.html`: one page that says what happened on a call, for a ticket. */
export const reportCommand = command({
  name: 'report',
  arguments: '<recording>',
  options: {
    output: option('-o, --output <file>', 'the page, a new file; - is standard output', words),
    ...forceOption,
    title: option('--title <text>', 'what stands above it instead of the call id', words),
    withoutOperator: toggle('--without-operator', 'leave out what an operator had the agent say'),
    raw: toggle('--no-raw', 'leave the raw events out'),
    ...priceOptions,
    ...modelOption,
    ...voiceOptions,
  },
  details: `The page is one file that asks for nothing else: timeline, transcript, latencies turn by turn, metrics, tokens and cost,
raw events with search. Keys are never in it; what was said is, so redact the recording first where that must not travel.
Exit 6 when a part of the call is missing from the recording.`,
  examples: [
    ['rt-sideband report call.ndjson -o call.html', 'then open it in a browser, or attach it to a ticket'],
    ['rt-sideband report call.ndjson -o call.html --no-raw --title "Ticket 4711"', 'a small one'],
  ],
  run: async ([path = ''], options, context) => {
    const { output } = options;
    if (output === undefined || (output === '-' && context.stdout.isTTY === true))
      throw new SidebandError('usage', 'where to?', { hint: '-o call.html, or -o - on a pipe' });
    const page = report({
      ...(await measuringBy(options, context)),
      title: options.title,
      withoutEvents: options.raw === false,
      madeWith: context.tool,
    });
    const see = observer();
    const read = await readThrough(
      recordingNamed(path, context),
      (signal) => page.write(see(signal)),
      context.signal,
    );
    const { data, events } = page.page(read.header, read.unreadable);
    const html = reportHtml(pageTemplate(), data, events);
    writeResult(html, output, options, context);
    const speak = voice(options, context);
    if (data.events !== undefined && data.events.kept < data.events.of) {
      const [kept, all] = [data.events.kept, data.events.of].map((count) => escapeText(grouped(count)));
      speak.always(safe`the page holds the first ${kept ?? 0} of ${all ?? 0} raw events`);
    }
    return tellMissing(read, speak);
  },
});
