import type { Safe } from '../core/ports.ts';
import { escapeText, safe } from '../core/safe.ts';

/** How an interpreter is called: by the language they speak, `→ es`, where that is known. At most eight cells. */
export const interpreterName = (language: unknown, ascii = false): Safe => {
  const code =
    typeof language === 'string' ? /^[A-Za-z]{2,3}(?:-[A-Za-z]{2}\b)?/.exec(language)?.[0] : undefined;
  return code === undefined ? safe`transl.` : safe`${(ascii ? '-> ' : '→ ') as Safe}${escapeText(code)}`;
};
