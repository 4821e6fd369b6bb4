// Bundles the program as CommonJS files into dist/program: what the same commands need stands together, and a command
// loads what it uses. docs/decisions/files-of-the-program.md says why.
import { join } from 'node:path';
import { rolldown } from 'rolldown';

/** What every command runs through. */
const always = ['run', 'commands/parse'];

/** Commands that streams run through. */
const streaming = ['tail', 'replay'];

/** Commands that use most of the program between them. */
const chief = [...streaming, 'attach', 'say', 'instruct', 'stats'];

/**
 * Gives the name of the file that a module belongs into: with all that the same chief commands need, or with the stream.
 * Null for what at most one of them needs, which the bundler divides by who imports it.
 */
const fileOf = (root) => {
  let users;
  const find = (context) => {
    users = new Map();
    const use = (user, id) => {
      const known = users.get(id) ?? [];
      if (known.at(-1) === user) return;
      users.set(id, [...known, user]);
      for (const imported of context.getModuleInfo(id)?.importedIds ?? []) use(user, imported);
    };
    for (const path of always) use('always', join(root, `src/${path}.ts`));
    for (const command of chief) use(command, join(root, `src/commands/${command}.ts`));
  };
  return (id, context) => {
    if (users === undefined) find(context);
    // Whoever loads this runs the program.
    if (context.getModuleInfo(id)?.isEntry === true) return null;
    const needing = users.get(id) ?? [];
    if (needing[0] === 'always') return 'always';
    if (needing.length < 2) return null;
    // Not divided any further: a call from file to file takes longer, and here are those made for every event.
    return streaming.some((command) => needing.includes(command)) ? 'stream' : needing.join('-');
  };
};

/** Writes the program; gives the paths of all modules that went in. */
export const bundleProgram = async ({ root, into, defined }) => {
  const bundle = await rolldown({
    cwd: root,
    input: { run: 'src/run.ts' },
    platform: 'node',
    // Optional native helpers of ws: used when somebody has installed them, never needed.
    external: [/^node:/, 'bufferutil', 'utf-8-validate'],
    transform: { target: 'node20.19', define: defined },
    // What one command loads late another has from the start.
    checks: { ineffectiveDynamicImport: false },
    // Nobody imports the program.
    preserveEntrySignatures: false,
  });
  const { output } = await bundle.write({
    dir: into,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name]-[hash].cjs',
    minify: { compress: true, mangle: false, codegen: { removeWhitespace: true } },
    codeSplitting: {
      // A module that stands elsewhere is loaded from there.
      includeDependenciesRecursively: false,
      groups: [{ debugName: 'needed by the same', name: fileOf(root) }],
    },
  });
  await bundle.close();
  return output.flatMap(({ moduleIds = [] }) => moduleIds);
};
