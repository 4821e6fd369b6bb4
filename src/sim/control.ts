import { isRaw, own, text, type Raw } from '../core/raw.ts';
import { SidebandError } from '../core/error.ts';
import type { Call } from './call.ts';
import { rings } from './rings.ts';
import type { Bell } from './bell.ts';
import { noSuchCall, refusal } from './refusal.ts';
import { incomingCall } from './incoming-call.ts';
import { faultsShape, ringShape, startShape } from './control-shapes.ts';
import { failed, type Reply } from './reply.ts';
import { readJson } from './read-json.ts';
import { unescaped } from './request-url.ts';
import type { Scenario } from './scenario.ts';
import type { Switchboard } from './switchboard.ts';
import { switchTable } from './switch-table.ts';
import { switches, type SwitchName } from './switches.ts';

/** A request to the control endpoint, its path cut after `/control`. */
export type ControlRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
  readonly body: Buffer;
};

/** What the control endpoint works with. */
export type Panel = {
  readonly board: Switchboard;
  /** A scenario by name or as an object; throws a SidebandError when there is none. */
  readonly scenario: (given: unknown) => Promise<Scenario>;
  readonly bell: Bell;
};

const worded = ({ message, said, hint }: SidebandError): string =>
  `${message}${said === undefined ? '' : `: ${said}`}${hint === undefined ? '' : ` (${hint})`}`;

const seen = (call: Call): Raw => ({
  call_id: call.id,
  transport: call.transport,
  scenario: call.scenario.name,
  state: call.state(),
  age_ms: Math.round(call.age()),
});

const bodyOf = (body: Buffer): Raw => {
  const value = body.length === 0 ? {} : readJson(body.toString('utf8'));
  if (!isRaw(value)) throw new SyntaxError('not an object');
  return value;
};

const start = async (asked: Raw, { board, scenario }: Panel): Promise<Reply> => {
  const wrong = startShape(asked, '');
  if (wrong !== undefined) return failed(400, wrong);
  const given = own(asked, 'scenario');
  const plan = await scenario(given);
  const transport = own(asked, 'transport') === 'sip' ? 'sip' : plan.transport;
  const call = board.place(
    { ...plan, transport },
    {
      // A SIP call rings until it is accepted.
      pending: own(asked, 'pending') === true || (transport === 'sip' && own(asked, 'pending') !== false),
      ...(own(asked, 'start') === 'now' || own(asked, 'start') === 'attach'
        ? { start: asked['start'] as 'now' }
        : {}),
    },
  );
  const webhook =
    call.state() === 'pending'
      ? { webhook: incomingCall(call.id, { from: text(asked, 'from'), to: text(asked, 'to') }, board) }
      : {};
  return { status: 201, body: { call_id: call.id, ...webhook } };
};

/** Has a call ring: a new one, or one that is pending. */
const ring = async (asked: Raw, panel: Panel): Promise<Reply> => {
  const wrong = ringShape(asked, '');
  if (wrong !== undefined) return failed(400, wrong);
  const id = text(asked, 'call_id');
  const plan = await panel.scenario(own(asked, 'scenario'));
  const call = id === undefined ? undefined : panel.board.find(id);
  if (id !== undefined && call?.state() !== 'pending') return failed(404, noSuchCall);
  const who = { from: text(asked, 'from'), to: text(asked, 'to') };
  const rung = await rings(panel, { url: text(asked, 'url') ?? '', call, scenario: plan, ...who });
  return { status: 201, body: rung };
};

const logOf = (call: Call, request: ControlRequest): Reply => {
  const lines = request.query.get('format') === 'ndjson' || request.accept.includes('ndjson');
  if (!lines) return { status: 200, body: call.log() };
  const body = call
    .log()
    .map((frame) => `${JSON.stringify(frame)}\n`)
    .join('');
  return { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body };
};

const faults = (asked: Raw, { board }: Panel): Reply => {
  const wrong = faultsShape(asked, '');
  if (wrong !== undefined) return failed(400, wrong);
  const id = text(asked, 'call_id');
  const call = id === undefined ? undefined : board.find(id);
  if (id !== undefined && call === undefined) return failed(404, noSuchCall);
  const given = own(asked, 'faults');
  const assignments = Array.isArray(given) ? given.map(String) : [];
  // All of them or none.
  switches(assignments);
  for (const one of assignments) {
    (call?.switches ?? board.switches).set(one);
    board.rearm(one);
  }
  return settings(call?.switches ?? board.switches);
};

const settings = (from: Switchboard['switches']): Reply => {
  const names = Object.keys(switchTable) as SwitchName[];
  return { status: 200, body: Object.fromEntries(names.map((name) => [name, from.value(name) ?? null])) };
};

const onCall = (verb: string, call: Call, request: ControlRequest): Reply | undefined => {
  const { method, body } = request;
  const { timeline } = call.stage;
  if (method === 'DELETE' && verb === '')
    timeline.enter(() => call.end(request.query.has('vanish') ? 'vanished' : 'caller'));
  else if (method === 'POST' && verb === 'drop') timeline.enter(call.drop);
  else if (method === 'POST' && verb === 'emit') timeline.enter(() => call.emit(bodyOf(body)));
  else if (method === 'POST' && verb === 'act') timeline.enter(() => call.act(bodyOf(body)));
  else if (method === 'GET' && verb === 'log') return logOf(call, request);
  else if (method === 'GET' && verb === '') return { status: 200, body: seen(call) };
  else return undefined;
  return { status: 200, body: {} };
};

/** Answers a request to the control endpoint: starts, lists, ends and bends calls. */
export const control = async (request: ControlRequest, panel: Panel): Promise<Reply> => {
  const { method, path } = request;
  const [, what = '', id = '', verb = ''] = path.split('/');
  try {
    if (what === 'calls' && id === '') {
      if (method === 'GET') return { status: 200, body: { calls: panel.board.calls().map(seen) } };
      if (method === 'POST') return await start(bodyOf(request.body), panel);
    } else if (what === 'calls') {
      const call = panel.board.find(unescaped(id));
      if (call === undefined) return failed(404, noSuchCall);
      const reply = onCall(verb, call, request);
      if (reply !== undefined) return reply;
    } else if (what === 'ring' && method === 'POST') {
      return await ring(bodyOf(request.body), panel);
    } else if (what === 'faults') {
      if (method === 'GET') return settings(panel.board.switches);
      if (method === 'POST') return faults(bodyOf(request.body), panel);
    }
  } catch (error) {
    if (error instanceof SidebandError) return failed(400, refusal(error.kind, worded(error)));
    if (error instanceof SyntaxError)
      return failed(400, refusal('invalid_json', 'The body is not a JSON object.'));
    throw error;
  }
  return failed(404, refusal(null, `The control endpoint has no ${method} ${path}.`));
};
