import { mayEndPassage } from '../core/interpreted.ts';
import { Piece } from '../core/piece.ts';
import type { Entry, Safe, Sink } from '../core/ports.ts';
import { safe } from '../core/safe.ts';
import type { Outlet, Weight } from './outlet.ts';
import type { View } from './view.ts';

const weightOf = ({ event }: Entry): Weight => {
  if (event instanceof Piece) return 'delta';
  if (event.kind === 'link') return 'must';
  if (event.kind !== 'server' && event.kind !== 'client') return 'event';
  // In a translation session nothing else tells what was said.
  return event.type.endsWith('delta') && !mayEndPassage(event) ? 'delta' : 'event';
};

const newline = safe`\n`;

/**
 * A view of one call on an output, as a sink: one write per batch. What the output has no room for is counted, and said
 * as soon as there is room again. Closing says the end and waits until all of it was taken. `wanted` filters what is
 * shown; the view's own memory does not depend on it.
 */
export const streamSink = (
  outlet: Outlet,
  view: View,
  wanted: (entry: Entry) => boolean = () => true,
): Sink => {
  let deltas = 0;
  let events = 0;
  let seq = 0;
  let begun = false;

  const say = (text: Safe | undefined): void => {
    if (text === undefined) return;
    outlet.write(text);
    outlet.write(newline);
  };
  const begin = (): void => {
    if (begun) return;
    begun = true;
    say(view.head?.());
  };
  const settle = (): void => {
    if (deltas + events === 0) return;
    const skipped = { deltas, events };
    deltas = 0;
    events = 0;
    say(view.skipped?.(skipped));
  };
  outlet.onRoom(() => {
    settle();
    void outlet.flush();
  });

  return {
    write(entry) {
      begin();
      seq = entry.seq;
      if (!wanted(entry)) return;
      const quick = view.quick?.takes(entry) === true ? view.quick : undefined;
      const text = quick === undefined ? view.entry(entry) : undefined;
      if (text === undefined && quick === undefined) return;
      const weight = weightOf(entry);
      if (outlet.room(weight)) {
        // What matters gets through while deltas are being left out; they are counted until that is over.
        if (weight === 'must' || outlet.room('delta')) settle();
        if (outlet.block === undefined || quick?.put(entry, outlet.block) !== true)
          say(text ?? view.entry(entry));
      } else if (weight === 'delta') deltas += 1;
      else events += 1;
    },
    flush: () => outlet.flush(),
    async close(end) {
      begin();
      settle();
      say(view.end?.(end, seq + 1));
      await outlet.close();
    },
  };
};
