import type { Outgoing } from '../core/outgoing.ts';
import type { CallRequest } from '../core/call-request.ts';
import { escapeJson, escapeText } from '../core/safe.ts';
import type { Credentials } from '../io/credentials.ts';
import { changeHeaders } from '../io/rest.ts';
import type { Context } from './context.ts';

/** Prints the frames that a command would send, one per line. */
export const printFrames = (frames: readonly Outgoing[], context: Context): void => {
  for (const { event } of frames) context.stdout.write(`${escapeJson(JSON.stringify(event))}\n`);
};

/** Prints an HTTP request as it would be sent, the key as `[secret …1234]`; with `json` as one object. */
export const printRequest = (
  request: CallRequest,
  credentials: Credentials,
  { json }: { readonly json?: boolean | undefined },
  context: Context,
): void => {
  const url = `${credentials.baseUrl}${request.path}`;
  const settings = { ...credentials, clock: context.clock, env: context.env, userAgent: context.tool };
  const headers = {
    Authorization: `Bearer ${String(credentials.key)}`,
    ...changeHeaders(settings, request),
  };
  const { body } = request;
  if (json === true) {
    const record = { method: 'POST', url, headers, body: body === undefined ? undefined : JSON.parse(body) };
    context.stdout.write(`${escapeJson(JSON.stringify(record))}\n`);
    return;
  }
  const lines = [`POST ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  for (const line of lines) context.stdout.write(`${escapeText(line)}\n`);
  if (body !== undefined) context.stdout.write(`\n${escapeJson(body)}\n`);
};
