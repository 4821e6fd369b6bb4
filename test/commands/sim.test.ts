import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtIn } from '../../src/sim/scenarios/index.ts';
import { run } from '../context.ts';

const leaving = new AbortController();
leaving.abort('interrupt');
/** Starts a simulator that is told to stop at once. */
const sim = (more: readonly string[] = [], env: Record<string, string> = {}) =>
  run(['sim', '--json', '--calls', '0', ...more], { signal: leaving.signal, env });

describe('sim', () => {
  it('names the scenarios there are', async () => {
    const { stdout } = await run(['sim', '--help']);
    const [, named = ''] = /Scenarios: ([^.]*)\./.exec(stdout) ?? [];
    expect(named.split(/,\s+/)).toEqual([...builtIn.keys()]);
  });

  it('says that there is no WebRTC where its package is not, and how to get it', async () => {
    const absent = await sim([], { RT_SIDEBAND_WEBRTC: 'none' });
    expect(JSON.parse(absent.stdout)).toMatchObject({ kind: 'ready', webrtc: false });
    expect(absent.stderr).toContain('no WebRTC (npm install @roamhq/wrtc)');
    const quiet = await sim(['--quiet'], { RT_SIDEBAND_WEBRTC: 'none' });
    expect(quiet.stderr).toBe('');
  });

  it('takes its certificate away with it', async () => {
    const { certificate } = JSON.parse((await sim(['--tls'])).stdout) as { certificate: string };
    expect(certificate).toMatch(/certificate\.pem$/);
    expect(existsSync(dirname(certificate))).toBe(false);
  });

  it.each([
    [['--transcribe', 'nowhere'], 'not an http(s) URL'],
    [['--transcribe', 'http://example.com/v1'], 'over https only'],
    [
      ['--transcribe', 'http://127.0.0.1:9/v1', '--transcribe-key-env', 'NOT_SET'],
      '--transcribe-key-env: this variable is not set',
    ],
  ])('%j is refused before anything is started', async (words, said) => {
    const { code, stdout, stderr } = await sim(words);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(said);
  });
});
