import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bin, cleanUp, folder, node, root, run, shell, spawned } from './program.ts';

afterAll(cleanUp);

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  bin: Record<string, string>;
  exports: Record<string, unknown>;
  dependencies?: object;
  optionalDependencies: object;
  scripts: Record<string, string>;
};

let place = '';
let files: readonly string[] = [];

/** npm as found beside the Node that runs the program is not needed: the one on the PATH does. */
const npm = (args: readonly string[], cwd: string): string =>
  execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

beforeAll(() => {
  // Packed as it is built: building it again would take the program from under the other tests.
  const packed = folder();
  const [made] = JSON.parse(
    npm(['pack', '--ignore-scripts', '--json', '--pack-destination', packed], root),
  ) as [{ filename: string; files: { path: string }[] }];
  files = made.files.map(({ path }) => path);
  place = folder();
  writeFileSync(join(place, 'package.json'), '{"private":true}');
  const archive = join(packed, readdirSync(packed).find((name) => name.endsWith('.tgz')) ?? '');
  // Without the optional package: what it would add is tested below.
  npm(['install', '--offline', '--omit=optional', '--no-audit', '--no-fund', archive], place);
}, 60_000);

describe('the packed package', () => {
  it('holds what is allowed, and nothing else', () => {
    const allowed = [
      /^(CHANGELOG|README)\.md$/,
      /^LICENSE$/,
      /^package\.json$/,
      /^bin\/(rt-sideband\.js|package\.json)$/,
      /^dist\/program\/[\w-]+\.cjs$/,
      /^dist\/index\.js$/,
      /^dist\/chunks\/[\w-]+\.js$/,
      /^dist\/types\/[\w/-]+\.d\.ts$/,
      /^dist\/(help|version|THIRD-PARTY-LICENSES)\.txt$/,
      /^dist\/scenario\.schema\.json$/,
      /^dist\/report\.html$/,
    ];
    expect(files.filter((path) => !allowed.some((shape) => shape.test(path)))).toEqual([]);
    for (const needed of [
      'package.json',
      'LICENSE',
      'bin/rt-sideband.js',
      'dist/program/run.cjs',
      'dist/help.txt',
      'dist/report.html',
    ])
      expect(files).toContain(needed);
  });

  it('brings one package that is optional, no other, and runs nothing when it is installed', () => {
    expect(Object.keys(manifest.dependencies ?? {})).toEqual([]);
    expect(Object.keys(manifest.optionalDependencies)).toEqual(['@roamhq/wrtc']);
    expect(Object.keys(manifest.scripts).filter((name) => /^(pre|post)?install$/.test(name))).toEqual([]);
    expect(readdirSync(join(place, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'rt-sideband',
    ]);
  });

  it('finds the optional package beside it, and says so where it is not there', async () => {
    const ready = async (): Promise<unknown> => {
      const installed = join(place, 'node_modules/rt-sideband/bin/rt-sideband.js');
      const program = spawned(node, [installed, 'sim', '--json', '--calls', '0'], {
        cwd: place,
        tellsKeys: true,
      });
      await program.shows(/"ready".*\n/, 'stdout');
      program.kill('SIGTERM');
      const { stdout, stderr } = await program.ended;
      const { webrtc }: { webrtc?: unknown } = JSON.parse(stdout);
      expect(stderr.includes('npm install @roamhq/wrtc')).toBe(webrtc !== true);
      return webrtc;
    };
    expect(await ready()).toBe(false);
    const optional = join(root, 'node_modules', '@roamhq');
    if (!existsSync(optional)) return;
    symlinkSync(optional, join(place, 'node_modules', '@roamhq'));
    try {
      expect(await ready()).toBe(true);
    } finally {
      rmSync(join(place, 'node_modules', '@roamhq'));
    }
  }, 60_000);

  it('has every file that its exports name', () => {
    const named =
      JSON.stringify(Object.values(manifest.exports)).match(/\.\/[\w./-]+\.(?:json|js|d\.ts)/g) ?? [];
    const missing = named.filter((path) => !existsSync(join(place, 'node_modules/rt-sideband', path)));
    expect(missing).toEqual([]);
  });

  it('runs from an empty folder', async () => {
    const env = { PATH: `${dirname(node)}:${process.env['PATH']}` };
    const said = await spawned('npx', ['--offline', 'rt-sideband', '--version'], { cwd: place, env }).ended;
    expect(said.stdout).toBe(`${manifest.version}\n`);
    const { code, stdout } = await spawned('npx', ['--offline', 'rt-sideband', 'demo', '--json'], {
      cwd: place,
      env,
    }).ended;
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      kind: 'header',
      tool: `rt-sideband/${manifest.version}`,
    });
    expect(lines.at(-1)).toMatch(/"kind":"end".*"code":0/);
  }, 60_000);

  it('has files that can each be loaded first', async () => {
    const parts = files.filter((path) => /^dist\/program\/(?!run\.cjs)/.test(path));
    expect(parts.length).toBeGreaterThan(50);
    const paths = parts.map((path) => join(place, 'node_modules/rt-sideband', path));
    const load = `for (const path of ${JSON.stringify(paths)}) {
      for (const known of Object.keys(require.cache)) delete require.cache[known];
      require(path);
    }`;
    expect(await spawned(node, ['-e', load]).ended).toMatchObject({ code: 0, stderr: '' });
  });

  it('has a door for programs, with types', async () => {
    writeFileSync(
      join(place, 'use.mjs'),
      `import { attach, startSimulator, SidebandError } from 'rt-sideband';
const sim = await startSimulator({ scenario: 'idle', speed: 20 });
const call = await attach(sim.calls[0], { apiKey: sim.apiKey, baseUrl: sim.baseUrl });
const said = await call.say('Hello there.');
console.log(said.outcome, said.spoken);
await call.close();
await sim.close();
try { await attach('no call', { apiKey: 'x' }); } catch (error) { console.log(error instanceof SidebandError, error.kind); }
`,
    );
    const { code, stdout } = await spawned(node, ['use.mjs'], { cwd: place }).ended;
    expect(stdout).toBe('confirmed Hello there.\ntrue usage\n');
    expect(code).toBe(0);
  });

  it('has types that compile where only Node has any', () => {
    const folderOfTypes = join(place, 'node_modules/@types');
    mkdirSync(folderOfTypes, { recursive: true });
    for (const name of ['node', 'ws'])
      symlinkSync(join(root, 'node_modules/@types', name), join(folderOfTypes, name));
    cpSync(join(root, 'node_modules/undici-types'), join(place, 'node_modules/undici-types'), {
      recursive: true,
    });
    writeFileSync(
      join(place, 'use.ts'),
      `import { attach, observe, type Entry } from 'rt-sideband';
export const texts = async (id: string, apiKey: string): Promise<readonly string[]> => {
  const call = await attach(id, { apiKey });
  const seen: string[] = [];
  for await (const entry of call.entries()) seen.push(kind(entry));
  return seen;
};
const kind = (entry: Entry): string => entry.event.kind;
export const looks = observe;
`,
    );
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const flags = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--types',
      'node',
      'use.ts',
    ];
    expect(() =>
      execFileSync(process.execPath, [tsc, ...flags], { cwd: place, encoding: 'utf8' }),
    ).not.toThrow();
  }, 60_000);
});

