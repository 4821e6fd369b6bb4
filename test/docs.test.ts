import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { groups } from '../src/commands/command.ts';
import { commands } from '../src/commands/index.ts';
import { parseScenario } from '../src/sim/scenario-file.ts';

const root = join(import.meta.dirname, '..');
const readme = join(root, 'README.md');
const writing = process.env['RT_SIDEBAND_WRITE_DOCS'] === '1';

const commandTable = async (): Promise<string> => {
  const rows = await Promise.all(
    groups.flatMap((group) =>
      commands
        .filter((listed) => listed.group === group)
        .map(async ({ name, summary, load }) => {
          const words = (await load()).arguments;
          const line = `${name} ${words}`.trim().replaceAll('|', '\\|');
          return `| ${group} | \`${line}\` | ${summary} |`;
        }),
    ),
  );
  return ['| | command | what it does |', '|---|---|---|', ...rows].join('\n');
};

const benchTable = (): string => {
  const results = join(root, 'bench/results.md');
  return existsSync(results)
    ? readFileSync(results, 'utf8')
        .replace(/^# .*\n+/, '')
        .trim()
    : '';
};

/** Replaces what stands between a pair of markers; checks that both are there. */
const withPart = (text: string, name: string, part: string): string => {
  const [, before, after] =
    new RegExp(`^(.*<!-- ${name}: [^\\n]*-->\\n).*(<!-- /${name} -->.*)$`, 's').exec(text) ?? [];
  if (before === undefined || after === undefined) throw new Error(`README.md has no part ${name}`);
  return `${before}${part}\n${after}`;
};

describe('README.md', () => {
  it('has the present tables (npm run docs writes them)', async () => {
    const text = readFileSync(readme, 'utf8');
    const current = withPart(withPart(text, 'commands', await commandTable()), 'bench', benchTable());
    if (writing) writeFileSync(readme, current);
    else expect(text).toBe(current);
  });

  it('has examples for the library that compile', () => {
    const blocks = [...readFileSync(readme, 'utf8').matchAll(/^```ts\n(.*?)^```/gms)].map(
      ([, code = '']) => code,
    );
    expect(blocks.length).toBeGreaterThan(0);
    const folder = join(root, '.cache/readme');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [index, code] of blocks.entries()) writeFileSync(join(folder, `example-${index}.ts`), code);
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: '../../tsconfig.json',
        compilerOptions: { paths: { 'rt-sideband': ['../../src/index.ts'] }, noUnusedLocals: false },
        include: ['*.ts'],
      }),
    );
    const { stdout, status } = spawnSync(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder],
      {
        encoding: 'utf8',
      },
    );
    expect(stdout).toBe('');
    expect(status).toBe(0);
  }, 60_000);

  it('names only files that exist', () => {
    for (const [, path = ''] of readFileSync(readme, 'utf8').matchAll(/\]\(([^)#:]+)\)/g)) {
      expect(existsSync(join(root, path)), path).toBe(true);
    }
  });
});

describe('docs/scenarios.md', () => {
  it('has examples that the simulator takes', () => {
    const text = readFileSync(join(root, 'docs/scenarios.md'), 'utf8');
    const examples = [...text.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, yaml = '']) => yaml);
    expect(examples.map((yaml) => parseScenario(yaml, 'docs').name)).toEqual(['late-table', 'interpreted']);
  });
});
