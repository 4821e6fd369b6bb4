import { chmodSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { expect, it } from 'vitest';
import { sealTornTail } from '../../src/io/seal.ts';
import { folder, recorded } from './recording-kit.ts';

it('leaves a whole file alone', async () => {
  using at = folder();
  for (const content of ['', '\n', recorded()]) {
    const path = at.file('a', content);
    expect(await sealTornTail(path)).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe(content);
  }
});

it.each([1, 100, 70_000, 200_000])(
  'parts a torn record of %d bytes from what follows, and keeps it',
  async (bytes) => {
    using at = folder();
    const whole = recorded();
    const path = at.file('a', whole + 'x'.repeat(bytes));
    expect(await sealTornTail(path)).toEqual({ bytes, offset: Buffer.byteLength(whole) });
    expect(readFileSync(path, 'utf8')).toBe(
      `${whole}${'x'.repeat(bytes)}\n{"v":1,"kind":"seal","torn_bytes":${bytes},"offset":${Buffer.byteLength(whole)}}\n`,
    );
    expect(await sealTornTail(path)).toBeUndefined();
  },
);

it('counts from the beginning when there is no whole record at all', async () => {
  using at = folder();
  expect(await sealTornTail(at.file('a', '{"v":1'))).toEqual({ bytes: 6, offset: 0 });
});

it('says when it cannot', async () => {
  await expect(sealTornTail('/no/such/file')).rejects.toMatchObject({ kind: 'output' });
});

it.skipIf(userInfo().uid === 0)('cannot seal a file that is read-only (not run as root)', async () => {
  using at = folder();
  const path = at.file('a', 'torn');
  chmodSync(path, 0o400);
  await expect(sealTornTail(path)).rejects.toMatchObject({ kind: 'output', reason: 'eacces' });
});
