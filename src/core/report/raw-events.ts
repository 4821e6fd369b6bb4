import type { Entry, Safe } from '../ports.ts';
import { objectIn } from '../raw.ts';
import { redactingRecords } from '../redact/record.ts';
import { surveying } from '../redact/survey.ts';
import { escapeJson } from '../safe.ts';
import { utf8Length } from '../utf8-length.ts';
import { bytesOf } from '../words.ts';
import type { PageEvent } from './page-data.ts';
import { tenth } from './page-parts.ts';
import { secretsOnly, type Showing } from './shown.ts';

/** What a page can hold and still open at once. */
const most = { events: 100_000, bytes: 48 * 1024 * 1024 };

/** Characters of one event. */
const longest = 64 * 1024;

/** Long base64 in a field of its own is sound or an image: its size says enough. */
const blob =
  /"((?:delta|audio|image_url|data)"\s*:\s*")((?:data:[\w/+.-]+;base64,)?[A-Za-z0-9+/]{400,}={0,2})"/g;

const withoutSound = (text: string): string =>
  text.replaceAll(blob, (_, field: string, base64: string) => `"${field}[${bytesOf(base64)} bytes]"`);

const typeOf = ({ event }: Entry): string => {
  if (event.kind === 'link') return event.change.to;
  return event.kind === 'malformed' ? `(${event.reason})` : event.type;
};

type Kept = {
  readonly seq: number;
  readonly ms: number;
  readonly dir: PageEvent[2];
  readonly type: string;
  readonly text: string;
};

/** The raw events of a page, as far as they fit. */
export type RawEvents = {
  write(entry: Entry, ms: number): void;
  rows(): readonly PageEvent[];
  /** How many there were. */
  count(): number;
};

/** Collects the frames of a call for a page: without secrets, and with sound as a size; the first that fit. */
export const rawEvents = (show: Showing): RawEvents => {
  const kept: Kept[] = [];
  const survey = surveying((text) => show.redact.edits(text).length > 0);
  let count = 0;
  let bytes = 0;
  return {
    count: () => count,
    write(entry, ms) {
      count += 1;
      if (kept.length >= most.events || bytes > most.bytes) return;
      const { signal, event, seq } = entry;
      // What comes in pieces hides a secret between them: it is looked for in the whole.
      if ('raw' in event) survey.write({ event: event.raw });
      const text =
        signal.kind === 'link'
          ? JSON.stringify(signal.change)
          : signal.binary === true
            ? `[${bytesOf(signal.text)} bytes]`
            : withoutSound(signal.text);
      bytes += utf8Length(text);
      const dir = signal.kind === 'link' ? 'link' : signal.direction === 'sent' ? 'out' : 'in';
      kept.push({ seq, ms: tenth(ms), dir, type: typeOf(entry), text });
    },
    rows() {
      const redacted = redactingRecords(secretsOnly, { ...show, joined: survey.joined() });
      const safely = (text: string): Safe => {
        const event = objectIn(text);
        const clean =
          event === undefined
            ? show.redact.text(text)
            : redacted(head + text + tail, { event }).slice(head.length, -tail.length);
        return escapeJson(
          clean.length > longest ? `${clean.slice(0, longest)}… +${clean.length - longest} chars` : clean,
        );
      };
      return kept.map(({ seq, ms, dir, type, text }) => [seq, ms, dir, show.line(type, 80), safely(text)]);
    },
  };
};

const head = '{"event":';
const tail = '}';
