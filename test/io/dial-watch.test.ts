import { afterEach, describe, expect, it } from 'vitest';
import type { Stage } from '../../src/core/dial-failure.ts';
import { headOf, type AnswerHead, type DialWatch } from '../../src/io/dial-watch.ts';
import { restClient } from '../../src/io/rest.ts';
import { attach, canary, failureOf, settingsFor } from '../connecting.ts';
import { answer, rawServer, switching, type RawServer } from '../raw-server.ts';

const servers: RawServer[] = [];
const serving = async (...args: Parameters<typeof rawServer>): Promise<RawServer> => {
  const server = await rawServer(...args);
  servers.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const watching = (): DialWatch & { readonly stages: Stage[]; readonly heads: AnswerHead[] } => {
  const [stages, heads]: [Stage[], AnswerHead[]] = [[], []];
  return { stages, heads, at: (stage) => stages.push(stage), answered: (head) => heads.push(head) };
};

describe('headOf', () => {
  it('keeps what tells about the service, and no cookie or location', () => {
    const headers = {
      date: 'Sat, 21 Nov 2026 10:00:00 GMT',
      'x-request-id': ['req_1', 'req_2'],
      'x-ratelimit-remaining-requests': '0',
      'set-cookie': ['a=b'],
      location: 'https://elsewhere.example/?key=1',
      'openai-organization': 'somebody',
    };
    expect(headOf(200, headers).headers).toEqual({
      date: 'Sat, 21 Nov 2026 10:00:00 GMT',
      'x-request-id': 'req_1',
      'x-ratelimit-remaining-requests': '0',
    });
  });

  it.each([
    ['', { body: 'empty' }],
    [' \r\n', { body: 'empty' }],
    ['<html>', { body: 'other' }],
    ['{"ok":true}', { body: 'other' }],
    ['{"error":{"code":"call_id_not_found","message":"No"}}', { body: 'error', code: 'call_id_not_found' }],
    ['{"error":{"message":"Invalid URL"}}', { body: 'error' }],
  ])('says of the body %s', (text, about) => {
    expect(headOf(404, {}, text)).toEqual({ status: 404, headers: {}, ...about });
  });
});

describe('somebody who watches', () => {
  it('is told of the 101 and of every stage', async () => {
    const server = await serving((socket, head) => socket.write(switching(head, 'X-Request-Id: req_7\r\n')));
    const watch = watching();
    const link = await attach(server.port, { watch });
    expect(watch.stages).toEqual(['connect', 'answer']);
    expect(watch.heads).toEqual([{ status: 101, headers: { 'x-request-id': 'req_7' }, body: 'empty' }]);
    await link.close();
  });

  it('is told of a refusal', async () => {
    const body = { error: { code: 'call_id_not_found', message: 'No session' } };
    const server = await serving((socket) => socket.end(answer(404, body)));
    const watch = watching();
    await failureOf(attach(server.port, { watch }));
    expect(watch.heads).toEqual([{ status: 404, headers: {}, body: 'error', code: 'call_id_not_found' }]);
  });

  it('is told of the answer to a question for the models, which is a GET', async () => {
    const server = await serving((socket) =>
      socket.end(answer(200, { data: [] }, 'X-Request-Id: req_8\r\n')),
    );
    const watch = watching();
    const rest = await restClient(settingsFor(server.port, { watch }));
    expect((await rest.models()).body).toEqual({ data: [] });
    expect(server.received).toMatch(/^GET \/v1\/models HTTP\/1\.1\r\n/);
    expect(server.received).toContain(`Bearer ${canary}`);
    expect(watch.heads).toMatchObject([{ status: 200, headers: { 'x-request-id': 'req_8' } }]);
  });
});
