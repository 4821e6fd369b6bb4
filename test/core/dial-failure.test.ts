import { describe, expect, it } from 'vitest';
import { deadlineFailure, dialFailure, type Hop } from '../../src/core/dial-failure.ts';

const api: Hop = { who: 'api', host: 'api.example', port: 443 };
const proxy: Hop = { who: 'proxy', host: 'proxy.example', port: 3128 };

describe('what a local error means', () => {
  it.each([
    ['ENOTFOUND', 'dns', true],
    ['EAI_AGAIN', 'dns', true],
    ['ESERVFAIL', 'dns', true],
    ['ECONNREFUSED', 'connect', true],
    ['ECONNRESET', 'connect', true],
    ['ETIMEDOUT', 'connect', true],
    ['EHOSTUNREACH', 'connect', true],
    ['EACCES', 'connect', false],
    ['ENEWCODE', 'connect', true],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls', false],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls', false],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls', false],
    ['CERT_HAS_EXPIRED', 'tls', false],
    ['CERT_SIGNATURE_FAILURE', 'tls', false],
    ['ERR_TLS_INVALID_PROTOCOL_VERSION', 'tls', false],
    ['EPROTO', 'tls', false],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls', false],
    ['HPE_INVALID_CONSTANT', 'not-websocket', false],
    ['HPE_HEADER_OVERFLOW', 'not-websocket', false],
    [undefined, 'not-websocket', false],
    ['some text\u001b[2J', 'not-websocket', false],
  ] as const)('%s is %s', (code, reason, retryable) => {
    const failure = dialFailure(code, api);
    expect(failure).toMatchObject({ kind: 'network', reason, retryable });
    expect(failure.message).toContain('api.example');
    expect(failure.message).not.toContain('proxy');
  });

  it('names the proxy when that is the hop', () => {
    expect(dialFailure('ECONNREFUSED', proxy).message).toContain('the proxy proxy.example:3128');
    expect(dialFailure('ENOTFOUND', proxy).message).toContain('the proxy proxy.example');
  });

  it('gives the setting for a private authority, and never offers to turn checks off', () => {
    const hint = dialFailure('UNABLE_TO_VERIFY_LEAF_SIGNATURE', api).hint ?? '';
    expect(hint).toContain('NODE_EXTRA_CA_CERTS');
    expect(hint).toContain('cannot be turned off');
  });

  it.each([
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
    'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    'ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL',
    'ERR_SSL_UNSUPPORTED_PROTOCOL',
  ])('takes nobody who refuses TLS (%s) for somebody who speaks none', (code) => {
    const { message, hint, reason, retryable } = dialFailure(code, api);
    expect(message).toContain('refused the TLS handshake');
    expect(message).toContain(code);
    expect(hint).toMatch(/client certificate/);
    expect([reason, retryable]).toEqual(['tls', false]);
  });

  it.each(['EPROTO', 'ERR_TLS_CERT_ALTNAME_INVALID'])('points at the setting of the hop (%s)', (code) => {
    expect(dialFailure(code, api).hint).toContain('the base URL');
    expect(dialFailure(code, proxy).hint).toContain('HTTPS_PROXY');
    expect(dialFailure(code, proxy).hint).not.toContain('the base URL');
  });

  it('does not say WebSocket where none was expected', () => {
    expect(dialFailure('HPE_INVALID_CONSTANT', api, 'HTTP')).toMatchObject({ reason: 'not-http' });
  });

  it('says where a dial hung', () => {
    const says = (['name', 'connect', 'tunnel', 'tls', 'answer'] as const).map(
      (stage) => deadlineFailure(stage, stage === 'tunnel' ? proxy : api, 15_000).message,
    );
    expect(new Set(says).size).toBe(5);
    for (const message of says) expect(message).toContain('in 15 s');
    expect(says[2]).toContain('the proxy');
  });
});
