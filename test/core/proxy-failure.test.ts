import { describe, expect, it } from 'vitest';
import type { Hop } from '../../src/core/dial-failure.ts';
import { notProxy, proxyFailure } from '../../src/core/proxy-failure.ts';

const proxy: Hop = { who: 'proxy', host: 'proxy.example', port: 3128 };

describe('a proxy that opens no way', () => {
  it.each([
    [407, false],
    [403, false],
    [502, true],
    [503, true],
  ])('a proxy that answers %i is not the API', (status, retryable) => {
    const failure = proxyFailure(status, proxy);
    expect(failure).toMatchObject({ kind: 'network', reason: 'proxy', retryable });
    expect(failure.message).toBe(`the proxy proxy.example:3128 answered ${status}; the API was not reached`);
  });

  it('is not said to have answered what it did not', () => {
    const failure = notProxy(proxy);
    expect(failure).toMatchObject({ kind: 'network', reason: 'proxy', retryable: false });
    expect(failure.message).toBe('the proxy proxy.example:3128 is no HTTP proxy: its answer makes no sense');
    expect(failure.hint).toContain('HTTPS_PROXY');
  });
});
