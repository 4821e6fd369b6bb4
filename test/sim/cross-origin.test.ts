import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, simulator } from './client.ts';

afterEach(closeAll);

/** What a browser asks before a page posts its offer. */
const ask = (baseUrl: string, path: string): Promise<Response> =>
  fetch(`${baseUrl}${path}`, {
    method: 'OPTIONS',
    headers: {
      origin: 'http://127.0.0.1:9999',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-openai-agents-sdk',
    },
  });

describe('a page of another origin', () => {
  const open = ['/realtime/calls', '/realtime/translations/calls'];
  it.each(open)('may post an offer with a key, whatever headers it adds: %s', async (path) => {
    const { baseUrl } = await simulator();
    const { status, headers } = await ask(baseUrl, path);
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-methods')).toContain('POST');
    expect(headers.get('access-control-allow-headers')).toBe(
      'authorization,content-type,x-openai-agents-sdk',
    );
  });

  it.each(open)('can read why its offer was refused: %s', async (path) => {
    const { baseUrl } = await simulator();
    const { status, headers } = await fetch(`${baseUrl}${path}`, { method: 'POST' });
    expect(status).toBe(401);
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  it.each(['/realtime/client_secrets', '/realtime/calls/rtc_1/hangup', '/../control/calls'])(
    'gets nowhere else: %s',
    async (path) => {
      const { baseUrl } = await simulator();
      const { headers } = await ask(baseUrl, path);
      expect(headers.get('access-control-allow-origin')).toBeNull();
    },
  );
});
