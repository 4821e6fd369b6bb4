import { createRequire } from 'node:module';
import type * as Crypto from 'node:crypto';

/** A certificate for the loopback addresses and its key, both PEM. */
export type Certificate = { readonly certificate: string; readonly key: string };

const der = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.from(body.length.toString(16).padStart(4, '0'), 'hex');
  return Buffer.concat([Buffer.from([tag, 0x82]), length, body]);
};

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const identifier = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const octets = (...parts: readonly Buffer[]): Buffer => der(0x04, ...parts);
const bits = (body: Buffer): Buffer => der(0x03, Buffer.from([0]), body);
const yes = der(0x01, Buffer.from([0xff]));

const time = (date: Date): Buffer =>
  der(0x17, Buffer.from(`${date.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`, 'latin1'));

const commonName = '550403';
const ecdsaWithSha256 = sequence(identifier('2a8648ce3d040302'));

const extension = (id: string, critical: boolean, value: Buffer): Buffer =>
  sequence(identifier(id), ...(critical ? [yes] : []), octets(value));

/**
 * Makes a self-signed certificate (RFC 5280, P-256) that is good for `localhost`, 127.0.0.1 and ::1 for a day around
 * `now`. Its own authority, so that a client can be told to trust it (`NODE_EXTRA_CA_CERTS`).
 */
export const loopbackCertificate = (now: number): Certificate => {
  const crypto: typeof Crypto = createRequire(import.meta.url)('node:crypto');
  const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const name = sequence(
    der(0x31, sequence(identifier(commonName), der(0x0c, Buffer.from('rt-sideband simulator', 'utf8')))),
  );
  const serial = crypto.randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const day = 86_400_000;
  const names = sequence(
    der(0x82, Buffer.from('localhost', 'latin1')),
    der(0x87, Buffer.from([127, 0, 0, 1])),
    der(0x87, Buffer.from('00000000000000000000000000000001', 'hex')),
  );
  const extensions = sequence(
    extension('551d13', true, sequence(yes)),
    extension('551d0f', true, der(0x03, Buffer.from([2, 0x84]))),
    extension('551d25', false, sequence(identifier('2b06010505070301'))),
    extension('551d11', false, names),
  );
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    ecdsaWithSha256,
    name,
    sequence(time(new Date(now - day)), time(new Date(now + day))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const signed = sequence(body, ecdsaWithSha256, bits(crypto.sign('sha256', body, privateKey)));
  const lines = signed.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
};
