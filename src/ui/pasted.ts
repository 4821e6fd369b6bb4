import type { Safe } from '../core/ports.ts';
import { escapeText, joinSafe, safe } from '../core/safe.ts';
import { fit } from './prompt-layout.ts';

/** What a line break inside a line looks like, and is while it is edited. */
const shownBreak = '␤';

const breaks = /\r\n|[\n\r\u{85}\u{2028}\u{2029}]/u;
const keySequences = /\u{1b}[[O][0-9;]*[A-Za-z~]/gu;

/** More than this in one read is not typed, however slow the connection; nor is a line break behind so much. */
const fastest = { text: 1000, line: 200 };

/** Whether what came in one read, without marks around it, is a paste rather than keys. */
export const isPasted = (text: string): boolean => {
  if (text.length < 2) return false;
  const typed = text.replace(keySequences, '');
  return (
    typed.length > fastest.text ||
    /[\r\n][^\r\n]/.test(typed) ||
    (typed.length > fastest.line && /[\r\n]/.test(typed))
  );
};

/** Pasted text as one line that can be edited: breaks shown, tabs as spaces; `lost` control characters are left out. */
export const onOneLine = (pasted: string): { readonly line: string; readonly lost: number } => {
  const text = pasted
    .replace(/[\r\n]+$/, '')
    .split(breaks)
    .join(shownBreak)
    .replaceAll('\t', ' ');
  const line = text.replace(/[\u{0}-\u{1f}\u{7f}-\u{9f}]/gu, '');
  return { line, lost: text.length - line.length };
};

/** An edited line as it was meant: with real breaks. */
export const withBreaks = (line: string): string => line.replaceAll(shownBreak, '\n');

/** The lines of a paste, numbered and escaped, one row each; undefined for a single line. At most `most` of them. */
export const pastedLines = (pasted: string, columns: number, most = 10): Safe | undefined => {
  const lines = pasted.replace(/[\r\n]+$/, '').split(breaks);
  if (lines.length < 2) return undefined;
  const shown = lines.length <= most ? lines : lines.slice(0, most - 1);
  const rows = shown.map((line, index) =>
    fit(safe`${String(index + 1).padStart(4) as Safe}  ${escapeText(line)}`, columns),
  );
  const more = lines.length - shown.length;
  return joinSafe(
    [
      safe`${lines.length} lines pasted, and not run:`,
      ...rows,
      ...(more === 0 ? [] : [safe`      … ${more} more lines`]),
      safe`Enter asks before they run as one command, ${escapeText(shownBreak)} for each break; Ctrl-U drops them`,
    ],
    '\n',
  );
};
