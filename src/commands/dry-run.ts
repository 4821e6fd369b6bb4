import type { Outgoing } from '../core/outgoing.ts';
import type { CallRequest } from '../core/call-request.ts';
import type { Safe } from '../core/ports.ts';
import { isRaw } from '../core/raw.ts';
import { escapeJson, escapeText, joinSafe, safe } from '../core/safe.ts';
import { withoutSecrets } from '../core/session-facts.ts';
import type { Credentials } from '../io/credentials.ts';
import { changeHeaders } from '../io/rest.ts';
import type { Context } from './context.ts';

/** JSON without what the remote tools of a session or response log in with, at any depth. */
const shownJson = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (isRaw(inner) ? withoutSecrets(inner) : inner));

/** Prints the frames that a command would send, one per line, without what remote tools log in with. */
export const printFrames = (frames: readonly Outgoing[], context: Context): void => {
  for (const { event } of frames) context.stdout.write(`${escapeJson(shownJson(event))}\n`);
};

/** Prints an HTTP request as it would be sent, secrets left out; with `json` as one object. */
export const printRequest = (
  request: CallRequest,
  credentials: Credentials,
  { json }: { readonly json?: boolean | undefined },
  context: Context,
): void => {
  const { body } = request;
  if (json === true) {
    const { url, headers } = headOf(request, credentials, context);
    const record = { method: 'POST', url, headers, body: body === undefined ? undefined : JSON.parse(body) };
    context.stdout.write(`${escapeJson(shownJson(record))}\n`);
    return;
  }
  context.stdout.write(`${requestText(request, credentials, context)}\n`);
};

/** An HTTP request as it would be sent, over several lines, secrets left out. */
export const requestText = (request: CallRequest, credentials: Credentials, context: Context): Safe => {
  const { url, headers } = headOf(request, credentials, context);
  const lines = [`POST ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  const head = joinSafe(
    lines.map((line) => escapeText(line)),
    '\n',
  );
  const { body } = request;
  return body === undefined ? head : safe`${head}\n\n${escapeJson(shownJson(JSON.parse(body)))}`;
};

const headOf = (request: CallRequest, credentials: Credentials, { clock, env, tool }: Context) => ({
  url: `${credentials.baseUrl}${request.path}`,
  headers: {
    Authorization: `Bearer ${String(credentials.key)}`,
    ...changeHeaders({ ...credentials, clock, env, userAgent: tool }, request),
  },
});
