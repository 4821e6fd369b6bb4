/** What a code point does to a terminal or a reader, as far as the escaper must know. */
export const kinds = {
  plain: 1,
  /** Acts, reorders or hides: controls, bidi, invisible characters, tags, lone surrogates, noncharacters. */
  unsafe: 2,
  lineFeed: 3,
  tab: 4,
  /** ZWNJ and ZWJ: fine between letters that need them, and ZWJ between emoji. */
  joiner: 5,
  /** Text and emoji presentation: fine behind an emoji. */
  selector: 6,
  mark: 7,
  /** A mark of a script whose letters need joiners. */
  joiningMark: 8,
  joiningLetter: 9,
  emoji: 10,
  skinTone: 11,
} as const;

export type CodePointKind = (typeof kinds)[keyof typeof kinds];

// Default_Ignorable_Code_Point covers every invisible character: soft hyphen, zero width, fillers, selectors, tags.
const unsafe =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\uFFF9-\uFFFB]/u;
const joins =
  /[\p{scx=Arab}\p{scx=Syrc}\p{scx=Nkoo}\p{scx=Mong}\p{scx=Deva}\p{scx=Beng}\p{scx=Guru}\p{scx=Gujr}\p{scx=Orya}\p{scx=Taml}\p{scx=Telu}\p{scx=Knda}\p{scx=Mlym}\p{scx=Sinh}\p{scx=Tibt}\p{scx=Mymr}\p{scx=Khmr}]/u;

const classify = (codePoint: number): CodePointKind => {
  if (codePoint === 0x0a) return kinds.lineFeed;
  if (codePoint === 0x09) return kinds.tab;
  if (codePoint === 0x200c || codePoint === 0x200d) return kinds.joiner;
  if (codePoint === 0xfe0e || codePoint === 0xfe0f) return kinds.selector;
  const character = String.fromCodePoint(codePoint);
  if (unsafe.test(character)) return kinds.unsafe;
  if (/\p{M}/u.test(character)) return joins.test(character) ? kinds.joiningMark : kinds.mark;
  if (/\p{L}/u.test(character)) return joins.test(character) ? kinds.joiningLetter : kinds.plain;
  if (/\p{Extended_Pictographic}/u.test(character)) return kinds.emoji;
  return /\p{Emoji_Modifier}/u.test(character) ? kinds.skinTone : kinds.plain;
};

// Filled as characters turn up: the properties are dear to ask for and most texts use few characters.
let known: Uint8Array | undefined;

/** The kind of a code point; lone surrogates are code points of their own. */
export const kindOf = (codePoint: number): CodePointKind => {
  if (codePoint > 0x1ffff) return classify(codePoint);
  known ??= new Uint8Array(0x20000);
  const found = known[codePoint] as CodePointKind | 0 | undefined;
  if (found !== undefined && found !== 0) return found;
  const kind = classify(codePoint);
  known[codePoint] = kind;
  return kind;
};
