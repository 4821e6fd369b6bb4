import type { Safe } from '../core/ports.ts';
import { joinSafe } from '../core/safe.ts';
import type { Piece } from '../ui/rows.ts';
import { theme, wantsColour, type Paint } from '../ui/theme.ts';
import type { Context } from './context.ts';
import type { VoiceValues } from './voice.ts';

/** What notices on stderr look like: their colours, and how they are laid out behind so many cells. */
export type NoticeLook = {
  readonly paint: Paint;
  readonly lay: (pieces: readonly Piece[], indent: number) => Safe;
};

/** Pieces one behind the other, whatever the width. */
export const unwrapped = (paint: Paint): NoticeLook => ({
  paint,
  lay: (pieces) => joinSafe(pieces.map(({ look, text }) => (look === undefined ? text : paint(look, text)))),
});

/** The looks of stderr: on a terminal sentences are wrapped between words. */
export const noticeLook = async (options: VoiceValues, { stderr, env }: Context): Promise<NoticeLook> => {
  const paint = theme(wantsColour({ isTTY: stderr.isTTY === true, env, flag: options.color }));
  if (stderr.isTTY !== true) return unwrapped(paint);
  // Loaded here only: to measure the width of text takes longer to load than all the rest.
  const { rows } = await import('../ui/rows.ts');
  const layout = rows(paint);
  return { paint, lay: (pieces, indent) => layout(pieces, indent, stderr.columns) };
};
