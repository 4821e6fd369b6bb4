import { describe, expect, test } from 'vitest';
import { configDiff } from '../../src/core/config-diff.ts';
import type { Raw } from '../../src/core/raw.ts';
import { diffFields, diffRows, diffText, type DiffOptions } from '../../src/ui/config-diff.ts';
import { rows } from '../../src/ui/rows.ts';
import { theme } from '../../src/ui/theme.ts';

const shown = (before: Raw, after: Raw, options: DiffOptions = {}): readonly string[] =>
  diffText(diffRows(configDiff(before, after), options), rows(theme(false)));
const fields = (before: Raw, after: Raw): string => diffFields(configDiff(before, after));
const key = ['sk', 'test', 'abcdefghijklmnop'].join('-');

describe('what changed, for people', () => {
  test('a short value in one row, a long one in two', () => {
    expect(shown({ speed: 1 }, { speed: 1.1 })).toEqual(['speed 1 → 1.1']);
    expect(shown({}, { speed: 1.1 }, { ascii: true })).toEqual(['speed not set -> 1.1']);
    const [head, old, now] = shown({ modes: ['a'.repeat(50)] }, { modes: ['b'.repeat(50)] });
    expect(head).toBe('modes');
    expect(old).toMatch(/^ {2}- \["a+"\]$/);
    expect(now).toMatch(/^ {2}\+ \["b+"\]$/);
  });

  test('a text by its lines, without those that stand far from any change', () => {
    expect(shown({ instructions: 'a\nb\nc\nd\ne\nf' }, { instructions: 'a\nb\nc\nd\nE\nf\n' })).toEqual([
      'instructions',
      '    …',
      '    d',
      '  - e',
      '  + E',
      '    f',
      '  +',
    ]);
  });

  test('tools by name', () => {
    const before = { tools: [{ name: 'a' }, { name: 'b', parameters: { type: 'object' } }, { name: 'c' }] };
    const after = {
      tools: [
        { name: 'c' },
        { name: 'b', parameters: { type: 'string' } },
        { name: 'd', description: 'Pays.' },
      ],
    };
    expect(shown(before, after)).toEqual([
      '- tools.a',
      'tools.b.parameters.type "object" → "string"',
      '+ tools.d Pays.',
      'tools in another order: c, b, d',
    ]);
  });

  test('cut after so many rows, with a count', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`f${n}`, n]));
    expect(shown({}, many, { most: 5 }).slice(-2)).toEqual(['f3 not set → 3', '… +16 lines']);
    expect(shown({}, many, { most: 20 })).toHaveLength(20);
  });

  test('in colours of their own', () => {
    const changes = configDiff({ speed: 1 }, { speed: 2 });
    const [row = ''] = diffText(diffRows(changes), rows(theme(true)));
    expect(row).toContain('\x1b[31m 1');
    expect(row).toContain('\x1b[32m2');
  });

  test('without what acts on a terminal, and without credentials', () => {
    const hostile = { '\x1b[2J': '\x1b]0;x\x07', instructions: `a\n\x1b[31m ${key}` };
    const tools = [{ server_label: 's', authorization: 'open sesame', headers: { 'X-Key': 'mellon' } }];
    for (const text of [
      shown({}, { ...hostile, tools, prompt: key }).join('\n'),
      fields({}, { ...hostile, tools, prompt: key }),
      shown({ tools: [{ server_label: 's' }] }, { tools }).join('\n'),
      fields({ tools: [{ server_label: 's' }] }, { tools }),
      shown({ all: null }, { all: { tools } }).join('\n'),
    ]) {
      expect(text).not.toContain('\x1b');
      expect(text).not.toContain(key);
      expect(text).not.toMatch(/sesame|mellon/);
    }
  });
});

describe('what changed, for programs', () => {
  test('is place=value', () => {
    expect(fields({ audio: { output: { speed: 1, voice: 'a' } } }, { audio: { output: { speed: 2 } } })).toBe(
      ' audio.output.speed=2 audio.output.voice="not set"',
    );
    expect(fields({ instructions: 'a' }, { instructions: 'b\nc' })).toBe(' instructions="b\\\\u{a}c"');
    expect(fields({ tools: [{ name: 'a' }] }, { tools: [{ name: 'b' }] })).toBe(
      ' tools.a=removed tools.b=added',
    );
    expect(fields({}, { 'a b': true })).toBe(' "a b"=true');
  });
});
