/** What a line break inside a line looks like, and is while it is edited. */
export const shownBreak = '␤';

/** Pasted text as one line that can be edited: breaks shown, tabs as spaces; `lost` control characters are left out. */
export const onOneLine = (pasted: string): { readonly line: string; readonly lost: number } => {
  const text = pasted
    .replace(/[\r\n]+$/, '')
    .replace(/\r\n|[\n\r\u{85}\u{2028}\u{2029}]/gu, shownBreak)
    .replaceAll('\t', ' ');
  const line = text.replace(/[\u{0}-\u{1f}\u{7f}-\u{9f}]/gu, '');
  return { line, lost: text.length - line.length };
};

/** An edited line as it was meant: with real breaks. */
export const withBreaks = (line: string): string => line.replaceAll(shownBreak, '\n');
