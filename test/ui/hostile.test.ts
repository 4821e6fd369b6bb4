import headless from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { SidebandError } from '../../src/core/error.ts';
import { draftLine } from '../../src/ui/draft-line.ts';
import { formatOf, type FormatName } from '../../src/ui/formats.ts';
import { failure } from '../../src/ui/status.ts';
import { forbidden, harmless, payloads as all } from '../core/payloads.ts';
import { callWith } from './hostile.ts';
import { endOf, entriesOf, header } from './scripts.ts';

// Of a text that repeats without end, its beginning does.
const payloads = all.map((text) => text.slice(0, 5000));

// `raw` is refused on a terminal.
const formats: readonly FormatName[] = ['pretty', 'line', 'transcript', 'json'];

const shown = async (
  format: FormatName,
  text: string,
  options: { ascii?: boolean; columns?: undefined } = {},
): Promise<string> => {
  const view = (await formatOf(format))({
    header,
    zone: 'UTC',
    coloured: true,
    columns: () => 80,
    deltas: true,
    audio: true,
    numbers: true,
    highlight: /e/u,
    ...options,
  });
  const entries = entriesOf(callWith(text));
  const drafts = entries.map(({ session }) => draftLine(session, 80, true));
  return [
    view.head?.(),
    ...entries.map((entry) => view.entry(entry)),
    ...drafts,
    view.end?.(endOf(entries), 999),
    failure(new SidebandError('usage', 'no', { said: text, hint: 'none' }), {
      stderr: { isTTY: true },
      env: {},
    }),
  ]
    .filter((line) => line !== undefined)
    .join('\n');
};

/** What remains when our own colours are taken away. */
const bare = (text: string): string => text.replaceAll(/\x1b\[(\d|1;\d\d|\d\d)m/g, '');

const name = (text: string): string => JSON.stringify(text).slice(0, 50);

describe.each(formats)('%s', (format) => {
  it.each(payloads.map((text) => [name(text), text]))(
    'lets nothing of %s reach the terminal',
    async (_, text) => {
      for (const ascii of [false, true])
        expect(bare(await shown(format, text, { ascii })).replaceAll('\n', '')).not.toMatch(forbidden);
    },
  );

  it.each(harmless.filter((text) => text.length < 40).map((text) => [text]))(
    'shows %s as it is',
    async (text) => {
      // In JSON a quote is written with a backslash; nothing else differs.
      const written = format === 'json' ? JSON.stringify(text).slice(1, -1) : text;
      expect(
        bare(await shown(format, text))
          .replaceAll(/\n +/g, ' ')
          .replaceAll('\\"', '"'),
      ).toContain(written);
    },
  );

  it('keeps an emulator in its ground state, and silent', async () => {
    const terminal = new headless.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
    const heard: string[] = [];
    const hear = (what: string) => (): boolean => {
      heard.push(what);
      return false;
    };
    terminal.onData(hear('a reply'));
    terminal.onBinary(hear('a reply'));
    terminal.onTitleChange(hear('a title'));
    terminal.onBell(hear('a bell'));
    const finals = Array.from({ length: 0x7f - 0x40 }, (_, index) => String.fromCharCode(0x40 + index));
    for (const final of finals) {
      if (final !== 'm') terminal.parser.registerCsiHandler({ final }, hear(`CSI ${final}`));
      for (const prefix of ['?', '>', '=', '<'])
        terminal.parser.registerCsiHandler({ prefix, final }, hear(`CSI ${prefix}${final}`));
      terminal.parser.registerDcsHandler({ final }, hear(`DCS ${final}`));
    }
    for (const final of '78cDEHMNOZ=>') terminal.parser.registerEscHandler({ final }, hear(`ESC ${final}`));
    for (const code of [0, 1, 2, 4, 7, 8, 9, 10, 11, 50, 52, 104, 112, 133, 633, 777, 1337, 5522])
      terminal.parser.registerOscHandler(code, hear(`OSC ${code}`));
    // Of what repeats without end the other tests see enough.
    for (const text of payloads.filter(({ length }) => length <= 1000)) {
      const all = (await shown(format, text)).replaceAll('\n', '\r\n');
      await new Promise<void>((resolve) => terminal.write(`${all}\r\nstill here`, resolve));
      const { active } = terminal.buffer;
      const last = active.getLine(active.baseY + active.cursorY)?.translateToString(true);
      expect([last, terminal.buffer.active.type, heard]).toEqual(['still here', 'normal', []]);
      await new Promise<void>((resolve) => terminal.write('\r\n', resolve));
    }
    terminal.dispose();
  });
});

describe('json', () => {
  it.each([...payloads, ...harmless].map((text) => [name(text), text]))(
    'holds %s exactly',
    async (_, text) => {
      const view = (await formatOf('json'))({ header });
      const entries = entriesOf(callWith(text));
      for (const entry of entries) {
        const record = JSON.parse(view.entry(entry) ?? '') as {
          event?: unknown;
          text?: unknown;
          base64?: unknown;
        };
        if (entry.signal.kind !== 'frame') continue;
        if (record.event === undefined) expect(record.text ?? record.base64).toBe(entry.signal.text);
        else expect(record.event).toEqual(JSON.parse(entry.signal.text));
      }
    },
  );
});
