import type { Tone } from '../core/definition.ts';
import type { Safe } from '../core/ports.ts';
import { joinSafe, safe } from '../core/safe.ts';
import { cells, fit } from './prompt-layout.ts';
import { urgent, type Part, type Status } from './status-model.ts';
import { partsOf } from './status-parts.ts';

/** Fewer columns than this, and everything is said in few words, so that more of it has room. */
const narrow = 50;
/**
 * The state of the call in one row of at most `columns` cells: the link, what is paused, what is wrong, who speaks, the
 * last reply's latency, tokens, the time left. Where there is no room, what matters least is left out first.
 */
export const statusLine = (
  status: Status,
  paint: (tone: Tone, text: Safe) => Safe,
  columns: number,
): Safe => {
  const parts = partsOf(status);
  const shown = new Map<Part, Safe>();
  let left = columns;
  for (const part of parts.toSorted((a, b) => a.rank - b.rank)) {
    const between = shown.size === 0 ? 0 : 3;
    const forms = columns < narrow ? [part.short, part.text] : [part.text, part.short];
    const text = forms.find((one) => one !== undefined && cells(one) + between <= left);
    const room = left - between;
    // What is wrong is rather cut than left out, and so is the first of all.
    if (text === undefined && shown.size > 0 && (part.rank !== urgent || room < 10)) continue;
    const made = text ?? fit(part.short ?? part.text, room);
    shown.set(part, made);
    left -= cells(made) + between;
  }
  return joinSafe(
    parts.flatMap((part) => {
      const text = shown.get(part);
      return text === undefined ? [] : [paint(part.tone, text)];
    }),
    paint('quiet', safe` · `),
  );
};
