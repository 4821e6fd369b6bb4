import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { afterwards, attached, closeWindows, missing } from './tmux.ts';

afterEach(closeWindows);

const sizes = [
  { columns: 80, rows: 24 },
  { columns: 140, rows: 40 },
];

describe.skipIf(missing !== undefined)(
  `the prompt in tmux${missing === undefined ? '' : ` (skipped: ${missing})`}`,
  // A wait alone may take fifteen seconds on a slow machine.
  { timeout: 90_000 },
  () => {
    it.each(sizes)('at $columns×$rows: a command, its outcome, and the way out', async (window) => {
      const { sees, text, keys, screen, sim, call } = await attached(window, { speed: 5 });
      text('/say The manager joins in two minutes. 🌮 漢字');
      await sees('› /say The manager joins in two minutes. 🌮 漢字');
      expect(sim.log(call).filter(({ dir }) => dir === 'in')).toEqual([]);
      keys('Enter');
      await sees('/say confirmed, said: "The manager joins in two minutes. 🌮 漢字"');
      const lines = screen().split('\n');
      expect(lines.at(-1)).toBe('›');
      expect(lines.at(-2)).toMatch(/^● attached \d:\d\d · .*tokens/);
      expect(lines.filter((line) => line.includes('● attached'))).toHaveLength(1);
      keys('C-c');
      const after = await sees('exit 130');
      expect(after).toContain('detached; the call goes on');
      expect(after).not.toContain('● attached');
      // The shell has its own line editing back.
      text('echo again');
      keys('Enter');
      await sees(/^again$/m);
    });

    it.each(sizes)(
      'at $columns×$rows: /hangup asks with the call in sight, and says that it is over',
      async (window) => {
        const { sees, text, keys, sim, call } = await attached(window, { speed: 5 });
        const asked = `call …${call.slice(-8)}: hang up? [y/N]`;
        text('/hangup');
        keys('Enter');
        await sees(asked);
        keys('Enter');
        await sees('/hangup not sent: not confirmed');
        expect(sim.log(call).filter(({ kind }) => kind === 'rest')).toEqual([]);
        text('/hangup --say Goodbye.');
        keys('Enter');
        await sees(`call …${call.slice(-8)}: say these 8 characters and hang up? [y/N]`);
        text('y');
        keys('Enter');
        const after = await sees('exit 0');
        expect(after).toMatch(/heard: "Goodbye\."\n[^]*\/hangup confirmed, the call has ended/);
        expect(after).not.toContain('● attached');
        expect(sim.log(call).filter(({ kind, dir }) => kind === 'rest' && dir === 'in')).toHaveLength(1);
      },
    );

    it('Ctrl-L leaves no copies of the prompt in the history of the terminal', async () => {
      const { sees, text, keys, everything } = await attached({ columns: 80, rows: 24 });
      keys('C-l');
      await sees(/^● attached/);
      text('hello');
      await sees('› hello');
      await sees(/● attached 0:0[2-9]/);
      expect(everything().match(/● attached/g)).toHaveLength(1);
    });

    it.each(sizes)('at $columns×$rows: a long line with wide characters and emoji', async (window) => {
      const { sees, text, keys, cursor, screen } = await attached(window);
      const long = `/say ${'漢字 and 🌮👍 '.repeat(10)}the end`;
      text(long);
      await sees('the end');
      const typed = screen().split('\n');
      const first = typed.findIndex((line) => line.startsWith('› '));
      expect(typed[first - 1]).toContain('● attached');
      expect(
        typed
          .slice(first)
          .map((line) => line.slice(2))
          .join('')
          .replaceAll(/\s/g, ''),
      ).toBe(long.replaceAll(/\s/g, ''));
      keys('C-a');
      await expect.poll(cursor).toBe(`2,${first}`);
      keys('C-u', 'C-k');
      await expect.poll(() => screen().split('\n').at(-1)).toBe('›');
    });

    it('keeps its rows where the terminal thinks otherwise about the width of an emoji', async () => {
      const { sees, text, keys, screen } = await attached({ columns: 60, rows: 20 });
      text(`/say ${'👍🏽👩‍👩‍👧‍👦'.repeat(20)} end`);
      await sees('/say');
      // The status line is drawn anew every second: what it has to be drawn around is there by now.
      const first = /attached (\d+:\d\d)/.exec(screen())?.[1] ?? 'no time';
      const shown = await sees(new RegExp(`attached (?!${first})\\d+:\\d\\d`));
      const lines = shown.split('\n');
      expect(lines.filter((line) => line.includes('● attached'))).toHaveLength(1);
      keys('C-u');
      await expect.poll(() => screen().split('\n').slice(1).join('|')).toMatch(/^● attached [^|]*\|›$/);
    });

    it.each(sizes)('at $columns×$rows: a burst of events while somebody types', async (window) => {
      const { sees, text, everything, keys, screen } = await attached(
        window,
        { scenario: 'long-talk' },
        '--deltas',
      );
      await sees('agent    says', '-S', '-');
      const words = '/say words typed into the stream';
      for (const letter of words) {
        text(letter);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
      const shown = await sees(`› ${words}`);
      const lines = shown.split('\n');
      expect(lines.at(-1)).toBe(`› ${words}`);
      expect(lines.at(-2)).toContain('agent speaking');
      // What is being said grows above the status line.
      expect(lines.at(-3)).toMatch(/^agent +…? ?\S/);
      keys('C-u');
      keys('C-d');
      await sees('exit 0');
      const numbers = [...everything().matchAll(/^#(\d+) +\d\d:\d\d:\d\d\.\d{3} +agent +says/gm)].map(
        ([, seq]) => Number(seq),
      );
      expect(numbers.length).toBeGreaterThan(8);
      // Every event once, in order, none painted over.
      expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
      const missed = numbers.slice(1).filter((seq, index) => seq !== (numbers[index] ?? 0) + 1);
      expect(missed.length).toBeLessThan(numbers.length / 4);
      expect(screen()).not.toContain('● attached');
    });

    it('is whole again after the window was made smaller and larger', async () => {
      const { sees, text, keys, resize, screen } = await attached({ columns: 100, rows: 24 });
      for (let index = 0; index < 12; index += 1) {
        text(`/show 9000${index}`);
        keys('Enter');
        await sees(`no event 9000${index} here`);
      }
      text('/say half a thought that is long enough to be broken into rows when the window gets narrow');
      await sees('gets narrow');
      for (const [columns, rows] of [
        [44, 16],
        [120, 30],
        [80, 24],
      ] as const) {
        resize(columns, rows);
        await expect
          .poll(
            () => {
              const lines = screen().split('\n');
              const first = lines.findIndex((line) => line.startsWith('› /say half'));
              const status = lines.filter((line) => line.includes('● '));
              const input = lines
                .slice(first)
                .map((line) => line.slice(2))
                .join('')
                .replaceAll(/\s/g, '');
              return { statuses: status.length, above: lines[first - 1]?.includes('● '), input };
            },
            { timeout: 5000 },
          )
          .toEqual({
            statuses: 1,
            above: true,
            input:
              '/say half a thought that is long enough to be broken into rows when the window gets narrow'.replaceAll(
                /\s/g,
                '',
              ),
          });
        expect(screen()).toContain('no event 900011 here');
      }
    });

    it('takes a paste of several lines as one, and runs none of them', async () => {
      const { sees, paste, keys, sim, call, screen } = await attached({ columns: 80, rows: 24 });
      paste('/say one\n/quit\n\u{1b}[2J/say two\n');
      await sees('› /say one␤/quit␤[2J/say two');
      expect(screen()).toContain(
        '3 lines pasted, and not run:\n   1  /say one\n   2  /quit\n   3  \\u{1b}[2J/say two\n',
      );
      expect(screen()).toContain('1 control character left out of the paste');
      keys('Enter');
      await sees('run these 3 lines as one command? [y/N]');
      keys('Enter');
      await sees('not run: not confirmed');
      expect(sim.log(call).filter(({ dir }) => dir === 'in')).toEqual([]);
      keys('C-d');
      await sees('exit 0');
    });

    it.each(sizes)('at $columns×$rows: holds the stream to look back, and loses nothing', async (window) => {
      const { sees, keys, alternate, everything, screen, text } = await attached(
        window,
        { scenario: 'long-talk', speed: 4 },
        '--deltas',
      );
      // Any of so many: a single one may be gone before anybody looks.
      await sees(/#(?:[4-9]\d|\d{3,}) /);
      keys('PPage');
      await sees(/⏸ [\d,]+ new line/);
      expect(alternate()).toBe(true);
      const held = screen().split('\n').slice(0, -3);
      await sees(/⏸ \d\d+ new lines, End resumes/);
      expect(screen().split('\n').slice(0, -3)).toEqual(held);
      text('/stats');
      await sees('› /stats');
      keys('End');
      await expect.poll(alternate).toBe(false);
      await sees('› /stats');
      keys('C-u', 'C-d');
      await sees('exit 0');
      const numbers = [...everything().matchAll(/^#(\d+) +\d\d:/gm)].map(([, seq]) => Number(seq));
      expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
      const says = [...everything().matchAll(/^#(\d+) +\S+ +agent +says/gm)].map(([, seq]) => Number(seq));
      const missed = says.slice(1).filter((seq, index) => seq !== (says[index] ?? 0) + 1);
      expect(missed.length).toBeLessThan(says.length / 4);
    });

    it('waits for a call that takes long, with a prompt that can be typed in and left', async () => {
      const { sees, text, keys } = await attached(
        { columns: 80, rows: 24 },
        { faults: ['hang_upgrades=9'] },
        '',
        '',
        '○ connecting',
      );
      // Longer than it takes a spinner to turn, where one would.
      await new Promise((resolve) => setTimeout(resolve, 1000));
      text('/stats');
      await sees(/○ connecting\n› \/stats$/);
      keys('C-u', 'C-c');
      const shown = await sees('exit 130');
      expect(shown).not.toContain('RTS-000');
    });

    it.each(sizes)('at $columns×$rows: holds rows as wide as the screen as they are', async (window) => {
      const { sees, keys, text, screen, alternate } = await attached(window);
      text(`/${'x'.repeat(window.columns - 3)}`);
      await sees('xxx');
      keys('Enter');
      await sees('no such command');
      const above = (): string =>
        screen()
          .split('\n')
          .filter((row) => /xxx|such/.test(row))
          .join('\n');
      const before = above();
      expect(before.split('\n')[0]).toHaveLength(window.columns);
      keys('C-s');
      await expect.poll(alternate).toBe(true);
      await sees('⏸ paused');
      expect(above()).toBe(before);
    });

    it('remembers the lines typed in runs before, but no keys and no answers', async () => {
      const state = mkdtempSync(join(tmpdir(), 'rt-history-'));
      afterwards(() => rmSync(state, { recursive: true, force: true }));
      const env = { XDG_STATE_HOME: state, RT_SIDEBAND_REMEMBER: 'all' };
      const first = await attached({ columns: 80, rows: 24, env });
      const key = ['sk', 'proj', 'x'.repeat(24)].join('-');
      for (const line of ['/show 901', `/show ${key}`, '/instruct Be brief.', 'n', '/show 902']) {
        first.text(line);
        await first.sees(`› ${line}`);
        first.keys('Enter');
        await first.sees(line === 'n' ? 'not confirmed' : new RegExp(`^› ${line}\n\\w`, 'm'));
      }
      first.keys('C-d');
      await first.sees('exit 0');
      const file = join(state, 'rt-sideband', 'history');
      expect(readFileSync(file, 'utf8')).toBe('/show 901\n/instruct Be brief.\n/show 902\n');
      expect(statSync(file).mode & 0o777).toBe(0o600);

      const second = await attached({ columns: 80, rows: 24, env });
      second.keys('Up');
      await second.sees(/^› \/show 902$/m);
      second.keys('C-u', 'C-r');
      second.text('brief');
      await second.sees('search “brief” › /instruct Be brief.');
      second.keys('Enter');
      await second.sees(/^› \/instruct Be brief\.$/m);
      expect(second.sim.log(second.call).filter(({ dir }) => dir === 'in')).toEqual([]);
    });

    it('ends quietly with the terminal, the recording whole', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'rt-hangup-'));
      afterwards(() => rmSync(folder, { recursive: true, force: true }));
      const [file, errors] = [join(folder, 'call.ndjson'), join(folder, 'errors.txt')];
      const { close } = await attached({ columns: 80, rows: 24 }, {}, `--record ${file} 2> ${errors}`);
      close();
      await expect.poll(() => readFileSync(file, 'utf8'), { timeout: 10_000 }).toContain('"kind":"end"');
      expect(readFileSync(file, 'utf8').trimEnd().split('\n').at(-1)).toContain(
        '"exit":{"code":129,"name":"hangup"}',
      );
      // Node aborts where it would restore a terminal that is gone; nothing of that may be seen.
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(readFileSync(errors, 'utf8')).not.toContain('Assert');
    });

    it('is coloured, and is not with NO_COLOR', async () => {
      const coloured = await attached({ columns: 80, rows: 24 });
      expect(coloured.screen('-e')).toMatch(/\u{1b}\[32m● attached/u);
      const plain = await attached({ columns: 80, rows: 24, env: { NO_COLOR: '1' } });
      expect(plain.screen('-e')).not.toMatch(/\u{1b}\[/u);
    });
  },
);
