import { emitKeypressEvents, type Key } from 'node:readline';
import { PassThrough } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** A terminal to read keys from. */
export type KeyboardInput = NodeJS.ReadableStream & { setRawMode?(mode: boolean): unknown };

/** What a keyboard tells. */
export type KeyboardEvents = {
  readonly key: (sequence: string | undefined, key: Key) => void;
  /** Text that was pasted, as it came: it may hold line breaks and control bytes. */
  readonly paste: (text: string) => void;
  /** The terminal is gone. */
  readonly end: () => void;
};

/** The most of one paste that is kept, in characters; a longer one arrives one character longer than this. */
export const mostPasted = 10_000;

const start = '\u{1b}[200~';
const stop = '\u{1b}[201~';

/**
 * Keys and pastes from a terminal in raw mode. What comes between the marks of a bracketed paste is a paste; so is a
 * single read with something behind a line break, for not every terminal sends the marks. The function it returns
 * puts the terminal back.
 */
export const keyboard = (input: KeyboardInput, events: KeyboardEvents): (() => void) => {
  const parser = new PassThrough();
  const decoder = new StringDecoder('utf8');
  let pasted: string | undefined;
  // A start mark split over two reads is only seen by the parser of keys, which then sees the whole paste.
  let parsed = false;
  let tail = '';
  // The read before ended inside what may be a start mark.
  let torn = false;

  const add = (text: string): void => {
    pasted = ((pasted ?? '') + text).slice(0, mostPasted + 1);
  };
  const done = (): void => {
    const text = pasted ?? '';
    pasted = undefined;
    parsed = false;
    tail = '';
    events.paste(text);
  };

  const feed = (text: string): void => {
    if (pasted !== undefined && !parsed) {
      const all = tail + text;
      const end = all.indexOf(stop);
      const upTo = end === -1 ? Math.max(0, all.length - stop.length + 1) : end;
      add(all.slice(0, upTo));
      tail = all.slice(upTo);
      if (end === -1) return;
      done();
      return feed(all.slice(end + stop.length));
    }
    const begin = pasted === undefined ? text.indexOf(start) : -1;
    if (begin !== -1) {
      typed(text.slice(0, begin));
      pasted = '';
      return feed(text.slice(begin + start.length));
    }
    typed(text);
  };

  const typed = (text: string): void => {
    const wasTorn = torn;
    torn = [2, 3, 4, 5].some((length) => text.endsWith(start.slice(0, length)));
    if (pasted === undefined && !wasTorn && !text.includes('\u{1b}') && /[\r\n][^\r\n]/.test(text)) {
      add(text);
      done();
    } else if (text !== '') parser.emit('data', text);
  };

  emitKeypressEvents(parser);
  parser.on('keypress', (sequence: string | undefined, key: Key) => {
    if (key.name === 'paste-start') {
      pasted ??= '';
      parsed = true;
    } else if (key.name === 'paste-end') {
      if (pasted !== undefined) done();
    } else if (pasted !== undefined) add(key.sequence ?? sequence ?? '');
    else events.key(sequence, key);
  });

  const data = (chunk: Buffer | string): void =>
    feed(typeof chunk === 'string' ? chunk : decoder.write(chunk));
  const end = (): void => events.end();
  input.on('data', data);
  input.on('end', end);
  input.on('close', end);
  // Stays for good: a terminal that goes away may fail once more after it was left.
  input.on('error', end);
  input.setRawMode?.(true);
  input.resume();

  return () => {
    input.removeListener('data', data);
    input.removeListener('end', end);
    input.removeListener('close', end);
    input.setRawMode?.(false);
    input.pause();
    parser.destroy();
  };
};
