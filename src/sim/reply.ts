import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Refusal } from './refusal.ts';

/** What an HTTP request gets. */
export type Reply = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string goes as it is, anything else as JSON; nothing is an empty body. */
  readonly body?: unknown;
  /** Nothing of it is sent: the connection is cut, or stays as it is. */
  readonly kept?: 'cut' | 'silent';
};

/** An error in the shape of the service. */
export const failed = (status: number, error: Refusal): Reply => ({
  status,
  body: { error: { message: error.message, type: error.type, code: error.code, param: error.param } },
});

/** Writes a reply; `requestId` is what a user would quote to support. */
export const write = (response: ServerResponse, reply: Reply, requestId: string): void => {
  if (reply.kept === 'cut') response.destroy();
  if (reply.kept !== undefined) return;
  const plain = typeof reply.body === 'string';
  const body = typeof reply.body === 'string' ? reply.body : (JSON.stringify(reply.body) ?? '');
  response.writeHead(reply.status, {
    ...(body === '' ? {} : { 'content-type': plain ? 'text/plain; charset=utf-8' : 'application/json' }),
    'content-length': Buffer.byteLength(body),
    'x-request-id': requestId,
    ...reply.headers,
  });
  response.end(body);
};

const limit = 10_000_000;

/** The body of a request; undefined when it is larger than 10 MB. */
export const bodyOf = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Buffer);
    size += bytes.length;
    if (size > limit) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
};
