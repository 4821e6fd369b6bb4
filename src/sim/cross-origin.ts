import type { IncomingHttpHeaders } from 'node:http';
import type { Reply } from './reply.ts';

const open: ReadonlySet<string> = new Set(['/realtime/calls', '/realtime/translations/calls']);

/** Where pages of any origin may post their offer: the places a browser calls with a client secret. */
export const openToPages = (path: string): boolean => open.has(path);

/** The reply as a page may read it, its call id included (headers as recorded: realtime-api 2). */
export const readable = (reply: Reply): Reply => ({
  ...reply,
  headers: {
    'access-control-allow-origin': '*',
    'access-control-expose-headers': 'Location, X-Request-Id',
    ...reply.headers,
  },
});

/** What a browser is told that asks first, whether it may send its key and an SDP. */
export const preflight = (headers: IncomingHttpHeaders): Reply =>
  readable({
    status: 204,
    headers: {
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers':
        headers['access-control-request-headers'] ?? 'authorization, content-type',
      'access-control-max-age': '600',
    },
  });
