import { emitKeypressEvents, type Key } from 'node:readline';
import { PassThrough } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Clock } from '../core/ports.ts';
import { isPasted } from './pasted.ts';

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

/** How long it has to be quiet for a paste without marks to be over, in milliseconds. */
const quiet = 50;

const start = '\u{1b}[200~';
const stop = '\u{1b}[201~';

/**
 * Keys and pastes from a terminal in raw mode. What comes between the marks of a bracketed paste is a paste; so is what
 * nobody types in one read, with all that follows at once, for not every terminal sends the marks. The function it
 * returns puts the terminal back.
 */
export const keyboard = (input: KeyboardInput, events: KeyboardEvents, clock: Clock): (() => void) => {
  const parser = new PassThrough();
  const decoder = new StringDecoder('utf8');
  const over = new AbortController();
  let pasted: string | undefined;
  // A start mark split over two reads is only seen by the parser of keys, which then sees the whole paste.
  let parsed = false;
  let tail = '';
  // The read before ended inside what may be a start mark.
  let torn = false;
  // When the last piece of a paste without marks came; undefined when none is under way.
  let unmarked: number | undefined;

  const add = (text: string): void => {
    pasted = ((pasted ?? '') + text).slice(0, mostPasted + 1);
  };
  const done = (): void => {
    const text = pasted ?? '';
    pasted = undefined;
    parsed = false;
    unmarked = undefined;
    tail = '';
    events.paste(text);
  };
  const whenQuiet = async (): Promise<void> => {
    for (
      let left = quiet;
      left > 0 && !over.signal.aborted;
      left = (unmarked ?? 0) + quiet - clock.now().mono
    )
      await clock.sleep(left, over.signal);
    if (!over.signal.aborted) done();
  };

  const feed = (text: string): void => {
    if (unmarked !== undefined) {
      // Whoever wants to leave is heard in any case.
      if (text === '\u{3}') return typed(text);
      unmarked = clock.now().mono;
      return add(text);
    }
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
    if (pasted === undefined && !wasTorn && isPasted(text)) {
      add(text);
      unmarked = clock.now().mono;
      void whenQuiet();
    } else if (text !== '') parser.emit('data', text);
  };

  emitKeypressEvents(parser);
  parser.on('keypress', (sequence: string | undefined, key: Key) => {
    if (key.name === 'paste-start') {
      pasted ??= '';
      parsed = true;
    } else if (key.name === 'paste-end') {
      if (pasted !== undefined) done();
    } else if (pasted !== undefined && unmarked === undefined) add(key.sequence ?? sequence ?? '');
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
    over.abort();
    input.removeListener('data', data);
    input.removeListener('end', end);
    input.removeListener('close', end);
    input.setRawMode?.(false);
    input.pause();
    parser.destroy();
  };
};
