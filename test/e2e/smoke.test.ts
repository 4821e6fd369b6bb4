import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'smoke-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The lines of the README, as they stand there. */
const lines =
  /<!-- smoke test -->\n```sh\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? '';

// Stands in for npx, which would ask a registry for the program that is being tested.
writeFileSync(
  join(folder, 'npx'),
  `#!/bin/sh\nshift\nexec '${process.execPath}' '${join(root, 'bin/rt-sideband.js')}' "$@"\n`,
);
chmodSync(join(folder, 'npx'), 0o755);

const script = (text: string): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve, reject) => {
    const bash = spawn('bash', ['-e', '-c', text], {
      cwd: mkdtempSync(join(folder, 'run-')),
      env: { PATH: `${folder}:${process.env['PATH']}`, HOME: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    });
    let output = '';
    for (const stream of [bash.stdout, bash.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
    bash.on('error', reject);
    bash.on('close', (code) => resolve({ code, output }));
  });

describe("the README's smoke test", () => {
  it('has four lines and passes as written', { timeout: 60_000 }, async () => {
    expect(lines.trim().split('\n')).toHaveLength(4);
    const { code, output } = await script(`${lines}\ncat calls.xml`);
    expect(output).toContain('<testsuites tests="3" failures="0" errors="0">');
    expect(code).toBe(0);
  });

  it(
    'fails when the agent never gets that far, and names what was missing',
    { timeout: 60_000 },
    async () => {
      const broken = lines.replace('sim --json', 'sim --json --fault fail_responses');
      expect(broken).not.toBe(lines);
      const { code, output } = await script(broken);
      expect(output).toMatch(/✗ agent ~ \/margarita\/i {2}the agent said nothing/);
      expect(code).toBe(1);
    },
  );
});
