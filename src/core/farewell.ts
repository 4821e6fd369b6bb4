import type { Operator } from './operator.ts';
import { isType } from './outgoing.ts';
import type { Clock, Ids } from './ports.ts';
import { at } from './raw.ts';
import { say, type Said } from './say.ts';

/** What became of words that have to be heard. `heard`: `cut` when somebody spoke over them, `unseen` when nothing told. */
export type Farewell = Said & { readonly heard?: 'whole' | 'cut' | 'unseen' };

/** How long playing may take after the response is done: speech has about 15 letters a second, and the line its delays. */
const playing = (text: string): number => 10_000 + text.length * 120;

/**
 * Has the agent say something word for word, and waits until the caller has heard it: `output_audio_buffer.stopped`
 * of that response, which comes when the audio was played, well after the response is done.
 */
export const farewell = async (
  operator: Operator,
  saying: { readonly text: string; readonly timeout: number; readonly queued: () => void },
  ids: Ids,
  clock: Clock,
): Promise<Farewell> => {
  const ends = new Map<unknown, 'whole' | 'cut'>();
  let wanted: string | undefined;
  const enough = new AbortController();
  const played = operator.awaits(
    (entry) => {
      if (isType(entry, 'output_audio_buffer.stopped', 'output_audio_buffer.cleared')) {
        const raw = entry.event.kind === 'server' ? entry.event.raw : undefined;
        const stopped = isType(entry, 'output_audio_buffer.stopped');
        ends.set(at(raw, 'response_id'), stopped ? 'whole' : 'cut');
      }
      return wanted === undefined ? undefined : ends.get(wanted);
    },
    saying.timeout + playing(saying.text),
    enough,
  );
  const said = await say(
    operator,
    { ...saying, as: 'agent', loosely: false, collision: 'queue', wait: true },
    ids,
    clock,
  );
  if (said.outcome !== 'confirmed') {
    enough.abort();
    return said;
  }
  wanted = said.responseId;
  const heard = ends.get(wanted) ?? (wanted === undefined ? undefined : await played);
  enough.abort();
  return { ...said, heard: typeof heard === 'string' ? heard : 'unseen' };
};
