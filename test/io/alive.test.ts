import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { birthMark, isAlive } from '../../src/io/alive.ts';

it('knows who is there, and who was', () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  expect(isAlive(process.pid)).toBe(true);
  expect(isAlive(gone)).toBe(false);
  expect(birthMark(gone)).toBeUndefined();
});

it.runIf(existsSync('/proc/self/stat'))('tells a process from another by when it began', async () => {
  const child = spawn('sleep', ['30'], { argv0: 'a) b ( c', stdio: 'ignore' });
  try {
    const mark = birthMark(child.pid ?? 0);
    expect(mark).toMatch(/^\d+$/);
    expect(mark).toBe(birthMark(child.pid ?? 0));
    expect(mark).not.toBe(birthMark(process.pid));
  } finally {
    child.kill('SIGKILL');
    await once(child, 'close');
  }
});
