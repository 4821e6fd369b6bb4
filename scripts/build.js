// Bundles the program into dist/program and the library into dist/index.js, writes the texts that bin/ prints without
// loading anything, the declarations of the library, and the licences of what is bundled.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHash } from 'node:crypto';
import { build } from 'esbuild';
import { bundleProgram } from './program.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  // Optional native helpers of ws: used when somebody has installed them, never needed.
  external: ['bufferutil', 'utf-8-validate'],
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};
const defined = { RT_SIDEBAND_VERSION: JSON.stringify(version) };

const program = await bundleProgram({ root, into: join(dist, 'program'), defined });
const library = await build({
  ...common,
  entryPoints: { index: 'src/index.ts' },
  outdir: dist,
  splitting: true,
  format: 'esm',
  chunkNames: 'chunks/[name]-[hash]',
  define: defined,
  // Bundled CommonJS packages ask for built-ins by require().
  banner: {
    js: "import { createRequire as rtCreateRequire } from 'node:module'; const require = rtCreateRequire(import.meta.url);",
  },
});

// The page of `report`: one file, whose policy allows its own script and style and nothing else. Data are put in later.
const page = await build({
  ...common,
  entryPoints: { script: 'src/page/main.ts', style: 'src/page/page.css' },
  outdir: join(dist, 'page'),
  write: false,
  platform: 'browser',
  target: ['chrome111', 'firefox115', 'safari16.4'],
  format: 'iife',
  minify: true,
});
const part = (ending) => page.outputFiles.find(({ path }) => path.endsWith(ending)).text.trim();
const [script, style] = [part('.js'), part('.css')];
if (/<\/script|<!--/i.test(script) || /<\/style/i.test(style))
  throw new Error('the page would end its own element');
const filledIn = readFileSync(join(root, 'src/page/page.html'), 'utf8')
  .replace('/* style */', () => style)
  .replace('/* script */', () => script);
const sha256 = (shape) => `'sha256-${createHash('sha256').update(shape.exec(filledIn)[1]).digest('base64')}'`;
const policy = [
  "default-src 'none'",
  `script-src ${sha256(/<script>([^]*)<\/script>/)}`,
  `style-src ${sha256(/<style>([^]*)<\/style>/)}`,
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');
writeFileSync(
  join(dist, 'report.html'),
  filledIn.replace('@@policy@@', () => policy),
);

for (const about of ['help', 'version'])
  writeFileSync(
    join(dist, `${about}.txt`),
    execFileSync(process.execPath, [join(dist, 'program/run.cjs'), `--${about}`]),
  );
copyFileSync(join(root, 'src/sim/scenario.schema.json'), join(dist, 'scenario.schema.json'));

const packages = new Set(
  [...program, ...[library, page].flatMap(({ metafile }) => Object.keys(metafile.inputs))].flatMap(
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
