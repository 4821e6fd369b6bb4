import type { IncomingMessage } from 'node:http';
import { control, type Panel } from './control.ts';
import { openToPages, preflight, readable } from './cross-origin.ts';
import type { Desk } from './desk.ts';
import { refusal } from './refusal.ts';
import { bodyOf, failed, type Reply } from './reply.ts';
import { requestUrl } from './request-url.ts';
import { rest } from './rest.ts';

/** Answers HTTP requests: the API under `/v1`, and what the holder of the token or the key may do under `/control`. */
export const answering =
  (desk: Desk, panel: Panel, token: string) =>
  async (request: IncomingMessage): Promise<Reply> => {
    const url = requestUrl(request.url);
    const key = /^Bearer\s+(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const body = await bodyOf(request);
    if (body === undefined) return failed(413, refusal(null, 'The body is too large.'));
    const method = request.method ?? 'GET';
    const [, first, second] = url.pathname.split('/');
    if (first === 'control') {
      const known = second === token || url.searchParams.get('token') === token;
      if (!known && desk.board.keyKind(key) !== 'api') {
        return failed(401, refusal(null, 'The control endpoint needs the key.'));
      }
      const path = url.pathname.slice('/control'.length).replace(`/${token}`, '');
      const accept = request.headers.accept ?? '';
      return control({ method, path, query: url.searchParams, accept, body }, panel);
    }
    if (first !== 'v1') return failed(404, refusal(null, `Invalid URL (${method} ${url.pathname})`));
    const path = url.pathname.slice('/v1'.length).replace(/\/$/, '');
    if (method === 'OPTIONS' && openToPages(path)) return preflight(request.headers);
    const contentType = request.headers['content-type'] ?? '';
    const reply = await rest({ method, path, key, contentType, body }, desk);
    return openToPages(path) ? readable(reply) : reply;
  };
