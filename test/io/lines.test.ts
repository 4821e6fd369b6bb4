import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { linesOf, openToRead } from '../../src/io/lines.ts';
import { folder } from './recording-kit.ts';

const read = async (path: string, limit?: number) => {
  const lines: (string | undefined)[] = [];
  let torn = false;
  for await (const piece of linesOf(path, limit === undefined ? {} : { limit })) {
    lines.push(...piece.lines);
    if (piece.bytes !== undefined && !piece.lines.includes(undefined)) {
      expect(piece.bytes.toString()).toBe(`${piece.lines.join('\n')}\n`);
    }
    ({ torn } = piece);
  }
  return { lines, torn };
};

describe('linesOf', () => {
  it.each([
    ['', [], false],
    ['a\n', ['a'], false],
    ['a\nb', ['a', 'b'], true],
    ['\n\na\n', ['', '', 'a'], false],
    ['a\r\n', ['a\r'], false],
    ['\u{1f600}\u2028\u00e9\n', ['\u{1f600}\u2028\u00e9'], false],
  ])('of %j', async (content, lines, torn) => {
    using at = folder();
    expect(await read(at.file('f', content))).toEqual({ lines, torn });
  });

  it('finds lines across the pieces it reads', async () => {
    using at = folder();
    const lines = Array.from({ length: 40 }, (_, index) => `${index}${'\u00e9x'.repeat(index * 3001)}`);
    expect(await read(at.file('f', `${lines.join('\n')}\n`))).toEqual({ lines, torn: false });
    const long = 'x'.repeat(3_500_000);
    expect(await read(at.file('g', `a\n${long}\nb\n`))).toEqual({ lines: ['a', long, 'b'], torn: false });
  });

  it('leaves out a line that is too long, and finds the next', async () => {
    using at = folder();
    const long = 'x'.repeat(3_500_000);
    expect(await read(at.file('f', `a\n${long}\nb\n`), 1_000_000)).toEqual({
      lines: ['a', undefined, 'b'],
      torn: false,
    });
    expect(await read(at.file('g', `a\n${long}`), 1_000_000)).toEqual({
      lines: ['a', undefined],
      torn: true,
    });
  });

  it('leaves out a line that is no UTF-8', async () => {
    using at = folder();
    const bytes = Buffer.concat([
      Buffer.from('a\n'),
      Buffer.from([0xff, 0x9b, 0x0a]),
      Buffer.from('\u00e9\n'),
    ]);
    expect(await read(at.file('f', bytes))).toEqual({ lines: ['a', undefined, '\u00e9'], torn: false });
  });
});

describe('openToRead', () => {
  it('refuses what is no file, without waiting for it', async () => {
    using at = folder();
    execFileSync('mkfifo', [at.file('pipe')]);
    for (const path of [at.file('pipe'), at.path, '/dev/null']) {
      await expect(openToRead(path)).rejects.toMatchObject({
        kind: 'usage',
        message: expect.stringContaining('no regular file'),
      });
    }
    await expect(openToRead(at.file('missing'))).rejects.toMatchObject({
      kind: 'usage',
      message: expect.stringContaining('no such file'),
    });
  });
});
