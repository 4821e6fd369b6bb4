import { describe, expect, it } from 'vitest';
import { isLoopback, readBaseUrl, unusualHost } from '../../src/core/base-url.ts';

describe('readBaseUrl', () => {
  it.each([
    ['https://api.openai.com/v1', 'https://api.openai.com/v1'],
    ['https://api.openai.com/v1/', 'https://api.openai.com/v1'],
    [' https://eu.api.openai.com/v1 ', 'https://eu.api.openai.com/v1'],
    ['https://r.example/openai/v1', 'https://r.example/openai/v1'],
    ['wss://api.openai.com/v1', 'https://api.openai.com/v1'],
    ['http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080/v1'],
    ['ws://localhost:1/v1', 'http://localhost:1/v1'],
    ['http://[::1]:9/v1', 'http://[::1]:9/v1'],
  ])('takes %s', (given, normal) => {
    expect(readBaseUrl(given)).toBe(normal);
  });

  it.each([
    'http://api.openai.com/v1',
    'ws://10.0.0.1/v1',
    'http://127.0.0.1.evil.example/v1',
    'http://localhost.evil.example/v1',
    'https://api.openai.com',
    'https://api.openai.com/v1/realtime',
    'https://api.openai.com/v1?x=1',
    'https://api.openai.com/v1#x',
    'ftp://api.openai.com/v1',
    'file:///v1',
    'api.openai.com/v1',
    '',
  ])('refuses %s', (given) => {
    expect(() => readBaseUrl(given)).toThrow(expect.objectContaining({ kind: 'usage' }) as Error);
  });

  it('refuses userinfo without repeating it', () => {
    try {
      readBaseUrl('https://ann:canary@api.openai.com/v1');
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain('canary');
      expect(String(error)).not.toContain('canary');
    }
  });
});

it.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['[::1]', true],
  ['0.0.0.0', false],
  ['128.0.0.1', false],
  ['example.com', false],
])('isLoopback(%s)', (host, is) => {
  expect(isLoopback(host)).toBe(is);
});

it.each([
  ['https://api.openai.com/v1', undefined],
  ['https://eu.api.openai.com/v1', 'eu.api.openai.com'],
  ['http://127.0.0.1:4242/v1', '127.0.0.1:4242'],
  ['nonsense', 'nonsense'],
])('the host of %s is unusual: %s', (url, host) => {
  expect(unusualHost(url)).toBe(host);
});
