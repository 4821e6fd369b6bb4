import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { cleanUp, root, shell } from './program.ts';

afterEach(cleanUp);

const recording = join(root, 'test', 'recordings', 'order.ndjson');
const full = '/dev/full';

it
  .skipIf(!existsSync(full))
  .each([['verify'], ['stats'], ['export', '--as txt'], ['replay'], ['replay', '--json']])(
  'is lost on a full disk: %s %s does not pass for a success',
  async (command, options = '') => {
    const { code, stderr } = await shell(`$RT ${command} ${recording} ${options} > ${full}`);
    expect([code, stderr]).toEqual([7, 'rt-sideband: the output cannot be written: the disk is full\n']);
  },
);

it.skipIf(!existsSync(full))('nor do --version and --help', async () => {
  for (const asked of ['--version', '--help']) {
    const { code, stderr } = await shell(`$RT ${asked} > ${full}`);
    expect([code, stderr]).toEqual([7, 'rt-sideband: the output cannot be written: the disk is full\n']);
  }
});

it('may be left by its reader without a trace on stderr', async () => {
  // The reader is gone before the program starts.
  const { stderr } = await shell(`{ sleep 0.5; $RT --help; } | true`);
  expect(stderr).toBe('');
});
