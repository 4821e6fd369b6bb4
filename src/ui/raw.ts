import type { Entry, Safe } from '../core/ports.ts';
import type { View } from './view.ts';

// The one view whose text is not escaped: it is for programs, and a command refuses it on a terminal.
const untouched = (text: string): Safe => text as Safe;

/** The server's text as it came, one event a line, each once. For pipes and files only. */
export const raw = (): View => ({
  entry: ({ signal, event, duplicate }: Entry) => {
    if (signal.kind !== 'frame' || signal.direction !== 'received' || duplicate === true) return undefined;
    const { text } = signal;
    if (!text.includes('\n') && !text.includes('\r')) return untouched(text);
    // Between the tokens of JSON a line break is a space; in what is no JSON it must at least not end the line.
    return untouched(
      event.kind === 'malformed'
        ? text.replaceAll('\n', '\\n').replaceAll('\r', '\\r')
        : text.replace(/[\n\r]/g, ' '),
    );
  },
});
