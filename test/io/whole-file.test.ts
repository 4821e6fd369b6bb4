import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createWhole, writeWhole } from '../../src/io/whole-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'whole-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'file');
beforeEach(() => writeFileSync(file, 'mine'));

describe.each([
  ['createWhole', createWhole],
  ['writeWhole', writeWhole],
])('%s', (_, write) => {
  test('says what is wrong with a path that leads through a file', () => {
    expect(() => write(join(file, 'x'), 'new', 1)).toThrow(
      expect.objectContaining({ kind: 'output', message: expect.stringContaining('is no folder') }),
    );
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });

  test('leaves no draft behind where it cannot write', () => {
    mkdirSync(join(folder, 'sub'), { recursive: true });
    expect(() => write(join(folder, 'sub'), 'new', 1)).toThrow(
      expect.objectContaining({ name: 'SidebandError' }),
    );
    expect(readdirSync(folder)).toEqual(['file', 'sub']);
  });
});

test('createWhole never writes over anything; writeWhole does', () => {
  expect(() => createWhole(file, 'new', 1)).toThrow(expect.objectContaining({ kind: 'usage' }));
  expect(readFileSync(file, 'utf8')).toBe('mine');
  writeWhole(file, 'new', 1);
  expect(readFileSync(file, 'utf8')).toBe('new');
});
