// Bundles the program into dist/ (code-split, so that each command loads only what it uses), writes the texts that
// bin/ prints without loading anything, the declarations of the library, and the licences of what is bundled.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: { run: 'src/run.ts', index: 'src/index.ts', main: 'src/main.ts' },
  outdir: dist,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  chunkNames: 'chunks/[name]-[hash]',
  define: { RT_SIDEBAND_VERSION: JSON.stringify(version) },
  // Bundled CommonJS packages ask for built-ins by require(), which also spares what an ESM import of node:http loads.
  banner: {
    js: "import { createRequire as rtCreateRequire } from 'node:module'; const require = rtCreateRequire(import.meta.url);",
  },
  // Optional native helpers of ws: used when somebody has installed them, never needed.
  external: ['bufferutil', 'utf-8-validate'],
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});

const { commands, overview } = await import(pathToFileURL(join(dist, 'main.js')).href);
writeFileSync(join(dist, 'help.txt'), overview(commands));
writeFileSync(join(dist, 'version.txt'), `${version}\n`);
copyFileSync(join(root, 'src/sim/scenario.schema.json'), join(dist, 'scenario.schema.json'));

const packages = new Set(
  Object.keys(metafile.inputs).flatMap(
    (input) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? [],
  ),
);
const notices = [...packages].sort().map((name) => {
  const folder = join(root, 'node_modules', name);
  const { version: of, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const text = ['LICENSE', 'license', 'LICENSE.md', 'LICENCE', 'LICENSE.txt', 'LICENSE-MIT']
    .map((file) => {
      try {
        return readFileSync(join(folder, file), 'utf8').trim();
      } catch {
        return undefined;
      }
    })
    .find((found) => found !== undefined);
  return `${name} ${of} (${license})\n\n${text ?? `Licence: ${license}`}\n`;
});
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), notices.join(`\n${'-'.repeat(80)}\n\n`));

execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.types.json'], {
  cwd: root,
  stdio: 'inherit',
});
