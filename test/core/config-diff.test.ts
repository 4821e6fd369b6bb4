import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configDiff, same, type ConfigChange } from '../../src/core/config-diff.ts';
import type { Raw } from '../../src/core/raw.ts';

const told = (change: ConfigChange): string => {
  const place = change.path.join('.');
  switch (change.kind) {
    case 'value':
      return `${place}: ${JSON.stringify(change.before)} -> ${JSON.stringify(change.after)}`;
    case 'text':
      return `${place}: ${change.lines.map(({ mark, line }) => mark + line).join('|')}`;
    case 'order':
      return `${place}: ${change.before.join(',')} -> ${change.after.join(',')}`;
    default:
      return `${place} ${change.kind}`;
  }
};
const diff = (before: Raw, after: Raw): readonly string[] => configDiff(before, after).map(told);
const long = 'You take orders on the telephone. You are brief, you are kind, you are quick.';

describe('what changed between two configurations', () => {
  test.each<[string, Raw, Raw, readonly string[]]>([
    ['nothing', { a: 1, list: [{ b: 1 }] }, { list: [{ b: 1 }], a: 1 }, []],
    ['identity', { id: 'a', object: 'x', expires_at: 1 }, { id: 'b', object: 'y', expires_at: 2 }, []],
    ['an id further down', { prompt: { id: 'a' } }, { prompt: { id: 'b' } }, ['prompt.id: "a" -> "b"']],
    [
      'a leaf',
      { audio: { output: { speed: 1, voice: 'v' } } },
      { audio: { output: { speed: 1.1, voice: 'v' } } },
      ['audio.output.speed: 1 -> 1.1'],
    ],
    ['null for absent', { tracing: null }, {}, []],
    ['an object for nothing', { detect: null }, { detect: { type: 'v' } }, ['detect: null -> {"type":"v"}']],
    ['a list', { modes: ['a'] }, { modes: ['a', 'b'] }, ['modes: ["a"] -> ["a","b"]']],
    ['a short text', { instructions: 'x' }, { instructions: 'y' }, ['instructions: "x" -> "y"']],
    ['lines', { instructions: 'a\nb' }, { instructions: 'a\nc' }, ['instructions:  a|-b|+c']],
    ['a long text', { instructions: 'x' }, { instructions: long }, [`instructions: -x|+${long}`]],
    ['a text from nothing', { instructions: null }, { instructions: long }, [`instructions: +${long}`]],
    [
      'tools by name',
      { tools: [{ name: 'a', x: 1 }, { name: 'b' }, { server_label: 's' }] },
      { tools: [{ name: 'a', x: 2 }, { server_label: 's' }, { name: 'c' }] },
      ['tools.a.x: 1 -> 2', 'tools.b removed', 'tools.c added'],
    ],
    [
      'tools in another order',
      { tools: [{ name: 'a' }, { name: 'b' }] },
      { tools: [{ name: 'b' }, { name: 'a' }] },
      ['tools: a,b -> b,a'],
    ],
    [
      'two tools of one name',
      { tools: [{ name: 'a' }, { name: 'a' }] },
      { tools: [{ name: 'a' }] },
      ['tools.a (2) removed'],
    ],
    ['tools from nothing', { tools: null }, { tools: [{ name: 'a' }] }, ['tools.a added']],
  ])('%s', (_, before, after, expected) => {
    expect(diff(before, after)).toEqual(expected);
  });

  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, true, 0, 1, '', 'a', 'b\nc', long),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c.d', 'toString'), tie('value'), { maxKeys: 4 }),
    ),
  })).value;
  const config = fc.record({
    instructions: value,
    audio: value,
    tools: fc.oneof(value, fc.array(fc.record({ name: fc.constantFrom('f', 'g', 'h'), x: value }))),
  });

  const at = (whole: unknown, path: readonly string[]): unknown =>
    path.reduce<unknown>(
      (inner, step) =>
        typeof inner === 'object' && inner !== null && Object.hasOwn(inner, step)
          ? Reflect.get(inner, step)
          : undefined,
      whole,
    );

  test('says nothing of what is the same, and something of all else', () => {
    fc.assert(
      fc.property(config, config, (before, after) => {
        const changes = configDiff(before, after);
        expect(changes.length === 0).toBe(same(before, after));
        for (const change of changes) {
          if (change.path[0] === 'tools' || change.kind === 'order') continue;
          if (change.kind === 'value') {
            expect(at(before, change.path)).toEqual(change.before);
            expect(at(after, change.path)).toEqual(change.after);
          }
          if (change.kind === 'text') {
            const side = (mark: '+' | '-'): string =>
              change.lines
                .filter((line) => line.mark !== mark)
                .map(({ line }) => line)
                .join('\n');
            expect(side('+')).toBe(at(before, change.path) ?? '');
            expect(side('-')).toBe(at(after, change.path) ?? '');
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
