import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { terminalStream, type Files } from '../../src/ui/terminal.ts';

type Done = Parameters<Files['write']>[5];

/** Files on which every write is answered by hand. */
const byHand = ({ opens = true } = {}) => {
  const asked: { fd: number; text: string; done: Done }[] = [];
  const opened: string[] = [];
  const closed: number[] = [];
  const files: Files = {
    constants: fs.constants,
    openSync(path, flags) {
      if (!opens) throw new Error('EACCES');
      opened.push(`${path} ${(flags & fs.constants.O_NONBLOCK) !== 0 ? 'never blocks' : ''}`);
      return 99;
    },
    close(fd, done) {
      closed.push(fd);
      done(null);
    },
    write(fd, buffer, offset, length, _position, done) {
      asked.push({ fd, text: Buffer.from(buffer.subarray(offset, offset + length)).toString(), done });
    },
  };
  const resizing: (() => void)[] = [];
  const size = { columns: 80, rows: 24 };
  const real = {
    fd: 1,
    get columns() {
      return size.columns;
    },
    get rows() {
      return size.rows;
    },
    on: (_event: 'resize', call: () => void) => resizing.push(call),
  };
  return { terminal: terminalStream(real, files), asked, opened, closed, resizing, size };
};

const eventually = async (true_: () => boolean): Promise<boolean> => {
  for (let turn = 0; turn < 500 && !true_(); turn += 1)
    await new Promise((resolve) => setTimeout(resolve, 5));
  return true_();
};

const eagain = Object.assign(new Error('again'), { code: 'EAGAIN' });

describe('terminalStream', () => {
  it('writes to a descriptor of its own, the rest of a short write too', async () => {
    const { terminal, asked, opened } = byHand();
    terminal.write('hello');
    expect([opened, asked[0]?.fd, asked[0]?.text]).toEqual([['/proc/self/fd/1 never blocks'], 99, 'hello']);
    asked[0]?.done(null, 2);
    expect(asked[1]?.text).toBe('llo');
    terminal.write('a');
    terminal.write('b');
    asked[1]?.done(null, 3);
    await eventually(() => asked.length === 3);
    // What came meanwhile goes out in one piece.
    expect(asked[2]?.text).toBe('ab');
  });

  it('uses the descriptor there is where no other can be had', () => {
    const { terminal, asked } = byHand({ opens: false });
    terminal.write('x');
    expect(asked[0]?.fd).toBe(1);
  });

  it('tries again while the terminal takes nothing, and not once it is destroyed', async () => {
    const { terminal, asked, closed } = byHand();
    let written = 0;
    terminal.write('x', () => {
      written += 1;
    });
    asked[0]?.done(eagain, 0);
    expect(await eventually(() => asked.length === 2)).toBe(true);
    expect(written).toBe(0);
    asked[1]?.done(eagain, 0);
    terminal.destroy();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect([asked.length, closed]).toEqual([2, [99]]);
  });

  it('writes no more once it is destroyed, even when half of it was written', () => {
    const { terminal, asked } = byHand();
    terminal.write('hello');
    terminal.destroy();
    asked[0]?.done(null, 2);
    expect(asked.length).toBe(1);
  });

  it('tells of a terminal that was closed, and is no crash without a listener', async () => {
    const { terminal, asked } = byHand();
    const errors: unknown[] = [];
    terminal.write('x');
    terminal.on('error', (error) => errors.push(error));
    const gone = Object.assign(new Error('gone'), { code: 'EIO' });
    asked[0]?.done(gone, 0);
    await eventually(() => errors.length > 0);
    expect(errors).toEqual([gone]);
    const other = byHand();
    other.terminal.write('x');
    other.asked[0]?.done(gone, 0);
    await new Promise((resolve) => setTimeout(resolve, 10));
  });

  it('is as large as the real one, and says when that changes', () => {
    const { terminal, resizing, size } = byHand();
    let resized = 0;
    terminal.on('resize', () => {
      resized += 1;
    });
    size.columns = 140;
    for (const call of resizing) call();
    expect([terminal.isTTY, terminal.columns, terminal.rows, resized]).toEqual([true, 140, 24, 1]);
  });

  it('moves the cursor as a terminal stream does', () => {
    const { terminal, asked } = byHand();
    terminal.cursorTo(0);
    asked[0]?.done(null, 4);
    expect(asked[0]?.text).toBe('\x1b[1G');
  });
});

// A named pipe nobody reads behaves as a terminal nobody reads: it is full after 64 KiB.
describe.skipIf(process.platform !== 'linux')('with a reader that stopped reading', () => {
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  it('the process goes on, and everything arrives when it is read again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rt-terminal-'));
    folders.push(folder);
    const path = join(folder, 'pipe');
    expect(spawnSync('mkfifo', [path]).status).toBe(0);
    const fd = openSync(path, fs.constants.O_RDWR);
    const terminal = terminalStream({ fd, on: () => {} });
    let written = false;
    terminal.write('x'.repeat(300_000), () => {
      written = true;
    });
    let ticks = 0;
    const ticking = setInterval(() => {
      ticks += 1;
    }, 5);
    await eventually(() => ticks >= 10);
    expect([ticks >= 10, written, terminal.writableLength]).toEqual([true, false, 300_000]);

    const buffer = Buffer.alloc(65_536);
    let read = 0;
    while (read < 300_000) {
      read += readSync(fd, buffer, 0, 4096, null);
      // Never ask for more than there is: this descriptor blocks.
      if (read % 61_440 === 0 || read === 65_536) await new Promise((resolve) => setTimeout(resolve, 60));
    }
    expect(await eventually(() => written)).toBe(true);
    clearInterval(ticking);
    expect(read).toBe(300_000);
    terminal.destroy();
    fs.closeSync(fd);
  });
});
