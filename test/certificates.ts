import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate with its key, made on the spot. */
export type Certificate = { readonly key: string; readonly cert: string };

/** A self-signed certificate for these names, or undefined where there is no openssl. `days` may be negative. */
export const certificate = (names: readonly string[], days = 2): Certificate | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'rt-cert-'));
  const [key, request, cert] = ['key.pem', 'request.pem', 'cert.pem'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const alternatives = names.map((name) => (/^[\d.]+$/.test(name) ? `IP:${name}` : `DNS:${name}`)).join(',');
  const subject = ['-subj', `/CN=${names[0] ?? 'x'}`, '-addext', `subjectAltName=${alternatives}`];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const run = (...words: string[]): void => void execFileSync('openssl', words, { stdio: 'ignore' });
  try {
    // In two steps, because `req -x509` cannot make a certificate of the past.
    run('req', '-new', ...curve, '-keyout', key, '-out', request, ...subject);
    const signing = [
      '-req',
      '-in',
      request,
      '-signkey',
      key,
      '-days',
      String(days),
      '-copy_extensions',
      'copy',
    ];
    run('x509', ...signing, '-out', cert);
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
