// The programs that are run: ours, and those it is compared with.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** The node that runs everything. */
export const node = process.execPath;
/** Ours, as built. */
export const cli = join(root, 'bin/rt-sideband.js');
/** The baseline (b): ws and JSON.parse. */
export const parser = join(root, 'bench/clients/parse.js');
/** The program of a development dependency. */
export const packaged = (name, bin) => {
  const folder = join(root, 'node_modules', name);
  const declared = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).bin;
  return join(folder, typeof declared === 'string' ? declared : declared[bin]);
};
