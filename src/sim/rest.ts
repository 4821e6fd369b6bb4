import { brokenBy } from './broken.ts';
import { accept, hangup, refer, reject } from './call-verbs.ts';
import { clientSecret, translationSecret } from './client-secrets.ts';
import { createCall } from './create-call.ts';
import { createTranslation } from './create-translation.ts';
import type { Desk, Handler, Request } from './desk.ts';
import { badKey, noKey, refusal } from './refusal.ts';
import { failed, type Reply } from './reply.ts';
import type { Switches } from './switches.ts';
import { unescaped } from './request-url.ts';

const models: Handler = () => ({
  status: 200,
  body: {
    object: 'list',
    data: ['gpt-realtime-2.1', 'gpt-realtime-2.1-mini', 'gpt-realtime-2', 'gpt-realtime'].map((id) => ({
      id,
      object: 'model',
      created: 1_767_225_600,
      owned_by: 'system',
    })),
  },
});

type Route = { readonly method: string; readonly handler: Handler; readonly secrets?: true };

const routes = new Map<string, Route>([
  ['/realtime/client_secrets', { method: 'POST', handler: clientSecret }],
  ['/realtime/translations/client_secrets', { method: 'POST', handler: translationSecret }],
  ['/realtime/calls', { method: 'POST', handler: createCall, secrets: true }],
  ['/realtime/translations/calls', { method: 'POST', handler: createTranslation, secrets: true }],
  ['/realtime/calls/*/accept', { method: 'POST', handler: accept }],
  ['/realtime/calls/*/reject', { method: 'POST', handler: reject }],
  ['/realtime/calls/*/refer', { method: 'POST', handler: refer }],
  ['/realtime/calls/*/hangup', { method: 'POST', handler: hangup }],
  ['/models', { method: 'GET', handler: models }],
]);

/** Answers a REST request as the service would. What is about a call is in its log. */
export const rest = async (request: Request, desk: Desk): Promise<Reply> => {
  const [, id = ''] = /^\/realtime\/calls\/([^/]+)\//.exec(request.path) ?? [];
  const call = id === '' ? undefined : desk.board.find(unescaped(id));
  const note = (dir: 'in' | 'out', text: string): void =>
    call?.record({
      at_ms: Math.round(desk.board.timeline.now() * 10) / 10,
      dir,
      socket: -1,
      kind: 'rest',
      text,
    });
  note('in', [request.method, request.path, request.body.toString('utf8')].filter(Boolean).join(' '));
  const reply = await answered(request, desk, id, call?.switches ?? desk.board.switches);
  note('out', reply.kept === undefined ? `HTTP ${reply.status}` : 'no answer');
  return reply;
};

const answered = async (request: Request, desk: Desk, id: string, settings: Switches): Promise<Reply> => {
  const { board } = desk;
  const broken = board.refusal('rest_status', settings);
  if (broken !== undefined) return failed(broken, brokenBy(broken));
  const route = routes.get(id === '' ? request.path : request.path.replace(`/${id}/`, '/*/'));
  if (route === undefined) {
    return failed(404, refusal(null, `Invalid URL (${request.method} /v1${request.path})`));
  }
  if (route.method !== request.method) {
    const message = `Not allowed to ${request.method} on /v1${request.path}. (HINT: Perhaps you meant to use a different HTTP method?)`;
    return failed(405, refusal('method_not_supported', message));
  }
  const kind = board.keyKind(request.key);
  if (kind === 'none') return failed(401, noKey);
  if (kind === 'wrong' || (kind === 'secret' && route.secrets !== true)) return failed(401, badKey);
  const reply = id === '' ? 'sent' : settings.choice('rest_reply');
  if (reply === 'swallowed') return { status: 200, kept: 'silent' };
  const answer = await route.handler(request, desk, unescaped(id));
  return reply === 'lost' ? { ...answer, kept: 'cut' } : answer;
};
