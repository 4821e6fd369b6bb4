import type { Entry } from '../ports.ts';
import { utf8Length } from '../utf8-length.ts';
import { bytesOf } from '../words.ts';
import type { PageEvent } from './page-data.ts';
import { shortly, shownFrame } from './shown.ts';

/** What a page can hold and still open at once. */
const most = { events: 100_000, bytes: 48 * 1024 * 1024 };

/** Long base64 in a field of its own is sound or an image: its size says enough. */
const blob =
  /"((?:delta|audio|image_url|data)"\s*:\s*")((?:data:[\w/+.-]+;base64,)?[A-Za-z0-9+/]{400,}={0,2})"/g;

const withoutSound = (text: string): string =>
  text.replaceAll(blob, (_, field: string, base64: string) => `"${field}[${bytesOf(base64)} bytes]"`);

const typeOf = ({ event }: Entry): string => {
  if (event.kind === 'link') return event.change.to;
  return event.kind === 'malformed' ? `(${event.reason})` : event.type;
};

/** The raw events of a page, as far as they fit. */
export type RawEvents = {
  write(entry: Entry, ms: number): void;
  readonly rows: readonly PageEvent[];
  /** How many there were. */
  count(): number;
};

/** Collects the frames of a call for a page: keys are hidden and sound is a size; the first that fit. */
export const rawEvents = (): RawEvents => {
  const rows: PageEvent[] = [];
  let count = 0;
  let bytes = 0;
  return {
    rows,
    count: () => count,
    write(entry, ms) {
      count += 1;
      if (rows.length >= most.events || bytes > most.bytes) return;
      const { signal, seq } = entry;
      const text =
        signal.kind === 'link'
          ? JSON.stringify(signal.change)
          : signal.binary === true
            ? `[${bytesOf(signal.text)} bytes]`
            : withoutSound(signal.text);
      const shown = shownFrame(text);
      bytes += utf8Length(shown);
      const dir = signal.kind === 'link' ? 'link' : signal.direction === 'sent' ? 'out' : 'in';
      rows.push([seq, Math.round(ms * 10) / 10, dir, shortly(typeOf(entry), 80), shown]);
    },
  };
};
