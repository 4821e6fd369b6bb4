import type { ToolCallId } from './ids.ts';
import { mcpCallTypes, type ItemFields } from './items.ts';
import { valuesWith } from './map-walks.ts';
import { withEntry } from './versioned-map.ts';
import { present } from './present.ts';
import type { Session, ToolCall } from './session.ts';
import type { Instant } from './signal.ts';
import { changed } from './session-copy.ts';

/** Changes what is known of a call; one never heard of is started. */
const withToolCall = (
  session: Session,
  id: ToolCallId,
  kind: ToolCall['kind'],
  change: (call: ToolCall) => Partial<ToolCall>,
): Session => {
  const known: ToolCall = session.toolCalls.get(id) ?? {
    id,
    kind,
    arguments: '',
    state: 'building',
    outputs: 0,
  };
  return changed(session, { toolCalls: withEntry(session.toolCalls, id, { ...known, ...change(known) }) });
};

/** The arguments are complete. A call that was answered or given up stays so. */
export const called = (
  session: Session,
  id: ToolCallId,
  kind: ToolCall['kind'],
  more: { name?: string; arguments?: string; itemId?: string; responseId?: string },
  at: Instant,
): Session =>
  withToolCall(session, id, kind, (call) => ({
    ...more,
    ...(call.state === 'building' ? { state: 'called' as const } : {}),
    ...(call.calledAt === undefined ? { calledAt: at } : {}),
  }));

/** An output was seen, whoever sent it. */
export const answered = (
  session: Session,
  id: ToolCallId,
  kind: ToolCall['kind'],
  output: string | undefined,
  at: Instant,
): Session =>
  withToolCall(session, id, kind, (call) => ({
    ...present({ output }),
    state: 'answered',
    outputs: call.outputs + 1,
    answeredAt: call.answeredAt ?? at,
  }));

/** The remote tool gave no result. */
export const failed = (session: Session, id: ToolCallId, output: string | undefined, at: Instant): Session =>
  withToolCall(session, id, 'mcp', (call) => ({
    ...present({ output }),
    state: 'failed',
    answeredAt: call.answeredAt ?? at,
  }));

/** The model was cut off while it wrote the call: it must not be run. */
const abandoned = (session: Session, id: ToolCallId): Session =>
  withToolCall(session, id, 'function', (call) =>
    call.state === 'building' || call.state === 'called' ? { state: 'abandoned' } : {},
  );

/** Calls of a response that was cut off before it had written them to the end. */
export const withoutHalfCalls = (session: Session, responseId: string): Session => {
  const half = valuesWith(
    session.toolCalls,
    (call) => call.responseId === responseId && call.state === 'building',
  );
  return half.reduce((next, { id }) => abandoned(next, id), session);
};

/** What an item that is a call, or the answer to one, says about it. `fresh` is false when it was seen before. */
export const withToolItem = (
  session: Session,
  item: ItemFields,
  context: { at: Instant; fresh: boolean; responseId?: string | undefined },
): Session => {
  const { toolCallId: id } = item;
  if (id === undefined) return session;
  if (item.type === 'function_call_output') {
    return context.fresh ? answered(session, id, 'function', item.output, context.at) : session;
  }
  const remote = mcpCallTypes.has(item.type);
  if (!remote && item.type !== 'function_call') return session;
  const kind = remote ? 'mcp' : 'function';
  const more = present({
    name: item.name,
    itemId: item.id,
    responseId: context.responseId,
    arguments: item.arguments === '' ? undefined : item.arguments,
  });
  const next = withToolCall(session, id, kind, () => more);
  if (item.error !== undefined) return failed(next, id, item.error, context.at);
  if (remote && item.output !== undefined) {
    // The completion event and the finished item both tell of the same result.
    return (next.toolCalls.get(id)?.outputs ?? 0) > 0
      ? withToolCall(next, id, kind, () => present({ output: item.output }))
      : answered(next, id, kind, item.output, context.at);
  }
  if (item.status === 'incomplete') return abandoned(next, id);
  return item.status === 'completed' ? called(next, id, kind, {}, context.at) : next;
};
