import { mkdtemp, open, readFile, stat, writeFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readWav } from '../../src/media/wav.ts';
import { wavFile } from '../../src/media/wav-file.ts';

const fresh = async (): Promise<string> => join(await mkdtemp(join(tmpdir(), 'rt-wav-')), 'agent.wav');

const readBack = async (path: string): Promise<{ rate: number; samples: number[] }> => {
  const { rate, samples } = await readWav(createReadStream(path));
  const all: number[] = [];
  for await (const piece of samples) all.push(...piece);
  return { rate, samples: all };
};

describe('a WAV file that is written', () => {
  it('holds what it was given, for the owner alone', async () => {
    const path = await fresh();
    const file = await wavFile(path, 48_000);
    file.write(Int16Array.of(0, 16_384));
    file.write(Int16Array.of(-32_768));
    await file.close();
    expect(await readBack(path)).toEqual({ rate: 48_000, samples: [0, 0.5, -1] });
    const { mode } = await stat(path);
    if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600);
    const bytes = await readFile(path);
    expect([bytes.readUInt32LE(4), bytes.readUInt32LE(40)]).toEqual([bytes.length - 8, 6]);
  });

  it('can be played while it is being written: a crash takes the last moment only', async () => {
    const path = await fresh();
    const file = await wavFile(path, 48_000);
    expect((await readFile(path)).length).toBe(44);
    for (let nth = 0; nth < 100; nth += 1) file.write(new Int16Array(480).fill(nth));
    await expect.poll(async () => (await readFile(path)).readUInt32LE(40)).toBeGreaterThan(50_000);
    const { samples } = await readBack(path);
    expect(samples.length).toBe(((await readFile(path)).length - 44) / 2);
    await file.close();
  });

  it('never replaces a file', async () => {
    const path = await fresh();
    await writeFile(path, 'mine');
    await expect(wavFile(path, 48_000)).rejects.toMatchObject({ kind: 'usage' });
    expect(await readFile(path, 'utf8')).toBe('mine');
  });

  it('says so when there is no such folder', async () => {
    await expect(wavFile('/nowhere/at/all.wav', 48_000)).rejects.toMatchObject({
      kind: 'output',
      message: 'the file for the sound cannot be made: no such file or folder',
    });
  });

  it('tells once when the disk is full, and again at its close', async () => {
    const told: string[] = [];
    const path = await fresh();
    const file = await wavFile(
      path,
      48_000,
      (error) => told.push(error.message),
      async (...how) => {
        const made = await open(...how);
        const write = made.write.bind(made);
        let writes = 0;
        return Object.assign(made, {
          write: (bytes: Buffer, offset: number, length: number, at: number) => {
            writes += 1;
            if (writes > 2) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
            return write(bytes, offset, length, at);
          },
        });
      },
    );
    file.write(new Int16Array(100_000));
    file.write(new Int16Array(100_000));
    await expect(file.close()).rejects.toMatchObject({ kind: 'output', message: /ENOSPC/ });
    expect(told).toHaveLength(1);
    expect((await readBack(path)).samples).toEqual([]);
  });
});
