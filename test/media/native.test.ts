import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { SidebandError } from '../../src/core/error.ts';
import { loaderFor, native } from '../../src/media/native.ts';
import { nativeHere, withoutNative } from './native-here.ts';

const thrown = (run: () => unknown): SidebandError => {
  try {
    run();
  } catch (error) {
    if (error instanceof SidebandError) return error;
  }
  throw new Error('nothing of ours was thrown');
};

describe('the native package', () => {
  it('that is not installed is named with the line that installs it', () => {
    const error = thrown(() => native(loaderFor({ RT_SIDEBAND_WEBRTC: 'none' })));
    expect(error.kind).toBe('usage');
    expect(error.reason).toBe('no-webrtc');
    expect(error.message).toContain('which is not installed');
    expect(error.hint).toContain('npm install @roamhq/wrtc');
  });

  it('that has no binary for this machine says so', () => {
    const error = thrown(() =>
      native(() => {
        throw new Error('Could not find wrtc binary on any of the paths');
      }),
    );
    expect(error.message).toContain('cannot be loaded on this machine');
    expect(error.hint).toContain('Linux and macOS');
  });

  it('is loaded once', ({ skip }) => {
    if (nativeHere() === undefined) skip(withoutNative);
    expect(native()).toBe(native(loaderFor({})));
  });
});

describe('a process that used it', () => {
  const root = join(import.meta.dirname, '..', '..');
  it('ends by itself with its own exit code, its output whole and its exit listeners heard', ({ skip }) => {
    if (nativeHere() === undefined) skip(withoutNative);
    // In the repository, so that the package is found from there.
    const outfile = join(root, '.cache', 'test', 'a-short-call.mjs');
    buildSync({
      entryPoints: [join(import.meta.dirname, 'a-short-call.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    });
    const { status, stdout, signal } = spawnSync(process.env['RT_NODE'] ?? process.execPath, [outfile], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    expect({ status, signal }).toEqual({ status: 3, signal: null });
    expect(stdout).toBe(`heard\n${'x'.repeat(200_000)}\nleft\n`);
  });
});
