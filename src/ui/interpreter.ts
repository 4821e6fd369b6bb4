import type { Entry, Safe } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';

/** How an interpreter is called: by the language they speak, `→ es`, where that is known. At most eight cells. */
export const interpreterName = (language: unknown, ascii = false): Safe => {
  const code =
    typeof language === 'string' ? /^[A-Za-z]{2,3}(?:-[A-Za-z]{2}\b)?/.exec(language)?.[0] : undefined;
  return code === undefined ? safe`transl.` : safe`${(ascii ? '-> ' : '→ ') as Safe}${escapeText(code)}`;
};

/**
 * Which sides of a translation session a view was shown words of: a filter may leave one out, and what is still being
 * said at the end is told of the others only.
 */
export const sidesShown = (): {
  see(entry: Entry): void;
  readonly shown: (one: { readonly who: string }) => boolean;
} => {
  const sides = new Set<string>();
  return {
    see({ event }) {
      if (event.kind !== 'server') return;
      if (event.type === 'session.input_transcript.delta') sides.add('user');
      else if (event.type === 'session.output_transcript.delta') sides.add('agent');
    },
    shown: ({ who }) => sides.has(who),
  };
};
