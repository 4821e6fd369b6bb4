import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import headless from '@xterm/headless';
import type { KeyboardInput } from '../../src/ui/keyboard.ts';
import type { PromptOutput } from '../../src/ui/prompt-screen.ts';

/** A terminal of two ends: a keyboard to type on, and a screen that an emulator keeps. */
export const fakeTerminal = (columns = 80, rows = 24) => {
  const emulator = new headless.Terminal({
    cols: columns,
    rows,
    convertEol: true,
    scrollback: 20_000,
    allowProposedApi: true,
  });
  const keys = new PassThrough();
  const raw: boolean[] = [];
  const input: KeyboardInput = Object.assign(keys, { setRawMode: (mode: boolean) => raw.push(mode) });
  const written: string[] = [];
  let stuck = false;
  const size = { columns, rows };

  const output = Object.assign(new EventEmitter(), {
    get columns() {
      return size.columns;
    },
    get rows() {
      return size.rows;
    },
    write(text: string) {
      written.push(text);
      emulator.write(text);
      return !stuck;
    },
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only what a prompt uses
  }) as unknown as PromptOutput & EventEmitter;
  Object.defineProperties(output, {
    columns: { get: () => size.columns },
    rows: { get: () => size.rows },
  });

  const settled = (): Promise<void> =>
    new Promise((resolve) => {
      setImmediate(() => setImmediate(() => emulator.write('', resolve)));
    });

  return {
    input,
    output,
    written,
    raw,
    emulator,
    type: (text: string) => keys.write(text),
    hangUp: () => keys.end(),
    /** From here on the terminal takes nothing more, or everything again. */
    stick: (value: boolean): void => {
      stuck = value;
      if (!value) output.emit('drain');
    },
    resize: (toColumns: number, toRows: number): void => {
      size.columns = toColumns;
      size.rows = toRows;
      emulator.resize(toColumns, toRows);
      output.emit('resize');
    },
    /** The lines on the screen, without empty ones at the end. */
    screen: async (): Promise<string[]> => {
      await settled();
      const { active } = emulator.buffer;
      const lines = Array.from(
        { length: emulator.rows },
        (_, row) =>
          active
            .getLine(active.baseY + row)
            ?.translateToString(true)
            .trimEnd() ?? '',
      );
      while (lines.at(-1) === '') lines.pop();
      return lines;
    },
    /** Everything ever shown, scrolled away or not. */
    scrollback: async (): Promise<string[]> => {
      await settled();
      const { active } = emulator.buffer;
      return Array.from(
        { length: active.length },
        (_, row) => active.getLine(row)?.translateToString(true) ?? '',
      );
    },
    /** Where the cursor is on the screen. */
    cursor: async (): Promise<{ row: number; column: number }> => {
      await settled();
      return { row: emulator.buffer.active.cursorY, column: emulator.buffer.active.cursorX };
    },
  };
};
