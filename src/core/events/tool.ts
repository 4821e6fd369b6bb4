import { define, type Line } from '../definition.ts';
import { asToolCallId } from '../ids.ts';
import { asPresent, present } from '../present.ts';
import { text, type Raw } from '../raw.ts';
import { alive } from '../responses.ts';
import type { Session } from '../session.ts';
import { answered, called, failed } from '../tool-calls.ts';

const readArguments = (idKey: 'call_id' | 'item_id') => (raw: Raw) => {
  const id = text(raw, idKey);
  const written = text(raw, 'arguments');
  if (id === undefined || written === undefined) return undefined;
  return present({
    id: asToolCallId(id),
    itemId: text(raw, 'item_id'),
    responseId: text(raw, 'response_id'),
    name: text(raw, 'name'),
    arguments: written,
  });
};

const applyArguments =
  (kind: 'function' | 'mcp') =>
  (
    session: Session,
    { id, ...more }: NonNullable<ReturnType<ReturnType<typeof readArguments>>>,
    { at }: { at: Parameters<typeof called>[4] },
  ): Session =>
    called(alive(session, more.responseId), id, kind, more, at);

/** JSON text without the white space between its tokens; models like to spread it over lines. */
export const onOneLine = (json: string): string =>
  json.replaceAll(/("(?:[^"\\]|\\.)*")|\s+/g, (_, string?: string) => string ?? '');

const lineOfCall = (
  { id, name, arguments: written }: NonNullable<ReturnType<ReturnType<typeof readArguments>>>,
  session: () => Session,
): Line => ({
  tone: 'tool',
  who: 'tool',
  label: 'tool call',
  text: `${name ?? session().toolCalls.get(id)?.name ?? ''}(${onOneLine(written)})`,
  fields: { tool_call: id },
});

const readPiece = (raw: Raw) =>
  asPresent({
    itemId: text(raw, 'item_id'),
    responseId: text(raw, 'response_id'),
    delta: text(raw, 'delta') ?? '',
  });

const lineOfPiece = ({ itemId, delta }: ReturnType<typeof readPiece>): Line => ({
  tone: 'tool',
  who: 'tool',
  label: 'tool call grows',
  text: delta,
  fields: { item: itemId },
  minor: true,
});

/** A piece of a function call's arguments: no JSON yet, so nothing is kept of it. */
export const argumentsDelta = define('response.function_call_arguments.delta', {
  joins: true,
  read: readPiece,
  apply: (session, { responseId }) => alive(session, responseId),
  line: lineOfPiece,
});

/** The model wants a function called. */
export const argumentsDone = define('response.function_call_arguments.done', {
  read: readArguments('call_id'),
  apply: applyArguments('function'),
  line: lineOfCall,
});

/** A piece of a remote call's arguments. */
export const mcpArgumentsDelta = define('response.mcp_call_arguments.delta', {
  joins: true,
  read: readPiece,
  apply: (session, { responseId }) => alive(session, responseId),
  line: lineOfPiece,
});

/** The model wants a remote tool called; the server does it, perhaps after an approval. */
export const mcpArgumentsDone = define('response.mcp_call_arguments.done', {
  read: readArguments('item_id'),
  apply: applyArguments('mcp'),
  line: lineOfCall,
});

const readNamed = (raw: Raw) => {
  const itemId = text(raw, 'item_id');
  return itemId === undefined ? undefined : { itemId, id: asToolCallId(itemId) };
};

const remote = (
  label: string,
  tone: Line['tone'],
  { itemId, id }: NonNullable<ReturnType<typeof readNamed>>,
  session: () => Session,
): Line => ({ tone, who: 'tool', label, text: session().toolCalls.get(id)?.name, fields: { item: itemId } });

/** The remote tool runs. */
export const mcpCallInProgress = define('response.mcp_call.in_progress', {
  read: readNamed,
  apply: (session, { id, itemId }, { at }) => called(session, id, 'mcp', { itemId }, at),
  line: (fields, session) => ({ ...remote('remote tool runs', 'tool', fields, session), minor: true }),
});

/** The remote tool answered; what it said stands in the finished item. */
export const mcpCallCompleted = define('response.mcp_call.completed', {
  read: readNamed,
  apply: (session, { id }, { at }) =>
    session.toolCalls.get(id)?.state === 'answered' ? session : answered(session, id, 'mcp', undefined, at),
  line: (fields, session) => remote('remote tool answered', 'tool', fields, session),
});

/** The remote tool failed; why stands in the finished item. */
export const mcpCallFailed = define('response.mcp_call.failed', {
  read: readNamed,
  apply: (session, { id }, { at }) => failed(session, id, undefined, at),
  line: (fields, session) => remote('remote tool failed', 'bad', fields, session),
});

const lineOfList = (label: string, tone: Line['tone'], itemId: string): Line => ({
  tone,
  who: 'tool',
  label,
  fields: { item: itemId },
});

/** The server asks a remote server for its tools. */
export const mcpListInProgress = define('mcp_list_tools.in_progress', {
  read: readNamed,
  line: ({ itemId }) => ({ ...lineOfList('remote tools are being listed', 'quiet', itemId), minor: true }),
});

/** The remote tools can be used. */
export const mcpListCompleted = define('mcp_list_tools.completed', {
  read: readNamed,
  line: ({ itemId }) => lineOfList('remote tools listed', 'tool', itemId),
});

/** The remote tools cannot be used; the event does not say why. */
export const mcpListFailed = define('mcp_list_tools.failed', {
  read: readNamed,
  line: ({ itemId }) => lineOfList('remote tools could not be listed', 'bad', itemId),
});
