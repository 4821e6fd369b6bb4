import { readSession } from '../core/outgoing.ts';
import { command, toggle } from './command.ts';
import { callArgument } from './dialling.ts';
import { printFrames } from './dry-run.ts';
import { inspecting } from './lines/inspect.ts';
import { connectionOptions, verbOptions, voiceOptions } from './options.ts';
import { performing } from './performing.ts';

/** `inspect CALL`: the session as the server sees it. */
export const inspect = command({
  name: 'inspect',
  arguments: '<call>',
  options: {
    ...verbOptions,
    json: toggle('--json', 'print the session as one JSON object'),
    ...connectionOptions,
    ...voiceOptions,
  },
  details: `There is no other way to read a session than to update it: one session.update without a field is sent, which changes
nothing, and its answer is the whole session. Credentials of remote tools are left out, also with --json. When the
session could not be read, --json prints the outcome instead.`,
  examples: [
    ['rt-sideband inspect rtc_…', 'model, voice, turn detection, tools, instructions, …'],
    ['rt-sideband inspect rtc_… --json | jq -r .instructions', 'for programs'],
  ],
  run: async ([call = ''], options, context) => {
    if (options.dryRun === true) {
      await callArgument(call, context);
      printFrames([readSession(context.ids, 'inspect')], context);
      return 'ok';
    }
    return performing(
      call,
      { verb: 'inspect' },
      options,
      context,
      (desk) => inspecting(desk, options.timeout),
      ({ more }) => more?.['session'],
    );
  },
});