describe('what is said before anything is loaded', () => {
  it('is what would be said after it', async () => {
    for (const flag of ['--version', '-V']) expect((await run([flag])).stdout).toBe(`${manifest.version}\n`);
    const help = await run(['help']);
    expect(help.stdout.length).toBeGreaterThan(200);
    for (const args of [[], ['--help'], ['-h']]) {
      const { code, stdout, stderr } = await run(args);
      expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: help.stdout, stderr: '' });
    }
  });

  it('loads nothing: it works without the rest of the program', async () => {
    const copy = folder();
    mkdirSync(join(copy, 'bin'));
    mkdirSync(join(copy, 'dist'));
    for (const file of ['bin/rt-sideband.js', 'bin/package.json', 'dist/version.txt', 'dist/help.txt'])
      cpSync(join(dirname(bin), '..', file), join(copy, file));
    const { code, stdout } = await spawned(node, [join(copy, 'bin/rt-sideband.js'), '--version']).ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${manifest.version}\n` });
  });
});

const main = await run(['help']);
const commandNames = [...main.stdout.matchAll(/^ {2,}([a-z]+) {2,}\S/gm)].map(([, name = '']) => name);

/** What a golden file says about this: `vitest -u` writes it anew. */
const golden = async (path: string, args: readonly string[]): Promise<void> => {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  await expect(stdout).toMatchFileSnapshot(`../golden/help/${path}`);
};

describe('help', () => {
  it('lists the commands there are', async () => {
    expect(commandNames).toEqual(
      expect.arrayContaining(['tail', 'attach', 'say', 'instruct', 'demo', 'help']),
    );
    await golden('overview.txt', ['--help']);
  });

  it.each(commandNames)('of %s is the same from either side, and fits 100 columns', async (name) => {
    await golden(`${name}.txt`, [name, '--help']);
    const { stdout } = await run(['help', name]);
    expect(stdout).toBe((await run([name, '--help'])).stdout);
    for (const line of stdout.split('\n').filter((text) => !text.startsWith('  ')))
      expect(line.length, line).toBeLessThanOrEqual(100);
  });

  it.each(['exit-codes', 'environment', 'events', 'formats', 'expressions'])(
    'has the topic %s',
    async (name) => {
      await golden(`topic-${name}.txt`, ['help', name]);
    },
  );

  it('has no words for what is not there yet', () => {
    expect(main.stdout).not.toMatch(/not implemented|coming soon|todo/i);
  });
});

describe('completion', () => {
  it.each(['bash', 'zsh', 'fish', 'pwsh'])('for %s', async (name) => {
    await golden(`completion-${name}.txt`, ['completion', name]);
  });

  it('completes in bash', async () => {
    const complete = async (...typed: string[]): Promise<readonly string[]> => {
      const line = `source <($RT completion bash)
COMP_WORDS=(${typed.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_rt_sideband; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const { code, stdout, stderr } = await shell(line);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      return stdout.trimEnd().split('\n');
    };
    expect(await complete('rt-sideband', 'ta')).toEqual(['tail']);
    expect(await complete('rt-sideband', '')).toEqual(expect.arrayContaining(commandNames));
    expect(await complete('rt-sideband', 'tail', '--for')).toEqual(['--format', '--for']);
    expect(await complete('rt-sideband', 'tail', '--format', 't')).toEqual(['transcript']);
    expect(await complete('rt-sideband', 'tail', '--only', 'response.d')).toEqual(['response.done']);
    expect(await complete('rt-sideband', 'help', 'exit')).toEqual(['exit-codes']);
    expect(await complete('rt-sideband', 'completion', 'f')).toEqual(['fish']);
  });
});
