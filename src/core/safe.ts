import { kindOf, kinds } from './code-point.ts';
import { isPlainText } from './plain-bytes.ts';
import type { Safe } from './ports.ts';

/** Marks on one base character that are shown; terminals have crashed on more. */
const marksPerBase = 8;

type Rules = {
  readonly lineFeed: boolean;
  /** What a tab becomes. */
  readonly tab: string;
  /** Whether joiners and selectors are let through where emoji and scripts need them. */
  readonly joining: boolean;
  readonly form: (codePoint: number) => string;
  /** Whether a literal `\u{` is escaped too, so that what was escaped can be told from what was not. */
  readonly literal: boolean;
};

const rewrite = (text: string, rules: Rules): string => {
  let out = '';
  let from = 0;
  let marks = 0;
  // The kind of the last character let through, and whether an emoji is still being joined to.
  let before: number = kinds.plain;
  let emoji = false;
  for (let index = 0; index < text.length;) {
    const unit = text.charCodeAt(index);
    if (unit >= 0x20 && unit < 0x7f) {
      if (unit === 0x5c && rules.literal && text.startsWith('u{', index + 1)) {
        out += text.slice(from, index) + rules.form(unit);
        from = index + 1;
      }
      marks = 0;
      before = kinds.plain;
      emoji = false;
      index += 1;
      continue;
    }
    const codePoint = text.codePointAt(index) ?? 0;
    const kind = kindOf(codePoint);
    const next = index + (codePoint > 0xffff ? 2 : 1);
    let allowed = true;
    switch (kind) {
      case kinds.plain:
      case kinds.joiningLetter:
        marks = 0;
        emoji = false;
        break;
      case kinds.emoji:
        if (before !== kinds.joiner) marks = 0;
        emoji = true;
        break;
      case kinds.skinTone:
        break;
      case kinds.mark:
      case kinds.joiningMark:
        marks += 1;
        allowed = marks <= marksPerBase;
        emoji = false;
        break;
      case kinds.selector:
        allowed = rules.joining && (before === kinds.emoji || isKeycap(text, index));
        break;
      case kinds.joiner: {
        const after = kindOf(text.codePointAt(next) ?? 0);
        const inEmoji = codePoint === 0x200d && emoji && before !== kinds.joiner && after === kinds.emoji;
        const inWord =
          (before === kinds.joiningLetter || before === kinds.joiningMark) && after === kinds.joiningLetter;
        // A chain of emoji is one character on the screen, so its joiners count like marks.
        if (inEmoji) marks += 1;
        allowed = rules.joining && (inWord || (inEmoji && marks <= marksPerBase));
        break;
      }
      case kinds.lineFeed:
        allowed = rules.lineFeed;
        marks = 0;
        emoji = false;
        break;
      case kinds.tab:
      case kinds.unsafe:
        allowed = false;
        break;
    }
    if (allowed) before = kind;
    else {
      out += text.slice(from, index) + (kind === kinds.tab ? rules.tab : rules.form(codePoint));
      from = next;
      before = kinds.plain;
      emoji = false;
      // Marks behind an escape must not start to count afresh.
      if (kind !== kinds.mark && kind !== kinds.joiningMark) marks = 0;
    }
    index = next;
  }
  return from === 0 ? text : out + text.slice(from);
};

const isKeycap = (text: string, index: number): boolean =>
  /[0-9#*]/.test(text.charAt(index - 1)) && text.charCodeAt(index + 1) === 0x20e3;

const braces = (codePoint: number): string => `\\u{${codePoint.toString(16)}}`;
const fourDigits = (unit: number): string => `\\u${unit.toString(16).padStart(4, '0')}`;
const jsonForm = (codePoint: number): string =>
  codePoint > 0xffff
    ? fourDigits(0xd800 + ((codePoint - 0x10000) >> 10)) +
      fourDigits(0xdc00 + ((codePoint - 0x10000) & 0x3ff))
    : fourDigits(codePoint);

const textRules = (lineFeed: boolean, joining: boolean): Rules => ({
  lineFeed,
  joining,
  tab: ' ',
  form: braces,
  literal: true,
});
const inLine = textRules(false, true);
const inBlock = textRules(true, true);
const inJson: Rules = { lineFeed: false, joining: true, tab: '\t', form: jsonForm, literal: false };

/**
 * Text from anywhere as text for a terminal: what acts, reorders or hides is written as `\u{1b}`, a tab as a space,
 * everything else stays. One line, or with `block` lines parted by LF. `max` cuts after that many characters and says
 * how many are missing; `ascii` escapes the invisible joiners inside emoji and words too.
 */
export const escapeText = (
  text: string,
  options: { block?: boolean; ascii?: boolean; max?: number } = {},
): Safe => {
  const { block = false, ascii = false, max } = options;
  const [shown, missing] = max === undefined ? [text, 0] : cut(text, max);
  // Most text is plain, and one test is cheaper than a walk.
  if (missing === 0 && isPlainText(shown) && !shown.includes('\\')) return shown as Safe;
  const rules = ascii ? textRules(block, false) : block ? inBlock : inLine;
  const end = missing === 0 ? '' : `${ascii ? '...' : '…'} +${missing} chars`;
  return (rewrite(shown, rules) + end) as Safe;
};

const cut = (text: string, max: number): [shown: string, missing: number] => {
  if (text.length <= max) return [text, 0];
  let end = 0;
  for (let count = 0; count < max && end < text.length; count += 1)
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  let missing = 0;
  for (let index = end; index < text.length; missing += 1)
    index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  return [text.slice(0, end), missing];
};

/**
 * Valid JSON text on one line, with every character that is unsafe on a terminal written as `\uXXXX`: the same value.
 * Tab, CR and LF can only stand between its tokens: a tab stays there, the others become spaces.
 */
export const escapeJson = (json: string): Safe =>
  (isPlainText(json) ? json : rewrite(json.replace(/[\n\r]/g, ' '), inJson)) as Safe;

/** What `escapeText` was given, but for tabs (spaces now) and what `max` cut off. */
export const unescapeText = (text: string): string =>
  text.replace(/\\u\{([0-9a-f]{1,6})\}/g, (_, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));

/** Safe text from our own words and parts that are safe: `` safe`seq ${seq}: ${escapeText(name)}` ``. */
export const safe = (words: TemplateStringsArray, ...parts: readonly (Safe | number)[]): Safe => {
  let text = words[0] ?? '';
  for (let index = 0; index < parts.length; index += 1)
    text += `${parts[index] ?? ''}${words[index + 1] ?? ''}`;
  return text as Safe;
};

/** Safe parts with something of ours between them. */
export const joinSafe = (parts: readonly Safe[], between = ''): Safe => parts.join(between) as Safe;
