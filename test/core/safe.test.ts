import headless from '@xterm/headless';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeJson, escapeText, joinSafe, safe, unescapeText } from '../../src/core/safe.ts';
import { forbidden, harmless, payloads } from './payloads.ts';

const short = (text: string): string => JSON.stringify(text).slice(0, 60);

/** Characters that are likely to go wrong, and ordinary ones between them. */
const nasty = fc.string({
  unit: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...payloads.filter((text) => text.length < 40), ...harmless) },
    {
      weight: 3,
      arbitrary: fc.constantFrom(
        '\u200d',
        '\u200c',
        '\ufe0f',
        '\u0301',
        '\u{1f469}',
        '\u{1f3fd}',
        '\u0645',
        '\u094d',
        '\u0915',
        '\u20e3',
        '1',
        '\\',
      ),
    },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 3 }) },
  ),
  maxLength: 40,
});

describe('escapeText', () => {
  it.each(harmless.map((text) => [text]))('leaves %s as it is', (text) => {
    expect(escapeText(text)).toBe(text);
  });

  it.each(payloads.map((text) => [short(text), text]))('lets nothing dangerous of %s through', (_, text) => {
    for (const options of [{}, { block: true }, { ascii: true }, { max: 7 }]) {
      const shown = escapeText(text, options);
      for (const line of options.block === true ? shown.split('\n') : [shown])
        expect(line).not.toMatch(forbidden);
    }
    expect(unescapeText(escapeText(text))).toBe(text.replaceAll('\t', ' '));
  });

  it.each([
    ['\x1b[2J', '\\u{1b}[2J'],
    ['a\tb', 'a b'],
    ['a\nb\r', 'a\\u{a}b\\u{d}'],
    ['\\u001b', '\\u001b'],
    ['\\u{1b}', '\\u{5c}u{1b}'],
    ['\u{e0041}', '\\u{e0041}'],
    ['a\u200db', 'a\\u{200d}b'],
    ['\u{1f469}\u200d', '\u{1f469}\\u{200d}'],
    ['\u200d\u{1f469}', '\\u{200d}\u{1f469}'],
    ['\u{1f469}\u200c\u{1f469}', '\u{1f469}\\u{200c}\u{1f469}'],
    ['1\ufe0f', '1\\u{fe0f}'],
    ['\ud83d', '\\u{d83d}'],
    [`a${'\u0301'.repeat(9)}`, `a${'\u0301'.repeat(8)}\\u{301}`],
  ])('writes %j as %j', (text, shown) => {
    expect(escapeText(text)).toBe(shown);
  });

  it('shows eight marks on a character, however many follow', () => {
    expect(escapeText(`a${'\u0301'.repeat(50)}`)).toBe(`a${'\u0301'.repeat(8)}${'\\u{301}'.repeat(42)}`);
  });

  it('joins no endless chain of emoji', () => {
    expect(escapeText(Array.from({ length: 500 }, () => '\u{1f469}').join('\u200d'))).not.toMatch(
      /(?:\u{1f469}\u200d){9}/u,
    );
  });

  it('keeps line feeds in a block and nothing else', () => {
    expect(escapeText('a\nb\r\n\u2028', { block: true })).toBe('a\nb\\u{d}\n\\u{2028}');
  });

  it('escapes joiners and selectors too when told to', () => {
    expect(escapeText('\u{1f469}\u200d\u{1f469} \u2764\ufe0f', { ascii: true })).toBe(
      '\u{1f469}\\u{200d}\u{1f469} \u2764\\u{fe0f}',
    );
  });

  it('cuts by characters and says how many are missing', () => {
    expect(escapeText('abcdef', { max: 6 })).toBe('abcdef');
    expect(escapeText('\u{1f600}\u{1f600}\u{1f600}abc', { max: 2 })).toBe('\u{1f600}\u{1f600}… +4 chars');
    expect(escapeText('\x1b'.repeat(9), { max: 1, ascii: true })).toBe('\\u{1b}... +8 chars');
  });

  it('can be undone, whatever it was given', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const shown = escapeText(text);
        expect(shown).not.toMatch(forbidden);
        expect(unescapeText(shown)).toBe(text.replaceAll('\t', ' '));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes time in proportion to the text', () => {
    // Quadratic work on a million characters would run into the test's time limit.
    for (const unit of ['\x1b', '\u0301', '\u200d', '\u{1f469}\u200d', '\\u{', '\u4e16']) {
      expect(escapeText(unit.repeat(1_000_000 / unit.length), { max: 900_000 }).length).toBeGreaterThan(
        400_000,
      );
    }
  });
});

