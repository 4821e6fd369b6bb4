import { SidebandError } from '../../core/error.ts';
import { createItem, systemMessage } from '../../core/outgoing.ts';
import type { Outgoing } from '../../core/outgoing.ts';
import type { Ids } from '../../core/ports.ts';
import { placeItem } from '../../core/place-item.ts';
import type { Desk } from '../desk.ts';
import { told, type Result } from '../result.ts';
import { lineCommand } from './line-command.ts';

/** What a whisper sends. */
export const whispered = (text: string, ids: Ids): Outgoing =>
  createItem(systemMessage(text), ids, 'whisper');

/** Tells the model something that the caller does not hear. `within` in milliseconds. */
export const whispering = async (text: string, { operator, ids }: Desk, within?: number): Promise<Result> => {
  const outcome = await placeItem(operator, whispered(text, ids), ids, within);
  const result = told('/whisper', outcome);
  return result.outcome === 'confirmed'
    ? { ...result, note: 'the conversation holds it; no reply was triggered' }
    : result;
};

/** `/whisper TEXT`: a system message. */
export const whisperLine = lineCommand({
  name: 'whisper',
  flags: [],
  words: 'TEXT',
  help: 'tell the agent something the caller does not hear',
  sends: true,
  read: ({ text }) => {
    if (text.trim() === '')
      throw new SidebandError('usage', 'nothing to whisper', { hint: 'write /whisper TEXT' });
    return text;
  },
  act: async (text, desk) => whispering(await desk.textOf(text), desk),
});
