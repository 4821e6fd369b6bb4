import { interrupt, type Interrupted } from '../../core/interrupt.ts';
import type { Desk } from '../desk.ts';
import { told, type Result } from '../result.ts';
import { lineCommand, noWords } from './line-command.ts';

/** Silences the agent and tells what was cut off. `within` in milliseconds. */
export const interrupting = async ({ operator, ids, clock }: Desk, within?: number): Promise<Result> => {
  const came = await interrupt(operator, ids, clock, within);
  const result = told('/interrupt', came);
  if (came.outcome !== 'confirmed') return result;
  const { cut, spoken } = came;
  return {
    ...result,
    note: `${notes[cut]}${came.buffer ? '' : ' (what this session plays is in the hands of its client)'}${spoken === '' ? '' : ':'}`,
    said: spoken === '' ? undefined : `"${spoken}"`,
    more: { cut, spoken },
  };
};

const notes: Readonly<Record<Extract<Interrupted, { cut: string }>['cut'], string>> = {
  both: 'the reply was cut off, and its sound',
  generating: 'the reply was cut off before it was heard',
  playing: 'the reply was complete; what was still playing of it was cut off',
  // A server that has no sound to cut off says nothing at all.
  nothing:
    'nobody was speaking, as far as the server tells: nothing was being generated, and it told of no sound',
};

/** `/interrupt`: silence, now. */
export const interruptLine = lineCommand({
  name: 'interrupt',
  flags: [],
  words: '',
  help: 'cut the agent off',
  sends: true,
  read: noWords,
  act: (_asked, desk) => interrupting(desk),
});
