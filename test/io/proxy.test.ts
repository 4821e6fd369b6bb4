import { describe, expect, it } from 'vitest';
import { proxyFor } from '../../src/io/proxy.ts';

const url = 'https://api.openai.com/v1';
const p = 'http://proxy.example:3128';

describe('the proxy for an address', () => {
  it.each([
    [url, {}, undefined],
    [url, { HTTPS_PROXY: p }, p],
    [url, { https_proxy: p }, p],
    [url, { https_proxy: p, HTTPS_PROXY: 'http://upper.example' }, p],
    [url, { ALL_PROXY: p }, p],
    [url, { all_proxy: p, HTTPS_PROXY: 'http://upper.example:1' }, 'http://upper.example:1'],
    [url, { HTTP_PROXY: p }, undefined],
    ['http://api.example/v1', { HTTP_PROXY: p }, p],
    [url, { HTTPS_PROXY: 'proxy.example:3128' }, p],
    [url, { HTTPS_PROXY: '' }, undefined],
    [url, { HTTPS_PROXY: p, NO_PROXY: '' }, p],
    [url, { HTTPS_PROXY: p, NO_PROXY: '*' }, undefined],
    [url, { HTTPS_PROXY: p, NO_PROXY: 'api.openai.com' }, undefined],
    [url, { HTTPS_PROXY: p, NO_PROXY: 'openai.com' }, undefined],
    [url, { HTTPS_PROXY: p, NO_PROXY: '.openai.com' }, undefined],
    [url, { HTTPS_PROXY: p, NO_PROXY: '*.openai.com' }, undefined],
    [url, { HTTPS_PROXY: p, no_proxy: 'x.example, OPENAI.com' }, undefined],
    [url, { HTTPS_PROXY: p, NO_PROXY: 'api.openai.com:443' }, undefined],
    [url, { HTTPS_PROXY: p, NO_PROXY: 'api.openai.com:8443' }, p],
    [url, { HTTPS_PROXY: p, NO_PROXY: 'penai.com' }, p],
    [url, { HTTPS_PROXY: p, NO_PROXY: 'openai.com.evil' }, p],
    ['https://[2001:db8::1]/v1', { HTTPS_PROXY: p, NO_PROXY: '2001:db8::1' }, undefined],
    ['https://[2001:db8::1]/v1', { HTTPS_PROXY: p, NO_PROXY: '[2001:db8::1]:443' }, undefined],
    ['https://[2001:db8::2]/v1', { HTTPS_PROXY: p, NO_PROXY: '2001:db8::1' }, p],
    ['https://127.0.0.1:1/v1', { HTTPS_PROXY: p }, undefined],
    ['http://localhost:1/v1', { HTTP_PROXY: p, ALL_PROXY: p }, undefined],
    ['https://[::1]/v1', { HTTPS_PROXY: p }, undefined],
  ])('%s with %j is %s', (target, env, expected) => {
    expect(proxyFor(target, env)?.shown).toBe(expected);
  });

  it('shows no credentials', () => {
    const proxy = proxyFor(url, { HTTPS_PROXY: 'http://ann:canary@proxy.example' });
    expect(proxy).toMatchObject({ host: 'proxy.example', port: 80, shown: 'http://proxy.example' });
    expect(proxyFor(url, { HTTPS_PROXY: 'https://ann@[::1]' })).toMatchObject({ host: '::1', port: 443 });
  });

  it.each(['socks5://canary@proxy.example', 'http://', 'http://ann:%zzcanary@proxy.example', '::canary'])(
    'refuses %s without repeating it',
    (given) => {
      try {
        proxyFor(url, { HTTPS_PROXY: given });
        expect.unreachable();
      } catch (error) {
        expect(error).toMatchObject({ kind: 'usage' });
        expect(JSON.stringify(error) + String(error)).not.toContain('canary');
      }
    },
  );
});
