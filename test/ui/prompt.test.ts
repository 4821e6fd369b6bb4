import { afterEach, describe, expect, it } from 'vitest';
import { lineCommands } from '../../src/commands/lines/index.ts';
import { completeSlash } from '../../src/core/complete-slash.ts';
import type { Safe } from '../../src/core/ports.ts';
import { escapeText, safe } from '../../src/core/safe.ts';
import { newSession } from '../../src/core/session.ts';
import { outlet } from '../../src/ui/outlet.ts';
import { prompt, type Prompt } from '../../src/ui/prompt.ts';
import { skippedText } from '../../src/ui/skipped.ts';
import { streamSink } from '../../src/ui/stream-sink.ts';
import { manualClock } from '../manual-clock.ts';
import { fakeTerminal } from './fake-terminal.ts';
import { entriesOf, received } from './scripts.ts';

const opened: Prompt[] = [];
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

const setUp = (columns = 80, rows = 24, history: readonly string[] = []) => {
  const terminal = fakeTerminal(columns, rows);
  const time = manualClock();
  const lines: string[] = [];
  const left: string[] = [];
  let header: readonly Safe[] = [safe`status`];
  const made = prompt({
    input: terminal.input,
    output: terminal.output,
    clock: time,
    header: (_columns, held) => (held === undefined ? header : [safe`${held} held`]),
    history,
    keep: (line) => !line.includes('forget'),
    complete: (line) =>
      completeSlash(line, lineCommands, {
        session: newSession,
        eventTypes: ['response.created', 'response.done', 'error'],
        numbers: () => [],
        earlierTools: () => [],
        ringing: () => [],
      }),
    line: (text) => lines.push(text),
    leave: (how) => left.push(how),
  });
  opened.push(made);
  return {
    ...terminal,
    time,
    lines,
    left,
    prompt: made,
    header: (rows: readonly Safe[]) => {
      header = rows;
      made.changed();
    },
  };
};

