import { X509Certificate, createPrivateKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { loopbackCertificate } from '../../src/sim/certificate.ts';

test('a certificate is its own authority, good for loopback names, today, and with its key', () => {
  const { certificate, key } = loopbackCertificate(Date.UTC(2026, 10, 21));
  const parsed = new X509Certificate(certificate);
  expect(parsed.verify(parsed.publicKey)).toBe(true);
  expect(parsed.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(parsed.ca).toBe(true);
  expect(parsed.checkHost('localhost')).toBe('localhost');
  expect([parsed.checkIP('127.0.0.1'), parsed.checkIP('::1')]).toEqual(['127.0.0.1', '::1']);
  expect([parsed.checkHost('example.com'), parsed.checkIP('192.0.2.1')]).toEqual([undefined, undefined]);
  expect([new Date(parsed.validFrom).toISOString(), new Date(parsed.validTo).toISOString()]).toEqual([
    '2026-11-20T00:00:00.000Z',
    '2026-11-22T00:00:00.000Z',
  ]);
  expect(loopbackCertificate(Date.now()).key).not.toBe(key);
});
