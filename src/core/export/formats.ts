import { clock, nameOf, onOneLine, said, spoken, type Transcript } from './transcript.ts';

/** Markdown's own characters, and HTML, stand for themselves. */
const markdown = (text: string): string =>
  text
    .replaceAll(/[\\`*_{}[\]()#+!|~>-]/g, (character) => `\\${character}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    // A bare address would become a link.
    .replaceAll(/(https?|ftp|mailto|www)([:.])/gi, '$1\u{200b}$2')
    .replaceAll('@', '\u{200b}@');

const asMarkdown = (transcript: Transcript): string => {
  const { callId, startedAt, ms, utterances } = transcript;
  const head = `# Call ${markdown(callId)}\n\n${startedAt}, ${clock(ms)}\n\n`;
  const lines = utterances.map(
    (one) => `- **${clock(one.from)} ${markdown(nameOf(one))}:** ${markdown(said(one))}`,
  );
  return `${head}${lines.join('\n')}\n`;
};

const asText = ({ callId, startedAt, ms, utterances }: Transcript): string =>
  [
    `Call ${callId}, ${startedAt}, ${clock(ms)}`,
    '',
    ...utterances.map((one) => `${clock(one.from)}  ${nameOf(one)}: ${said(one)}`),
    '',
  ].join('\n');

const asJson = ({ callId, startedAt, ms, utterances }: Transcript): string =>
  `${JSON.stringify(
    {
      call_id: callId,
      started_at: startedAt,
      duration_ms: Math.round(ms),
      turns: utterances.map(({ who, text, from, to, cut, estimated, operator, language, interpreted }) => ({
        who,
        text,
        from_ms: Math.round(from * 10) / 10,
        to_ms: Math.round(to * 10) / 10,
        cut_off: cut,
        estimated,
        operator,
        language,
        interpreted,
      })),
    },
    null,
    2,
  )}\n`;

const asSrt = (transcript: Transcript): string =>
  spoken(transcript)
    .map((one, index) => {
      // An arrow would be taken for a line of times.
      const words = said(one).replaceAll('-->', '->');
      return `${index + 1}\n${clock(one.from, ',')} --> ${clock(one.to, ',')}\n${nameOf(one)}: ${words}\n`;
    })
    .join('\n');

const cue = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const asVtt = (transcript: Transcript): string =>
  [
    'WEBVTT',
    '',
    ...spoken(transcript).map(
      (one, index) =>
        `${index + 1}\n${clock(one.from)} --> ${clock(one.to)}\n<v ${cue(nameOf(one))}>${cue(said(one))}\n`,
    ),
  ].join('\n');

/** A cell that a spreadsheet takes for text, whatever it begins with. */
const cell = (text: string): string => {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r']/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

const asCsv = ({ utterances }: Transcript): string =>
  [
    ['from_ms', 'to_ms', 'who', 'text', 'cut_off', 'operator'],
    ...utterances.map((one) => [
      String(Math.round(one.from)),
      String(Math.round(one.to)),
      one.who,
      cell(onOneLine(one.text)),
      one.cut === true ? 'yes' : '',
      one.operator === true ? 'yes' : '',
    ]),
  ]
    .map((row) => `${row.join(',')}\r\n`)
    .join('');

/** How a transcript is written, by the name of `--as`. */
export const exportFormats = {
  md: asMarkdown,
  txt: asText,
  json: asJson,
  srt: asSrt,
  vtt: asVtt,
  csv: asCsv,
} as const satisfies Readonly<Record<string, (transcript: Transcript) => string>>;
