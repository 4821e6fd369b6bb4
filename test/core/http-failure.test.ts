import { describe, expect, it } from 'vitest';
import { httpFailure, notFoundCauses, type HttpAnswer } from '../../src/core/http-failure.ts';

const fail = (status: number, more: Partial<HttpAnswer> = {}) =>
  httpFailure({
    status,
    about: 'attach',
    key: '[secret …1234]',
    hide: (text) => text.replaceAll('canary', '***'),
    ...more,
  });
const body = (code: string | null, message: string): string => JSON.stringify({ error: { code, message } });

describe('the meaning of an HTTP status', () => {
  it.each([
    [200, 'network', false],
    [301, 'network', false],
    [302, 'network', false],
    [307, 'network', false],
    [308, 'network', false],
    [400, 'refused', false],
    [401, 'auth', false],
    [403, 'auth', false],
    [404, 'not-found', false],
    [408, 'network', true],
    [409, 'refused', false],
    [410, 'not-found', false],
    [418, 'refused', false],
    [426, 'refused', false],
    [429, 'network', true],
    [500, 'network', true],
    [502, 'network', true],
    [503, 'network', true],
    [504, 'network', true],
    [529, 'network', true],
  ] as const)('%i is %s, retryable %s', (status, kind, retryable) => {
    expect(fail(status)).toMatchObject({ kind, retryable, reason: `http-${status}` });
    expect(fail(status).message).toContain(String(status));
  });

  it('ranks the causes of an unknown call', () => {
    const hint = fail(404).hint ?? '';
    const places = notFoundCauses.map((cause) => hint.indexOf(cause));
    expect(places).toHaveLength(6);
    expect(places.every((place, n) => place > (places[n - 1] ?? 0))).toBe(true);
  });

  it('gives another hint where no call was asked for', () => {
    expect(fail(404, { about: 'api' }).hint).toContain('--base-url');
    expect(fail(404, { about: 'api' }).message).not.toContain('call');
  });

  it('takes the code over the status for an unknown call', () => {
    expect(fail(400, { about: 'call', body: body('call_id_not_found', 'No session') })).toMatchObject({
      kind: 'not-found',
    });
  });

  it('keeps a wait only where another try may help', () => {
    expect(fail(429, { retryAfter: 3000 }).retryAfter).toBe(3000);
    expect(fail(401, { retryAfter: 3000 }).retryAfter).toBeUndefined();
    expect(fail(429, { body: body('insufficient_quota', 'pay'), retryAfter: 3000 })).toMatchObject({
      retryable: false,
      retryAfter: undefined,
    });
  });

  it('says the words of the server, cleaned; never its raw body', () => {
    expect(fail(400, { body: body('invalid_x', 'bad canary') }).said).toBe('invalid_x: bad ***');
    expect(fail(400, { body: '<b>canary</b>' }).said).toBeUndefined();
    expect(fail(307, { target: 'https://evil.example' }).said).toBe('https://evil.example');
  });

  it('names the key by its fingerprint', () => {
    expect(fail(401).message).toContain('[secret …1234]');
  });
});
