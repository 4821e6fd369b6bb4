import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lengthOf } from '../../src/media/pcm.ts';
import { tone } from '../../src/media/tone.ts';
import { fromWav, speak } from '../../src/media/voice.ts';
import { readWav } from '../../src/media/wav.ts';
import { inPieces, wavBytes } from './wav-bytes.ts';

const env = { PATH: process.env['PATH'] };
const hasVoice = spawnSync('espeak-ng', ['--version']).status === 0;

/** A program in place of espeak-ng. */
const program = async (script: string): Promise<string> => {
  const path = join(await mkdtemp(join(tmpdir(), 'rt-voice-')), 'speaker');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
};

describe('text as sound', () => {
  it.skipIf(!hasVoice)('by espeak-ng where it is installed (skipped where it is not)', async () => {
    const { pcm, by } = await speak('I would like a margarita.', { env });
    expect(by).toBe('espeak-ng');
    expect(lengthOf(pcm)).toBeGreaterThan(1000);
    expect(lengthOf(pcm)).toBeLessThan(4000);
  });

  it('is a tone where it is not', async () => {
    const { pcm, by } = await speak('Hello.', { env, program: '/nowhere/espeak-ng' });
    expect(by).toBe('tone');
    expect(pcm).toEqual(tone('Hello.'));
  });

  it.each([
    ['fails', 'exit 3'],
    ['says what is no WAV', 'echo sorry'],
    ['says nothing', 'head -c 44 /dev/zero'],
  ])('is a tone where the program %s', async (_what, script) => {
    expect((await speak('Hello.', { env, program: await program(script) })).by).toBe('tone');
  });

  it('is a tone where the program hangs and is told to end', async () => {
    const signal = AbortSignal.timeout(300);
    const hanging = await program('exec sleep 60');
    expect((await speak('Hello.', { env, program: hanging, signal })).by).toBe('tone');
  });

  it('never passes through a shell: the program gets it on standard input, and no key in its environment', async () => {
    const seen = join(await mkdtemp(join(tmpdir(), 'rt-voice-')), 'seen');
    const path = await program(`cat > ${seen}; env >> ${seen}; echo "$@" >> ${seen}`);
    const text = '$(touch /tmp/x) `id`; --help\n-f /etc/passwd';
    await speak(text, { env: { ...env, OPENAI_API_KEY: 'a-key' }, program: path });
    const told = await readFile(seen, 'utf8');
    expect(told.startsWith(text)).toBe(true);
    expect(told).not.toContain('a-key');
    expect(told).toContain('--stdout --stdin');
  });
});

describe('a WAV file as it goes into a call', () => {
  it('has 48,000 samples a second', async () => {
    const pcm = await fromWav(await readWav(inPieces(wavBytes(Buffer.alloc(16_000), { rate: 8000 }))));
    expect(lengthOf(pcm)).toBe(1000);
  });

  it('is refused when it is too long, however small the file was', async () => {
    const sound = async () => readWav(inPieces(wavBytes(Buffer.alloc(8000, 128), { rate: 8000, bits: 8 })));
    await expect(fromWav(await sound(), 900)).rejects.toMatchObject({ kind: 'usage' });
    expect(lengthOf(await fromWav(await sound(), 1000))).toBe(1000);
  });
});
