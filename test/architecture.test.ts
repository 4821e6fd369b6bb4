import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

const tracked = (folder: string): string[] =>
  execFileSync('find', [folder, '-name', '*.ts', '-type', 'f'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
    .toSorted();

/** Runs the repository's lint rules over planted files and gives back what was said about each. */
const lint = (files: Record<string, string>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'rt-lint-'));
  try {
    copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const { stdout, status } = spawnSync(
      join(root, 'node_modules/.bin/oxlint'),
      ['--format', 'json', 'src'],
      {
        cwd: folder,
        encoding: 'utf8',
      },
    );
    return `${status}\n${stdout}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

describe('the import arrow', () => {
  const offences: readonly [path: string, text: string, word: string][] = [
    ['src/core/a.ts', "import { b } from '../io/b.ts';\nexport const a = b;\n", 'core imports only core'],
    ['src/core/events/b.ts', "import ws from 'ws';\nexport const b = ws;\n", 'core imports only core'],
    [
      'src/core/any/g.ts',
      "import { f } from '../../io/f.ts';\nexport const g = f;\n",
      'core imports only core',
    ],
    ['src/core/c.ts', 'export const c = (): number => Date.now();\n', 'Date'],
    [
      'src/io/d.ts',
      "import { t } from '../ui/t.ts';\nexport const d = t;\n",
      'io does not know the terminal',
    ],
    ['src/ui/e.ts', "import { c } from '../io/c.ts';\nexport const e = c;\n", 'ui does not know the world'],
    ['src/sim/f.ts', "import { c } from '../io/c.ts';\nexport const f = c;\n", 'sim is a wing of its own'],
    [
      'src/media/k.ts',
      "import { c } from '../sim/c.ts';\nexport const k = c;\n",
      'media is a wing of its own',
    ],
    ['src/commands/g.ts', "import ws from 'ws';\nexport const g = ws;\n", 'commands compose'],
    ['src/page/i.ts', "import { c } from '../io/c.ts';\nexport const i = c;\n", 'page is a wing of its own'],
    ['src/page/j.ts', "export const j = (e: Element): void => {\n  e.innerHTML = 'x';\n};\n", 'text nodes'],
    ['src/ui/h.ts', 'export const h = process.env;\n', 'Only run.ts says'],
  ];
  it.each(offences)('%s is reported', (path, text, word) => {
    const said = lint({ [path]: text });
    expect(said.startsWith('0\n')).toBe(false);
    expect(said).toContain(path);
    expect(said).toContain(word);
  });

  it('is silent about a file that keeps to it', () => {
    expect(lint({ 'src/core/a.ts': "import { b } from './b.ts';\nexport const a = b;\n" })).toMatch(/^0\n/);
  });
});

describe('the house', () => {
  it('has a test file for every source file', () => {
    const tests = new Set(tracked('test'));
    const without = tracked('src').filter((file) => {
      const twin = file.replace(/^src/, 'test').replace(/\.ts$/, '.test.ts');
      return (
        !tests.has(twin) &&
        !readFileSync(join(root, 'test/twins.txt'), 'utf8')
          .split('\n')
          .some((line) => line.startsWith(`${file} `))
      );
    });
    expect(without).toEqual([]);
  });

  it('names only tests that exist in twins.txt', () => {
    const lines = readFileSync(join(root, 'test/twins.txt'), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    for (const line of lines) {
      const [file = '', test = ''] = line.split(' ');
      expect(existsSync(join(root, file)), file).toBe(true);
      expect(existsSync(join(root, test)), test).toBe(true);
    }
  });

  it('reveals a secret in three places only', () => {
    const places = tracked('src').filter((file) => /\.reveal\(/.test(readFileSync(join(root, file), 'utf8')));
    expect(places.filter((file) => !/^src\/(io\/(connect|rest|secret)\.ts|serve\/)/.test(file))).toEqual([]);
  });
});
