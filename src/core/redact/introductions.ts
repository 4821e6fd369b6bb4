/** What callers say before their name, in English, German, Dutch, Spanish, Portuguese, Italian and French. */
const before: readonly string[] = [
  "my (?:full |first |last |family )?name(?: is|[’']s|:)",
  "I(?: am|[’']m) called",
  'mein (?:voller )?(?:name|vorname|nachname) ist',
  'ich hei(?:ß|ss)e',
  'mijn (?:volledige )?(?:naam|voornaam|achternaam) is',
  'ik heet',
  'me llamo',
  'mi (?:nombre|apellido) es',
  '(?:o )?meu (?:nome|apelido|sobrenome) é',
  'me chamo',
  'chamo-me',
  'mi chiamo',
  'il mio (?:nome|cognome) è',
  "je m[’']appelle",
  'mon (?:nom|nom de famille|prénom) est',
];
/** The same where something else may stand behind it, too: only what is written as a name is one. */
const beforeNames: readonly string[] = [
  "the name(?: is|[’']s)",
  'under the name(?: of)?',
  'auf den namen',
  'hier spricht',
  'u spreekt met',
  'a nombre de',
  'em nome de',
  'a nome(?: di)?',
  'au nom de',
];
/** Nearly anything stands behind these: a name only if nothing follows it, or one of the words behind a name. */
const loose: readonly string[] = ['this is', 'hier ist', "it[’']s", 'it is', "c[’']est"];
const behind = "speaking|calling|here|again|from|am apparat|à l[’']appareil";

const part = String.raw`\p{Lu}[\p{L}\p{M}]*(?:[-’'.]\p{L}[\p{L}\p{M}]*)*`;
const particle =
  'de|da|do|dos|du|di|del|della|de la|van|van de|van den|van der|von der|von dem|von|zu|der|la|le|el|bin|ibn|e|y';
const full = String.raw`${part}(?:\s(?:(?:${particle})\s)?${part}){0,3}`;

/** `(?i:…)` is newer than what this runs on: each letter of the words around a name in both cases. */
const anyCase = (pattern: string): string =>
  pattern.replaceAll(/\[[^\]]*\]|\(\?[:=!]|\p{L}/gu, (one) =>
    one.length > 1 || one.toLowerCase() === one.toUpperCase()
      ? one
      : `[${one.toLowerCase()}${one.toUpperCase()}]`,
  );

const spoken = (words: readonly string[]): string =>
  String.raw`(?<![\p{L}\p{M}])(?:${words.map(anyCase).join('|')})\s{1,2}`;

const patterns: readonly RegExp[] = [
  new RegExp(`${spoken([...before, ...beforeNames])}(${full})`, 'gu'),
  new RegExp(String.raw`${spoken(loose)}(${full})(?=\s(?:${anyCase(behind)})(?!\p{L}))`, 'gu'),
  new RegExp(String.raw`${spoken(['this is', 'hier ist'])}(${full})(?=\s?(?:[,.;!]|$))`, 'gu'),
];
/** Where nothing is in capitals a name is one word. */
const small = new RegExp(String.raw`${spoken(before)}(\p{Ll}[\p{L}\p{M}'’-]{2,})`, 'gu');

/** Words behind `my name is` that are no name, and of `this is …`. */
const none = new Set(
  `not on in at spelled also the a an and but still now really very just what why how who where when that it all for from
  nicht auf auch und der die das ein eine niet ook en de het een no en el la un una y não o a e um uma non il lo le pas et
  great good nice fine perfect awesome terrible wrong right okay yes sorry thanks thank please hello hi hey english german french
  monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december`.split(
    /\s+/,
  ),
);

/** The names with which somebody introduces themselves in what they say. */
export const introductionsIn = (said: string): readonly string[] => {
  const found = patterns.flatMap((pattern) => [...said.matchAll(pattern)].map(([, one = '']) => one));
  if (found.length === 0 && said === said.toLowerCase())
    for (const [, one = ''] of said.matchAll(small)) found.push(one);
  return found
    .map((name) => name.replace(/[.’'-]+$/u, ''))
    .filter((name) => name.length >= 2 && !none.has(name.toLowerCase().split(' ')[0] ?? ''));
};
