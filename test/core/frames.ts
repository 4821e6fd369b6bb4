import * as fc from 'fast-check';
import { observer } from '../../src/core/observe.ts';
import type { Entry } from '../../src/core/ports.ts';
import type { FrameSignal, Instant } from '../../src/core/signal.ts';
import { samples } from './samples.ts';
import { moment } from './script.ts';
import { payloads } from './payloads.ts';

/** A frame as a socket gives it: with its bytes, which are what the text is made of. */
export const fromWire = (text: string, at: Instant = moment(0)): FrameSignal => {
  const bytes = new TextEncoder().encode(text);
  return {
    at,
    kind: 'frame',
    direction: 'received',
    bytes,
    text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
  };
};

/** The same frame without them. */
export const withoutBytes = ({ at, text }: FrameSignal): FrameSignal => ({
  at,
  kind: 'frame',
  direction: 'received',
  text,
});

/** A piece of the agent's speech, as the service writes it. */
export const delta = (id: number, words: string, item = 'item_1'): string =>
  `{"type":"response.output_audio_transcript.delta","event_id":"event_${id}","response_id":"resp_1","item_id":"${item}","output_index":0,"content_index":0,"delta":${JSON.stringify(words)},"obfuscation":"abcXYZ019"}`;

const words = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom(
    ' café',
    ' señor',
    'ʿ',
    'ˀ',
    'Привет',
    '你好',
    '👩‍👩‍👧',
    '\u0085',
    '\u007f',
    '\u00ad',
    '\u202e',
    '{"a',
    '\\',
    '"',
    '\n',
  ),
  fc.constantFrom(...payloads),
);
const types = fc.constantFrom(
  'response.output_audio_transcript.delta',
  'response.audio_transcript.delta',
  'response.output_text.delta',
  'response.function_call_arguments.delta',
  'response.mcp_call_arguments.delta',
  'conversation.item.input_audio_transcription.delta',
  'response.output_audio.delta',
  'session.output_transcript.delta',
  'response.delta',
);
const fields = {
  type: types,
  event_id: fc.oneof(
    fc.integer({ min: 0, max: 30 }).map((id) => `event_${id}`),
    fc.constantFrom('', 'é', 'event_1\u0000'),
    fc.constantFrom<unknown>(null, 7),
  ),
  response_id: fc.constantFrom<unknown>('resp_1', 'resp_2', null),
  item_id: fc.constantFrom<unknown>('item_1', 'item_2', 'itém', 7),
  output_index: fc.constantFrom<unknown>(0, -1.5e3, true, null, [], [1], ['delta'], {}, { delta: 'x' }),
  delta: fc.oneof(words, fc.constantFrom<unknown>(null, 1)),
  obfuscation: words,
};
const piece = fc
  .record(fields, { requiredKeys: ['type'] })
  .chain((record) => fc.shuffledSubarray(Object.entries(record), { minLength: Object.keys(record).length }))
  .map((entries) => JSON.stringify(Object.fromEntries(entries)));

/** Texts that are nearly what came before: what tells them apart is what a quick look could miss. */
const twisted = (text: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(text) },
    fc.constantFrom(
      ` ${text}`,
      `${text} `,
      `${text}\n`,
      `\ufeff${text}`,
      `${text}}`,
      text.slice(0, -1),
      text.replace('"delta":', '"delta": '),
      text.replace(',', ',\r\n'),
      text.replace('{', '{"delta":"first",'),
      text.replace(/\}$/, ',"delta":"last"}'),
      text.replace(/\}$/, ',"event_id":"event_1"}'),
      text.replace('"delta"', '"d\\u0065lta"'),
      text.replace(/"delta":"/, '"delta":"\u0001'),
    ),
    fc
      .tuple(fc.nat(), fc.constantFrom('"', '\\', '{', '}', ',', ':', 'x', '0', '\t', '\u007f', 'é'))
      .map(([at, sign]) => {
        const place = at % text.length;
        return text.slice(0, place) + sign + text.slice(place + 1);
      }),
  );

const others = fc.constantFrom(
  ...samples.map((sample) => JSON.stringify(sample)),
  'not json',
  '',
  '[1]',
  '{}',
);

const plainWords = fc.array(fc.constantFrom('One', ' margarita', ' señor', ',', ''), { maxLength: 8 });
/** A text as it comes: pieces that differ in little, some of them twice. */
const growing = fc
  .tuple(fc.nat(40), plainWords, fc.constantFrom('item_1', 'item_2'))
  .map(([id, said, item]) =>
    said.map((one, index) => delta(id + index - (index % 3 === 2 ? 1 : 0), one, item)),
  );

/** What a server may send, or somebody who wants to be taken for it: runs of pieces, with everything else in between. */
export const wire: fc.Arbitrary<readonly FrameSignal[]> = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: growing },
      { weight: 2, arbitrary: fc.tuple(fc.nat(40), words).map(([id, said]) => [delta(id, said)]) },
      { weight: 2, arbitrary: piece.map((text) => [text]) },
      { weight: 2, arbitrary: others.map((text) => [text]) },
    ),
    { maxLength: 16 },
  )
  .chain((texts) => fc.tuple(...texts.flat().map(twisted)))
  .map((texts) => texts.map((text, index) => fromWire(text, moment(Math.floor(index / 3)))));

/** What is seen of these frames. */
export const seen = (frames: readonly FrameSignal[]): readonly Entry[] => frames.map(observer());
