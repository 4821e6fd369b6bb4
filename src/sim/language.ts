/** What an agent without a script says, in one language. */
type Phrases = {
  readonly greeting: string;
  readonly heard: (words: string) => string;
  readonly result: (output: string) => string;
};

const english: Phrases = {
  greeting: 'Hello, how can I help you?',
  heard: (words) => `You said: ${words} What else can I do for you?`,
  result: (output) => `Here is what I found: ${output}`,
};

const languages: readonly (readonly [RegExp, Phrases])[] = [
  [
    /\bfrench\b|français/i,
    {
      greeting: 'Bonjour, comment puis-je vous aider ?',
      heard: (words) => `Vous avez dit : ${words} Que puis-je faire d'autre pour vous ?`,
      result: (output) => `Voici ce que j'ai trouvé : ${output}`,
    },
  ],
  [
    /\bspanish\b|español/i,
    {
      greeting: 'Hola, ¿en qué puedo ayudarle?',
      heard: (words) => `Usted dijo: ${words} ¿Qué más puedo hacer por usted?`,
      result: (output) => `Esto es lo que encontré: ${output}`,
    },
  ],
  [
    /\bgerman\b|deutsch/i,
    {
      greeting: 'Guten Tag, wie kann ich Ihnen helfen?',
      heard: (words) => `Sie sagten: ${words} Was kann ich noch für Sie tun?`,
      result: (output) => `Das habe ich gefunden: ${output}`,
    },
  ],
];

/** The phrases for these instructions: the last language they name, English otherwise. */
export const phrases = (instructions: string): Phrases => {
  const named = languages.map(([name, said]) => ({ at: instructions.search(name), said }));
  const best = named.filter((one) => one.at >= 0).sort((left, right) => right.at - left.at)[0];
  return best?.said ?? english;
};
