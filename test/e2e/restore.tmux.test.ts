import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { cleanUp, folder, until } from './program.ts';
import { attached, closeWindows, missing } from './tmux.ts';

afterEach(async () => {
  await closeWindows();
  await cleanUp();
});

/** What the private modes of a terminal are after all that was written to it: the last word on each. */
const modes = (output: string): Record<string, string> => {
  const last: Record<string, string> = {};
  for (const [, mode, to] of output.matchAll(/\u{1b}\[\?(\d+)([hl])/gu)) last[mode ?? ''] = to ?? '';
  return last;
};

// Loaded into the program before it starts; a signal that it does not know breaks it at a place of our choice.
const breaking: Readonly<Record<string, string>> = {
  'an error nobody expects': 'throw new Error("broken")',
  'a promise nobody waits for': 'Promise.reject(new Error("broken"))',
  'an error while the prompt is painted': 'Array.prototype.toSorted = () => { throw new Error("broken") }',
  'an error in what takes the stream': 'JSON.stringify = () => { throw new Error("broken") }',
};

describe.skipIf(missing !== undefined)(
  `the terminal afterwards${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  // A wait alone may take fifteen seconds on a slow machine.
  { timeout: 90_000 },
  () => {
    const open = async (paused: boolean, broken?: string) => {
      const path = folder();
      const [pid, breaker] = [join(path, 'pid'), join(path, 'break.cjs')];
      writeFileSync(
        breaker,
        `require('fs').writeFileSync(${JSON.stringify(pid)}, String(process.pid));\n` +
          (broken === undefined ? '' : `process.on('SIGUSR2', () => { ${broken} });\n`),
      );
      const stty = (name: string): string => `stty -g > ${join(path, name)}; `;
      const made = await attached(
        { columns: 80, rows: 24 },
        { scenario: 'order' },
        '',
        `${stty('before')}NODE_OPTIONS='--require ${breaker}' `,
      );
      const output = made.output();
      await made.sees('agent    started speaking');
      made.text('/say half a thought');
      await made.sees('/say half a thought');
      if (paused) {
        made.keys('PPage');
        await until(made.alternate, 'the other screen');
      }
      const run = (signal: string): void =>
        void execFileSync('kill', [`-${signal}`, readFileSync(pid, 'utf8')]);
      const restored = async (exit: string | RegExp): Promise<string> => {
        const shown = await made.sees(exit);
        made.text(`clear; ${stty('after')}echo done`);
        made.keys('Enter');
        await made.sees(/^done$/m);
        expect(readFileSync(join(path, 'after'), 'utf8')).toBe(readFileSync(join(path, 'before'), 'utf8'));
        expect(made.alternate()).toBe(false);
        // The pipe began when the marks of pastes were asked for already.
        const { '1049': other = 'l', '25': cursor = 'h', ...rest } = modes(output());
        expect({ ...rest, other, cursor }).toEqual({ '2004': 'l', '7': 'h', other: 'l', cursor: 'h' });
        expect(shown).not.toContain('● attached');
        expect(shown).not.toContain('⏸');
        expect(shown).not.toContain('half a thought');
        expect(shown).toContain('agent    started speaking');
        return shown;
      };
      return { ...made, kill: run, restored };
    };

    describe.each([
      ['', false],
      [', while the stream is held', true],
    ] as const)('is as it was before%s', (_words, paused) => {
      it.each([
        ['Ctrl-C', 'C-c', 'exit 130'],
        ['Ctrl-D', 'C-d', 'exit 0'],
      ])('after %s', async (_name, key, exit) => {
        const { keys, restored } = await open(paused);
        keys('C-u', key);
        await restored(exit);
      });

      it('after /quit', async () => {
        const { keys, text, restored } = await open(paused);
        keys('C-u');
        text('/quit');
        keys('Enter');
        await restored('exit 0');
      });

      it('after the end of the call', async () => {
        const { sim, call, restored } = await open(paused);
        sim.endCall(call);
        await restored('exit 0');
      });

      it.each([
        ['TERM', 'exit 143'],
        ['INT', 'exit 130'],
        ['HUP', 'exit 129'],
      ])('after SIG%s', async (signal, exit) => {
        const { kill, restored } = await open(paused);
        kill(signal);
        await restored(exit);
      });

      it.each(Object.entries(breaking))('after %s', async (name, broken) => {
        const { kill, restored, sim, call } = await open(paused, broken);
        kill('USR2');
        // What takes the stream meets its error with the next news of the connection.
        if (name.includes('takes the stream')) sim.dropSockets(call);
        const shown = await restored('exit 70');
        expect(shown.match(/RTS-000 internal error/g)).toHaveLength(1);
        expect(shown).not.toContain('broken');
      });
    });
  },
);
