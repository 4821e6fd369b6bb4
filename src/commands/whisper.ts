import { command } from './command.ts';
import { callArgument } from './dialling.ts';
import { printFrames } from './dry-run.ts';
import { whispered, whispering } from './lines/whisper.ts';
import { connectionOptions, verbOptions, voiceOptions } from './options.ts';
import { performing } from './performing.ts';
import { givenText } from './words.ts';

/** `whisper CALL TEXT`: a system message; the caller does not hear it, and no reply is triggered. */
export const whisper = command({
  name: 'whisper',
  arguments: '<call> [text...]',
  options: { ...verbOptions, ...connectionOptions, ...voiceOptions },
  details:
    'TEXT may be - (standard input) or @file. It is added to the conversation as a system message: the agent knows it\nfrom its next reply on. Confirmed when the conversation holds it; when no answer comes it is looked up by its id.',
  examples: [
    ['rt-sideband whisper rtc_… "The caller is a premium customer."', 'for the agent only'],
    ['rt-sideband whisper rtc_… @account.md', 'from a file'],
  ],
  run: async ([call = '', ...given], options, context) => {
    const text = await givenText(given, 'whisper', call, context);
    if (options.dryRun === true) {
      await callArgument(call, context);
      printFrames([whispered(text, context.ids)], context);
      return 'ok';
    }
    return performing(call, { verb: 'whisper', words: text }, options, context, (desk) =>
      whispering(text, desk, options.timeout),
    );
  },
});
