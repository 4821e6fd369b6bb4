import { cancelResponse, clearOutputAudio } from '../core/outgoing.ts';
import { command } from './command.ts';
import { callArgument } from './dialling.ts';
import { printFrames } from './dry-run.ts';
import { interrupting } from './lines/interrupt.ts';
import { connectionOptions, verbOptions, voiceOptions } from './options.ts';
import { performing } from './performing.ts';

/** `interrupt CALL`: cancels the reply that is being generated, and throws away the sound nobody has heard yet. */
export const interrupt = command({
  name: 'interrupt',
  arguments: '<call>',
  options: { ...verbOptions, ...connectionOptions, ...voiceOptions },
  details: `Says what was cut off: a reply that was being generated, sound that was still playing, or nothing: that nobody was
speaking is no failure. A sideband that has just attached does not know what is playing; the service says nothing where
it clears nothing, and that silence counts as such. Where a reply was cancelled, or sound is known to play, a missing
answer is an unknown outcome (exit 6).`,
  examples: [
    ['rt-sideband interrupt rtc_…', 'silence'],
    ['rt-sideband interrupt rtc_… --json | jq -r .cut', 'both, generating, playing or nothing'],
  ],
  run: async ([call = ''], options, context) => {
    if (options.dryRun === true) {
      await callArgument(call, context);
      const { ids } = context;
      printFrames([cancelResponse(undefined, ids, 'interrupt'), clearOutputAudio(ids, 'interrupt')], context);
      return 'ok';
    }
    return performing(call, { verb: 'interrupt' }, options, context, (desk) =>
      interrupting(desk, options.timeout),
    );
  },
});