describe('the prompt', () => {
  it('stands under its status line, with the cursor behind the mark', async () => {
    const { screen, cursor, raw } = setUp();
    expect(await screen()).toEqual(['status', '›']);
    expect(await cursor()).toEqual({ row: 1, column: 2 });
    expect(raw).toEqual([true]);
  });

  it('runs a line on Enter and keeps it in the history', async () => {
    const { screen, type, lines } = setUp();
    type('/say hello');
    expect(await screen()).toEqual(['status', '› /say hello']);
    type('\r');
    expect(await screen()).toEqual(['status', '›']);
    expect(lines).toEqual(['/say hello']);
    type('\u{1b}[A');
    expect(await screen()).toEqual(['status', '› /say hello']);
  });

  it('edits inside the line', async () => {
    const { screen, type, cursor } = setUp();
    type('ac\u{1b}[Db');
    expect(await screen()).toEqual(['status', '› abc']);
    expect(await cursor()).toEqual({ row: 1, column: 4 });
    type('\u{1}X\u{5}Y\u{17}');
    expect(await screen()).toEqual(['status', '›']);
  });

  it('prints above what is being typed, which stays with its cursor', async () => {
    const { prompt, screen, type, cursor } = setUp();
    type('half a 🌮 thought\u{1b}[D\u{1b}[D');
    await screen();
    const before = await cursor();
    prompt.output.write('one\ntwo\n');
    prompt.output.write('three');
    expect(await screen()).toEqual(['one', 'two', 'three', 'status', '› half a 🌮 thought']);
    expect(await cursor()).toEqual({ row: 4, column: before.column });
  });

  it('loses no line of a burst, and no key typed into it', async () => {
    const { prompt, scrollback, screen, type } = setUp(40, 10);
    for (let index = 0; index < 500; index += 1) {
      prompt.output.write(`event ${index}\n`);
      if (index % 50 === 0) {
        type(String(index / 50));
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    expect(await screen()).toEqual([
      ...Array.from({ length: 8 }, (_, index) => `event ${492 + index}`),
      'status',
      '› 0123456789',
    ]);
    const all = await scrollback();
    expect(all.filter((line) => line.startsWith('event '))).toEqual(
      Array.from({ length: 500 }, (_, index) => `event ${index}`),
    );
    expect(all.filter((line) => line.startsWith('status'))).toHaveLength(1);
  });

  it('is not garbled by a thousand lines a second, typing, a window that changes, and looking back', async () => {
    const { prompt, screen, scrollback, type, resize, time, written } = setUp(60, 12);
    const words = '/say 🌮 漢字 ok';
    const letters = [...new Intl.Segmenter().segment(words)].map(({ segment }) => segment);
    let next = 0;
    for (let step = 0; step < 140; step += 1) {
      for (let index = 0; index < 20; index += 1) {
        prompt.output.write(`event ${next} ${'漢'.repeat(next % 7)}🌮\n`);
        next += 1;
      }
      if (step % 10 === 0) type(letters[step / 10] ?? '');
      if (step === 40) type('\u{1b}[5~');
      if (step === 60) resize(40, 9);
      if (step === 80) type('\u{1b}[F');
      if (step === 90) resize(70, 14);
      if (step === 100) type('\u{13}');
      if (step === 110) type('\u{11}');
      await time.advance(20);
      await new Promise((resolve) => setImmediate(resolve));
    }
    const shown = await screen();
    expect(shown.slice(-2)).toEqual(['status', `› ${words}`]);
    expect(shown.slice(0, -2)).toEqual(
      Array.from({ length: 12 }, (_, index) => `event ${2788 + index} ${'漢'.repeat((2788 + index) % 7)}🌮`),
    );
    // Every line was printed once on the way to the terminal's memory, but for those that a changed window shows again.
    const seen = (await scrollback()).flatMap((row) => /^event (\d+) /.exec(row)?.[1] ?? []).map(Number);
    expect([...new Set(seen)].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 2800 }, (_, n) => n));
    expect(seen.length).toBeLessThan(2800 + 3 * 14);
    expect(written.join('')).not.toContain('\u{fffd}');
  });

  it('breaks a long line into rows, wide characters included, and keeps the cursor where the text ends', async () => {
    const { screen, type, cursor, prompt } = setUp(20, 12);
    type(`/say ${'漢字'.repeat(8)}`);
    expect(await screen()).toEqual(['status', '› /say 漢字漢字漢字', '  漢字漢字漢字漢字', '  漢字']);
    expect(await cursor()).toEqual({ row: 3, column: 6 });
    prompt.output.write('above\n');
    expect(await screen()).toEqual([
      'above',
      'status',
      '› /say 漢字漢字漢字',
      '  漢字漢字漢字漢字',
      '  漢字',
    ]);
  });

  it('shows a third of the screen at most of a very long line, around the cursor', async () => {
    const { screen, type } = setUp(20, 12);
    type('x'.repeat(165));
    expect(await screen()).toHaveLength(5);
    expect((await screen())[1]?.startsWith('…')).toBe(true);
    type('\u{1}');
    expect((await screen())[1]?.startsWith('› x')).toBe(true);
  });

  it('is whole after the window was made narrower and wider', async () => {
    const { screen, type, resize, prompt, header } = setUp(60, 12);
    header([safe`a status line that takes a good part of the row`]);
    prompt.output.write('a line of the stream\n');
    type('/say words that are longer than the narrow window');
    await screen();
    resize(24, 12);
    const narrow = await screen();
    expect(narrow[0]).toBe('a line of the stream');
    expect(narrow.filter((line) => line.startsWith('›'))).toHaveLength(1);
    expect(narrow.join('').replaceAll(/\s/g, '')).toContain('/saywordsthatarelongerthanthenarrowwindow');
    resize(60, 12);
    expect(await screen()).toEqual([
      'a line of the stream',
      'a status line that takes a good part of the row',
      '› /say words that are longer than the narrow window',
    ]);
  });

  it('paints a full screen afresh when the window changes, long lines and wide characters included', async () => {
    const { screen, type, resize, prompt } = setUp(60, 9);
    for (let index = 0; index < 20; index += 1) prompt.output.write(`line ${index} 🌮 ${'漢'.repeat(20)}\n`);
    type('/say words that are longer than the narrow window is');
    await screen();
    resize(30, 9);
    const narrow = await screen();
    expect(narrow.length).toBeGreaterThan(6);
    expect(narrow.join('')).toContain('line 19 🌮');
    expect(narrow.slice(-3)).toEqual([
      'status',
      '› /say words that are longer',
      '  than the narrow window is',
    ]);
    resize(60, 12);
    const wide = await screen();
    expect(wide.slice(0, 10)).toEqual(
      Array.from({ length: 10 }, (_, index) => `line ${10 + index} 🌮 ${'漢'.repeat(20)}`),
    );
    expect(wide.slice(10)).toEqual(['status', '› /say words that are longer than the narrow window is']);
  });

  it('leaves with Ctrl-C, with Ctrl-D on an empty line only, and when the terminal is gone', async () => {
    const first = setUp();
    first.type('text\u{4}');
    await first.screen();
    expect(first.left).toEqual([]);
    first.type('\u{3}');
    await first.screen();
    expect(first.left).toEqual(['interrupt']);
    const second = setUp();
    second.type('\u{4}');
    await second.screen();
    expect(second.left).toEqual(['end']);
    const third = setUp();
    third.hangUp();
    await third.screen();
    expect(third.left).toContain('gone');
  });

  it('is not suspended by Ctrl-Z, and says why', async () => {
    const { screen, type } = setUp();
    type('\u{1a}');
    expect((await screen())[0]).toContain('not suspended');
  });

  it('puts the terminal back: mode, cursor, paste marks, and its own rows', async () => {
    const { prompt, screen, raw, written, type } = setUp();
    prompt.output.write('kept\n');
    type('half');
    await screen();
    prompt.close();
    prompt.close();
    expect(await screen()).toEqual(['kept']);
    expect(raw).toEqual([true, false]);
    expect(written[0]).toBe('\u{1b}[?2004h');
    expect(written.at(-1)).toMatch(/\u{1b}\[\?2004l\u{1b}\[\?7h\u{1b}\[0m\u{1b}\[\?25h$/u);
    prompt.output.write('later\n');
    expect(await screen()).toEqual(['kept', 'later']);
  });

  it('clears the screen with Ctrl-L', async () => {
    const { prompt, screen, type } = setUp();
    prompt.output.write('gone\n');
    type('abc\u{c}');
    expect(await screen()).toEqual(['status', '› abc']);
  });
});

describe('the history', () => {
  const up = '\u{1b}[A';

  it('of earlier runs is there, and goes on from what is typed already', async () => {
    const { screen, type } = setUp(80, 24, ['/say newest', '/stats', '/say oldest']);
    type(up);
    expect((await screen()).at(-1)).toBe('› /say newest');
    type(`\u{15}/st${up}`);
    expect((await screen()).at(-1)).toBe('› /stats');
    type(`\u{15}/say o${up}`);
    expect((await screen()).at(-1)).toBe('› /say oldest');
  });

  it('leaves out what is not to be kept', async () => {
    const { screen, type, lines } = setUp();
    for (const line of ['/say kept', '/say forget this']) {
      type(line);
      type('\r');
    }
    type(up);
    expect((await screen()).at(-1)).toBe('› /say kept');
    expect(lines).toEqual(['/say kept', '/say forget this']);
  });

  it('is searched with Ctrl-R, the newest first; Enter takes the line and does not run it', async () => {
    const { screen, type, lines, cursor } = setUp(80, 24, ['/say two tacos', '/stats', '/say a Taco']);
    type('\u{12}taco');
    expect((await screen()).at(-1)).toBe('search “taco” › /say two tacos');
    // On what was found.
    expect((await cursor()).column).toBe('search “taco” › /say two '.length);
    type('\u{12}');
    expect((await screen()).at(-1)).toBe('search “taco” › /say a Taco');
    type('\u{12}');
    expect((await screen()).at(-1)).toBe('search “taco” › /say a Taco');
    type('\u{13}');
    expect((await screen()).at(-1)).toBe('search “taco” › /say two tacos');
    type('\r');
    expect((await screen()).at(-1)).toBe('› /say two tacos');
    expect(lines).toEqual([]);
    type('\r');
    await screen();
    expect(lines).toEqual(['/say two tacos']);
  });

  it('that is searched in vain says so; a search that is given up leaves the line as it was', async () => {
    const { screen, type, left } = setUp(80, 24, ['/say one']);
    type('/say mine\u{12}xyz');
    expect((await screen()).at(-1)).toBe('nothing like “xyz” ›');
    type('\u{7f}\u{7f}\u{7f}one');
    expect((await screen()).at(-1)).toBe('search “one” › /say one');
    type('\u{7}');
    expect((await screen()).at(-1)).toBe('› /say mine');
    type('\u{12}one\u{3}');
    expect((await screen()).at(-1)).toBe('› /say mine');
    expect(left).toEqual([]);
    type('\u{12}one\u{5}!');
    expect((await screen()).at(-1)).toBe('› /say one!');
  });
});

describe('a paused stream', () => {
  const keys = {
    pageUp: '\u{1b}[5~',
    pageDown: '\u{1b}[6~',
    end: '\u{1b}[F',
    home: '\u{1b}[H',
    up: '\u{1b}[A',
  };
  const filled = async (lines = 100) => {
    const made = setUp(40, 12);
    for (let index = 0; index < lines; index += 1) made.prompt.output.write(`event ${index}\n`);
    await made.screen();
    return made;
  };
  const numbers = (shown: readonly string[]): readonly number[] =>
    shown.flatMap((row) => /^event (\d+)/.exec(row)?.[1] ?? []).map(Number);
  const range = (from: number, to: number): readonly number[] =>
    Array.from({ length: to - from }, (_, index) => from + index);

  it('stands still, counts what comes, and loses nothing of it', async () => {
    const { prompt, screen, type, time, scrollback, emulator } = await filled();
    type('\u{13}');
    expect(await screen()).toEqual([...range(90, 100).map((n) => `event ${n}`), '0 held', '›']);
    expect(emulator.buffer.active.type).toBe('alternate');
    for (let index = 100; index < 350; index += 1) prompt.output.write(`event ${index}\n`);
    await time.advance(200);
    expect(await screen()).toEqual([...range(90, 100).map((n) => `event ${n}`), '250 held', '›']);
    type(keys.end);
    expect(await screen()).toEqual([...range(340, 350).map((n) => `event ${n}`), 'status', '›']);
    // The terminal's own memory has every line once, as if nobody had looked back.
    expect(emulator.buffer.active.type).toBe('normal');
    const all = await scrollback();
    expect(numbers(all)).toEqual(range(0, 350));
    expect(all.filter((row) => /held|status/.test(row))).toEqual(['status']);
  });

  it('shows a row that is as wide as the screen whole', async () => {
    const { prompt, screen, type } = await filled(1);
    prompt.output.write(`${'x'.repeat(39)})\n${'y'.repeat(39)})z\n`);
    type('\u{13}');
    expect(await screen()).toEqual([
      'event 0',
      `${'x'.repeat(39)})`,
      `${'y'.repeat(39)})`,
      'z',
      ...Array.from({ length: 6 }, () => ''),
      '0 held',
      '›',
    ]);
  });

  it('is looked through by pages and rows, from the first line to what came meanwhile', async () => {
    const { prompt, screen, type } = await filled();
    type(keys.pageUp);
    expect(numbers(await screen())).toEqual(range(82, 92));
    type(keys.pageUp);
    type(keys.up);
    expect(numbers(await screen())).toEqual(range(73, 83));
    type(keys.home);
    expect(numbers(await screen())).toEqual(range(0, 10));
    type(keys.pageUp);
    expect(numbers(await screen())).toEqual(range(0, 10));
    type(keys.pageDown);
    expect(numbers(await screen())).toEqual(range(8, 18));
    prompt.output.write('event 100\n');
    for (let page = 0; page < 20; page += 1) type(keys.pageDown);
    expect(numbers(await screen())).toEqual(range(91, 101));
    type('\u{11}');
    expect(numbers(await screen())).toEqual(range(91, 101));
  });

  it('does not keep anybody from typing, and goes on when a command is run', async () => {
    const { prompt, screen, type, lines, time } = await filled();
    type(keys.pageUp);
    prompt.output.write('event 100\n');
    type('/say hello');
    await time.advance(200);
    expect((await screen()).slice(-2)).toEqual(['1 held', '› /say hello']);
    expect(numbers(await screen())[0]).toBe(82);
    type('\r');
    expect(numbers(await screen()).at(-1)).toBe(100);
    expect(lines).toEqual(['/say hello']);
  });

  it('shows notes of ours under it until the next key, and keeps them', async () => {
    const { prompt, screen, type, scrollback } = await filled();
    type(keys.pageUp);
    prompt.note(safe`put back`);
    type('/on');
    expect(numbers(await screen())).toEqual(range(82, 92));
    prompt.note(safe`once more`);
    prompt.changed();
    type('\u{15}/only resp\t\t');
    expect((await screen()).join('\n')).toMatch(/^response\.\* +response\.created\nresponse\.done\n4 held/m);
    type(keys.end);
    const all = await scrollback();
    expect(all.filter((row) => /put back|once more/.test(row))).toEqual(['put back', 'once more']);
  });

  it('is whole after the window changed its size meanwhile, there and back', async () => {
    const { prompt, screen, type, resize } = await filled();
    prompt.output.write(`event 100 ${'漢字 and words '.repeat(6)}the end\n`);
    type('/say half a thought');
    type('\u{13}');
    await screen();
    resize(30, 9);
    expect((await screen()).slice(-2)).toEqual(['0 held', '› /say half a thought']);
    type(keys.pageUp);
    prompt.output.write('event 101\n');
    resize(60, 14);
    type(keys.end);
    const shown = await screen();
    expect(shown.slice(-3)).toEqual(['event 101', 'status', '› /say half a thought']);
    expect(shown.filter((row) => row.includes('held'))).toEqual([]);
  });

  it('is left with everything printed and the terminal as it was', async () => {
    const { prompt, screen, type, written, scrollback, emulator } = await filled();
    type(keys.pageUp);
    prompt.output.write('event 100\n');
    prompt.close();
    await screen();
    expect(emulator.buffer.active.type).toBe('normal');
    expect(numbers(await scrollback())).toEqual(range(0, 101));
    const all = written.join('');
    expect(all.lastIndexOf('\u{1b}[?1049l')).toBeGreaterThan(all.lastIndexOf('\u{1b}[?1049h'));
    expect((await screen()).at(-1)).toBe('event 100');
  });

  it('keeps tens of thousands of lines, and counts those that were too many', async () => {
    const { prompt, type, scrollback, written } = await filled();
    type('\u{13}');
    for (let index = 0; index < 60_000; index += 100)
      prompt.output.write(Array.from({ length: 100 }, (_, one) => `event ${index + one}\n`).join(''));
    type(keys.end);
    const all = await scrollback();
    const said = written.filter((text) => text.includes('too many to keep')).join('');
    expect(said).toContain('… 10,000 lines that came while the stream was paused were too many to keep');
    expect(written.join('')).toContain('event 10000\n');
    expect(written.join('')).not.toContain('event 9999\n');
    expect(numbers(all).slice(-3)).toEqual([59_997, 59_998, 59_999]);
  });
});

describe('a paste', () => {
  const marked = (text: string): string => `\u{1b}[200~${text}\u{1b}[201~`;

  it('of several lines becomes one, and runs nothing by itself', async () => {
    const { screen, type, lines } = setUp();
    type(`/say ${marked('one\ntwo\r\nthree\n')}`);
    expect(await screen()).toEqual([
      '3 lines pasted, and not run:',
      '   1  one',
      '   2  two',
      '   3  three',
      'Enter asks before they run as one command, ␤ for each break; Ctrl-U drops them',
      'status',
      '› /say one␤two␤three',
    ]);
    expect(lines).toEqual([]);
    type('\r');
    await screen();
    expect(lines).toEqual(['/say one\ntwo\nthree']);
  });

  it('without marks is known by what follows its line breaks', async () => {
    const { screen, type, lines, time } = setUp();
    type('/quit\r/quit\r');
    await screen();
    await time.advance(50);
    expect((await screen()).at(-1)).toBe('› /quit␤/quit');
    expect(lines).toEqual([]);
  });

  it('whose marks come in pieces is a paste still', async () => {
    const { screen, type, lines } = setUp();
    for (const piece of ['\u{1b}[20', '0~a\rb', '\rc\u{1b}[2', '01~', 'd']) {
      type(piece);
      await screen();
    }
    expect((await screen()).at(-1)).toBe('› a␤b␤cd');
    expect(lines).toEqual([]);
  });

  it('with control bytes loses them, and says how many', async () => {
    const { screen, type, written } = setUp();
    type(marked('a\u{1b}[2Jb\u{7}c\u{9b}31m\td\u{0}'));
    const shown = await screen();
    expect(shown.at(-1)).toBe('› a[2Jbc31m d');
    expect(shown[0]).toContain('4 control characters left out');
    expect(written.join('')).not.toContain('\u{1b}[2J');
  });

  it('of invisible and reordering characters shows them', async () => {
    const { screen, type } = setUp();
    type(marked('a\u{202e}b'));
    expect((await screen()).at(-1)).toBe(`› ${escapeText('a\u{202e}b')}`);
  });

  it('of many lines shows the first, escaped, and how many more there are', async () => {
    const { screen, type } = setUp(60, 24);
    type(marked(`a\u{1b}[2J\n${'long '.repeat(30)}\n${'x\n'.repeat(30)}`));
    const shown = await screen();
    expect(shown[0]).toBe('32 lines pasted, and not run:');
    expect(shown[1]).toBe('   1  a\\u{1b}[2J');
    expect(shown[2]).toMatch(/^ {3}2 {2}long .*…$/);
    expect(shown[10]).toBe('      … 23 more lines');
  });

  it('without marks in many reads is one paste, whatever ends a read', async () => {
    const { screen, type, lines, left, time } = setUp();
    for (const piece of ['/quit\r/say a', '\r', '/quit\r', '\u{1b}[2J/say b\r']) {
      type(piece);
      await time.advance(20);
    }
    expect(lines).toEqual([]);
    await time.advance(50);
    expect((await screen()).at(-1)).toBe('› /quit␤/say a␤/quit␤[2J/say b');
    expect(lines).toEqual([]);
    expect(left).toEqual([]);
    // A key that is typed afterwards is a key again.
    type('\r');
    await screen();
    expect(lines).toHaveLength(1);
  });

  it('without marks of 10 MB is refused once, and nothing of it runs', async () => {
    const { screen, type, lines, time } = setUp();
    for (let index = 0; index < 2500; index += 1)
      type(`${'x'.repeat(4000)}${index % 100 === 50 ? '\r' : ''}`);
    await screen();
    await time.advance(60);
    const shown = await screen();
    expect(shown).toEqual(['not pasted: more than 10000 characters on a line', 'status', '›']);
    expect(lines).toEqual([]);
  });

  it('without marks does not keep Ctrl-C from being heard', async () => {
    const { screen, type, left } = setUp();
    type('one\rtwo');
    type('\u{3}');
    await screen();
    expect(left).toEqual(['interrupt']);
  });

  it('does not take keys that come late together for a paste', async () => {
    const { screen, type, lines } = setUp(80, 24, ['/stats']);
    type('/say hi\r');
    type('\u{1b}[A\r\u{1b}[A\r');
    await screen();
    expect(lines).toEqual(['/say hi', '/say hi', '/say hi']);
  });

  it('that is too long is refused with the limit', async () => {
    const { screen, type } = setUp();
    type(marked('x'.repeat(2_000_000)));
    const shown = await screen();
    expect(shown[0]).toContain('not pasted: more than 10000 characters');
    expect(shown.at(-1)).toBe('›');
  });
});

describe('Tab', () => {
  it('completes, and lists what it cannot decide', async () => {
    const { screen, type } = setUp();
    type('/sa\t');
    expect((await screen()).at(-1)).toBe('› /say');
    type('\u{15}/only resp\t');
    expect((await screen()).at(-1)).toBe('› /only response.');
    type('\t');
    expect(await screen()).toEqual([
      'response.*        response.created  response.done',
      'status',
      '› /only response.',
    ]);
  });
});

describe('the header', () => {
  it('is painted ten times a second at most', async () => {
    const { header, written, time, screen } = setUp();
    await time.advance(1000);
    const before = written.length;
    for (let index = 0; index < 100; index += 1) {
      header([safe`status ${index}`]);
      await time.advance(10);
    }
    const paintings = written.length - before;
    expect(paintings).toBeGreaterThanOrEqual(9);
    expect(paintings).toBeLessThanOrEqual(12);
    await time.advance(100);
    expect((await screen())[0]).toBe('status 99');
  });

  it('gives way on a small screen', async () => {
    const { header, screen, time } = setUp(30, 2);
    header([safe`draft`, safe`status`]);
    await time.advance(1000);
    expect(await screen()).toEqual(['status', '›']);
  });

  it('never takes more than its row', async () => {
    const { header, screen, time } = setUp(10, 5);
    header([safe`much longer than that`]);
    await time.advance(1000);
    expect(await screen()).toEqual(['much lon…', '›']);
  });
});

describe('a terminal that is not read', () => {
  it('is given nothing more until it takes it, and then everything that waited', async () => {
    const { prompt, stick, written, scrollback, time, screen } = setUp();
    stick(true);
    prompt.output.write('first\n');
    await screen();
    const before = written.length;
    let took = true;
    for (let index = 0; index < 2000 && took; index += 1)
      took = prompt.output.write(`line ${index} ${'x'.repeat(50)}\n`);
    prompt.changed();
    await time.advance(5000);
    expect(written.length).toBe(before);
    // What writes into it is told to stop: its own bound is what drops and counts.
    expect(took).toBe(false);
    const drained = new Promise((resolve) => prompt.output.once('drain', resolve));
    stick(false);
    await drained;
    expect((await scrollback()).filter((line) => line.startsWith('line 0 '))).toHaveLength(1);
  });

  it('never holds up the stream: what has no room is left out, and counted when there is room again', async () => {
    const { prompt, stick, time, scrollback } = setUp();
    const out = outlet(prompt.output, { policy: 'drop', clock: time, onGone: () => undefined });
    const sink = streamSink(out, {
      entry: ({ seq }) => escapeText(`event ${seq} ${'x'.repeat(1000)}`),
      skipped: skippedText,
    });
    const entries = entriesOf(
      Array.from({ length: 2000 }, (_, index) =>
        received(index, 'response.output_audio_transcript.delta', { delta: 'x' }),
      ),
    );
    stick(true);
    for (const entry of entries) {
      sink.write(entry);
      expect(sink.flush?.()).toBeUndefined();
    }
    expect(prompt.output.writableLength).toBeLessThan(300_000);
    stick(false);
    await time.advance(100);
    const all = await scrollback();
    const shown = all.filter((line) => line.startsWith('event ')).length;
    const counted = /… ([\d,]+) (?:deltas|events) not shown/.exec(all.join('\n'))?.[1]?.replace(',', '');
    expect(shown).toBeGreaterThan(0);
    expect(shown + Number(counted)).toBe(2000);
  });
});
