import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { addressesOf, certificatesIn, reach } from '../../src/io/reach.ts';
import { systemClock } from '../../src/io/system.ts';
import { certificate } from '../certificates.ts';
import { rawServer, type RawServer } from '../raw-server.ts';

const servers: RawServer[] = [];
const serving = async (...given: Parameters<typeof rawServer>): Promise<RawServer> => {
  const server = await rawServer(...given);
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
const to = (port: number, more = {}) => ({
  host: '127.0.0.1',
  port,
  secure: false,
  proxy: undefined,
  deadlineMs: 5000,
  clock: systemClock(),
  signal: new AbortController().signal,
  ...more,
});

describe('reach', () => {
  it('opens a connection, sends nothing over it and closes it', async () => {
    const server = await serving(() => undefined);
    const found = await reach(to(server.port));
    expect(found).toMatchObject({ address: '127.0.0.1', times: { connect: expect.any(Number) } });
    expect(server.received).toBe('');
  });

  it('says how far it came, and why no farther', async () => {
    const pair = certificate(['127.0.0.1']);
    const server = await serving(() => undefined, pair === undefined ? {} : { tls: pair });
    const found = await reach(to(server.port, { secure: true }));
    expect(found).toMatchObject({ stage: 'tls', failure: { kind: 'network', reason: 'tls' } });
  });

  it('gives up at the deadline', async () => {
    const server = await serving(() => undefined);
    const found = await reach(to(server.port, { secure: true, deadlineMs: 300 }));
    expect(found).toMatchObject({ stage: 'tls', failure: { reason: 'deadline' } });
  });

  it('gives up when somebody leaves', async () => {
    const server = await serving(() => undefined);
    const leaving = new AbortController();
    const running = reach(to(server.port, { secure: true, signal: leaving.signal }));
    leaving.abort();
    expect(await running).toHaveProperty('failure');
  });
});

describe('addressesOf', () => {
  it('finds this machine by name', async () => {
    const found = await addressesOf('localhost', to(0));
    expect(found.map(({ address }) => address)).toContainEqual(
      expect.stringMatching(/^(?:127\.0\.0\.1|::1)$/),
    );
  });

  it('rejects for a name that nobody has', async () => {
    await expect(addressesOf('nobody-has-this-name.invalid', to(0))).rejects.toMatchObject({
      kind: 'network',
      reason: 'dns',
    });
  });
});

describe('certificatesIn', () => {
  it('counts them, or says why it cannot', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'rt-pem-'));
    try {
      const path = join(folder, 'ca.pem');
      writeFileSync(path, '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n'.repeat(2));
      expect(await certificatesIn(path)).toEqual({ count: 2 });
      expect(await certificatesIn(join(folder, 'none.pem'))).toEqual({ unreadable: 'ENOENT' });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