describe('a terminal that is shown escaped text', () => {
  it('prints it and does nothing else', async () => {
    const terminal = new headless.Terminal({ cols: 400, rows: 50, allowProposedApi: true, logLevel: 'off' });
    const seen: string[] = [];
    terminal.onData((data) => seen.push(`answered ${data.length}`));
    terminal.onTitleChange(() => seen.push('title'));
    terminal.onBell(() => seen.push('bell'));
    for (const code of [4, 7, 8, 9, 10, 11, 50, 52, 104, 112, 133, 633, 777, 1337, 5522]) {
      terminal.parser.registerOscHandler(code, () => seen.push(`osc ${code}`) > 0);
    }
    for (const final of 'ABCDHJKPbcfhilmnpqrst') {
      terminal.parser.registerCsiHandler({ final }, () => seen.push(`csi ${final}`) > 0);
    }
    const write = (text: string): Promise<void> => new Promise((resolve) => terminal.write(text, resolve));
    for (const payload of payloads) {
      const shown = escapeText(payload, { max: 300 });
      terminal.reset();
      await write(`<${shown}>`);
      const { active } = terminal.buffer;
      let text = '';
      for (let row = 0; row < active.length; row += 1)
        text += active.getLine(row)?.translateToString(true) ?? '';
      expect(text.startsWith('<') && text.endsWith('>'), short(payload)).toBe(true);
      if (/^[\x20-\x7e]*$/.test(shown)) expect(text).toBe(`<${shown}>`);
    }
    expect(seen).toEqual([]);
    // The same terminal does notice when text is not escaped.
    for (const payload of payloads) await write(`${payload}\x1b\\`);
    expect(seen).toEqual(expect.arrayContaining(['title', 'bell', 'osc 52', 'csi J']));
    expect(seen.some((what) => what.startsWith('answered'))).toBe(true);
  });
});

describe('escapeJson', () => {
  it.each(payloads.map((text) => [short(text), text]))(
    'changes no value and shows nothing of %s',
    (_, text) => {
      const json = JSON.stringify({ [text]: [text] });
      const shown = escapeJson(json);
      expect(JSON.parse(shown)).toEqual(JSON.parse(json));
      expect(shown).not.toMatch(forbidden);
      expect(escapeJson(shown)).toBe(shown);
    },
  );

  it('gives back the text itself when there is nothing to do', () => {
    for (const text of harmless) expect(escapeJson(JSON.stringify(text))).toBe(JSON.stringify(text));
  });

  it('writes what lies beyond FFFF as a pair', () => {
    expect(escapeJson('"\u{e0041}\x7f"')).toBe('"\\udb40\\udc41\\u007f"');
  });

  it('makes one line of many, tabs apart', () => {
    expect(escapeJson('{\r\n\t"a": 1\n}')).toBe('{  \t"a": 1 }');
  });

  it('keeps any value, and has nothing left to do the second time', () => {
    fc.assert(
      fc.property(fc.oneof(nasty, fc.jsonValue()), (value) => {
        const shown = escapeJson(JSON.stringify(value));
        expect(shown).not.toMatch(forbidden);
        expect(JSON.stringify(JSON.parse(shown))).toBe(JSON.stringify(value));
        expect(escapeJson(shown)).toBe(shown);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('safe and joinSafe', () => {
  it('put words and safe parts together', () => {
    expect(safe`seq ${7}: ${escapeText('\x1b')}`).toBe('seq 7: \\u{1b}');
    expect(joinSafe([escapeText('a'), escapeText('b')], ', ')).toBe('a, b');
  });
});
