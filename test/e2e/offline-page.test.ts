import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isRaw, text } from '../../src/core/raw.ts';
import { calling, executable, openBrowser } from '../chromium.ts';
import { nativeHere, withoutNative } from '../media/native-here.ts';
import { silence } from './page-that-calls.ts';
import { bin, cleanUp, folder, node, root } from './program.ts';
import { afterwards, closeWindows } from './tmux.ts';

afterEach(async () => {
  await closeWindows();
  await cleanUp();
});

const why =
  (nativeHere() === undefined ? withoutNative : undefined) ??
  (executable === undefined ? 'Chromium is not installed' : undefined);
if (why !== undefined) it.skip(`the page on testing offline: ${why}`);

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Readonly<
  Record<'devDependencies' | 'optionalDependencies', Readonly<Record<string, string>>>
>;

const blocks = [
  ...readFileSync(join(root, 'docs/offline.md'), 'utf8').matchAll(
    /^```(\w+)(?: file=(\S+))?\n([\s\S]*?)^```$/gm,
  ),
].map(([, language = '', file, code = '']) => ({ language, file, code }));

/** The one block of shell that does this. */
const lines = (does: string): string => {
  const found = blocks.filter(({ language, code }) => language === 'sh' && code.includes(does));
  expect(found, `one block with ${does}`).toHaveLength(1);
  return found[0]?.code ?? '';
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/** A folder with the files of the page, as its reader would have it after `npm install`. */
const project = (): string => {
  const path = folder();
  for (const { file, code } of blocks) if (file !== undefined) writeFileSync(join(path, file), code);
  writeFileSync(join(path, 'package.json'), '{"type":"module"}');
  symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'));
  mkdirSync(join(path, 'bin'));
  // Stands in for npx, which would ask a registry for the program that is being tested.
  writeFileSync(join(path, 'bin/npx'), `#!/bin/sh\nshift\nexec '${node}' '${bin}' "$@"\n`);
  writeFileSync(join(path, 'bin/npm'), '#!/bin/sh\n');
  for (const name of ['npx', 'npm']) chmodSync(join(path, 'bin', name), 0o755);
  return path;
};

/** A loop that waits for something, but not for ever. */
const bounded = (loop: string): string => loop.replace('do sleep', 'do [ $SECONDS -lt 30 ]; sleep');

/** Runs lines of bash in such a folder; what they leave running ends with the test. */
const bash = (cwd: string, script: string, env: Readonly<Record<string, string>> = {}) => {
  const child: ChildProcess = spawn('bash', ['-e', '-c', script], {
    cwd,
    detached: true,
    env: { PATH: `${join(cwd, 'bin')}:${process.env['PATH']}`, HOME: cwd, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  afterwards(() => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It is gone.
    }
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => (output += String(piece)));
  return {
    output: () => output,
    code: new Promise<number | null>((resolve) => child.once('exit', resolve)),
    shows: (words: string | RegExp) => expect.poll(() => output, { timeout: 30_000 }).toMatch(words),
  };
};

it('names packages that exist', () => {
  const [, ...packages] = lines('npm install').trim().split(/\s+/).slice(1);
  expect(packages).toContain('rt-sideband');
  for (const name of packages.filter((one) => one !== 'rt-sideband'))
    expect(Object.keys({ ...manifest.devDependencies, ...manifest.optionalDependencies })).toContain(name);
});

describe.skipIf(why !== undefined)('the page on testing offline, as it stands there', () => {
  it('has an app whose caller is heard and whose order is placed', { timeout: 120_000 }, async () => {
    const cwd = project();
    const port = await freePort();
    const simPort = String(await freePort());
    const app = bash(
      cwd,
      [
        lines('sim --scenario').replace('8787', simPort),
        bounded('until [ -s sim.json ]; do sleep 0.1; done'),
        lines('export OPENAI_BASE_URL'),
        lines('node server.js'),
        'wait',
      ].join('\n'),
      { PORT: String(port) },
    );
    await expect
      .poll(
        () =>
          fetch(`http://127.0.0.1:${port}/`).then(
            (page) => page.ok,
            () => false,
          ),
        { timeout: 30_000 },
      )
      .toBe(true);
    const browser = await openBrowser(calling(silence()));
    afterwards(() => browser.close());
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.click('button');
    await app.shows(/attached to rtc_/);

    // Somebody looks on, as the page says, and speaks.
    const steering = `${lines('export OPENAI_BASE_URL')}\n`;
    const call = /attached to (rtc_\S+)/.exec(app.output())?.[1] ?? '';
    const operator = bash(cwd, `${steering}npx rt-sideband say ${call} 'Happy hour ends at eight.'`);
    expect(await operator.code, operator.output()).toBe(0);
    await expect
      .poll(() => page.textContent('output'), { timeout: 20_000 })
      .toContain('Happy hour ends at eight.');

    const desk = bash(
      cwd,
      `${steering}${lines('attach --last').trimEnd()} <<< '/say The kitchen is closed.'`,
    );
    expect(await desk.code, desk.output()).toBe(0);
    await expect
      .poll(() => page.textContent('output'), { timeout: 20_000 })
      .toContain('The kitchen is closed.');

    // … and the faults are set as it says.
    const fault = bash(cwd, lines('/faults'));
    expect(await fault.code, fault.output()).toBe(0);
    const silent = bash(cwd, `${steering}npx rt-sideband say ${call} 'Nobody hears this.' --timeout 3s`);
    expect(await silent.code, silent.output()).not.toBe(0);
  });

  it('places an order from the shell', { timeout: 120_000 }, async () => {
    const cwd = project();
    const shell = bash(
      cwd,
      [
        lines('sim --scenario').replace('8787', String(await freePort())),
        bounded('until [ -s sim.json ]; do sleep 0.1; done'),
        lines('export OPENAI_BASE_URL'),
        lines('CALL=$('),
      ].join('\n'),
    );
    expect(await shell.code, shell.output()).toBe(0);
  });

  it(
    'has a job for CI that passes, and fails when the agent takes no orders',
    { timeout: 180_000 },
    async () => {
      const job: unknown = parse(blocks.find(({ file }) => file === 'voice.yml')?.code ?? '');
      const steps: unknown =
        isRaw(job) && isRaw(job['jobs']) && isRaw(job['jobs']['voice']) ? job['jobs']['voice']['steps'] : [];
      const runs = Array.isArray(steps) ? steps.filter(isRaw).flatMap((step) => text(step, 'run') ?? []) : [];
      expect(runs).toHaveLength(3);
      // What a runner does between steps: what was written to $GITHUB_ENV is in the environment of the next.
      const script = runs.map((run) => `${bounded(run)}\nset -a; . "$GITHUB_ENV"; set +a`).join('\n');
      const run = async (changed: (scenario: string) => string) => {
        const cwd = project();
        const scenario = readFileSync(join(cwd, 'bar.yaml'), 'utf8');
        writeFileSync(join(cwd, 'bar.yaml'), changed(scenario));
        writeFileSync(join(cwd, 'env'), '');
        const shell = bash(cwd, script, { GITHUB_ENV: join(cwd, 'env') });
        const code = await shell.code;
        return { code, output: shell.output(), junit: readFileSync(join(cwd, 'voice.xml'), 'utf8') };
      };
      const good = await run((scenario) => scenario);
      expect(good.code, good.output).toBe(0);
      expect(good.junit).toContain('failures="0"');
      const bad = await run((scenario) => scenario.replace('Margarita }', 'Water }'));
      expect(bad.code, bad.output).toBe(1);
      expect(bad.output).toContain('args.item=Margarita');
    },
  );
});
