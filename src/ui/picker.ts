import type { Clock, Safe } from '../core/ports.ts';
import { safe } from '../core/safe.ts';
import { keyboard, type KeyboardInput } from './keyboard.ts';
import { region } from './region.ts';
import type { Paint } from './theme.ts';
import { fit } from './width.ts';

/** Where something is picked: the terminal, and what ends it from outside. */
export type PickerPlace = {
  readonly input: KeyboardInput;
  readonly output: NodeJS.WritableStream & { columns?: number; rows?: number };
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly paint: Paint;
};

/** What was picked, by its number from 0; or how it was left: `escape`, `interrupt` (Ctrl-C), `gone` (the terminal). */
export type Picked = number | 'escape' | 'interrupt' | 'gone';

/**
 * A list to pick from, one row each: arrows (or j and k) and Enter, or a digit. The screen and the keyboard are as they
 * were when it is over.
 */
export const pick = (title: Safe, choices: readonly Safe[], place: PickerPlace): Promise<Picked> => {
  const { input, output, clock, signal, paint } = place;
  const shown = region();
  let chosen = 0;

  const columns = (): number => Math.max(20, output.columns ?? 80);
  const draw = (): void => {
    // What is picked stays in sight on a screen that is too small for all.
    const room = Math.max(1, (output.rows ?? 24) - 3);
    const first = Math.max(0, Math.min(chosen - Math.floor(room / 2), choices.length - room));
    const rows = choices.slice(first, first + room).map((choice, at) => {
      const nth = first + at;
      const number = nth < 9 ? safe`${nth + 1}` : safe` `;
      const row = safe`${nth === chosen ? safe`>` : safe` `} ${number}  ${choice}`;
      const fitted = fit(row, columns() - 1);
      return nth === chosen ? paint('bold', fitted) : fitted;
    });
    const help = paint('dim', fit(safe`arrows and Enter, or a digit; Esc leaves`, columns() - 1));
    const layout = {
      rows: [paint('bold', fit(title, columns() - 1)), ...rows, help],
      cursor: { row: 1 + chosen - first, column: 0 },
    };
    output.write(shown.paint('', layout, columns()));
  };

  return new Promise((resolve) => {
    const done = (picked: Picked): void => {
      close();
      output.removeListener('resize', draw);
      signal.removeEventListener('abort', gone);
      output.write(shown.clear(columns()));
      resolve(picked);
    };
    const gone = (): void => done('interrupt');
    const move = (by: number): void => {
      chosen = (chosen + by + choices.length) % choices.length;
      draw();
    };
    const close = keyboard(
      input,
      {
        key: (sequence, key) => {
          const digit = /^[1-9]$/.test(sequence ?? '') ? Number(sequence) - 1 : undefined;
          if (key.ctrl === true && key.name === 'c') done('interrupt');
          else if (key.name === 'escape' || key.name === 'q' || (key.ctrl === true && key.name === 'd'))
            done('escape');
          else if (key.name === 'up' || key.name === 'k' || (key.ctrl === true && key.name === 'p')) move(-1);
          else if (key.name === 'down' || key.name === 'j' || (key.ctrl === true && key.name === 'n'))
            move(1);
          else if (key.name === 'return' || key.name === 'enter') done(chosen);
          else if (digit !== undefined && digit < choices.length) done(digit);
        },
        paste: () => undefined,
        end: () => done('gone'),
      },
      clock,
    );
    signal.addEventListener('abort', gone, { once: true });
    output.on('resize', draw);
    if (signal.aborted) gone();
    else draw();
  });
};
