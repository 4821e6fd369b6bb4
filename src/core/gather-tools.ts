import type { ServerEvent } from './catalogue.ts';
import type { Facts, ToolFacts, When } from './facts.ts';

/** What an event tells of function and MCP calls, and of messages that a client wrote. */
export const gatherTools = (facts: Facts, known: ServerEvent, { at, seq }: When): void => {
  const now = at.mono;
  switch (known.type) {
    case 'conversation.item.added':
    case 'conversation.item.created': {
      const { item } = known.fields;
      if (item.type === 'function_call_output' && item.toolCallId !== undefined)
        answered(toolOf(facts, item.toolCallId, 'function', seq), now, facts.words ? item.output : undefined);
      if (
        facts.words &&
        item.type === 'message' &&
        item.text !== '' &&
        (item.role === 'user' || item.role === 'system')
      )
        facts.typed.push({ itemId: item.id, role: item.role, text: item.text, at, seq });
      return;
    }
    case 'response.function_call_arguments.done':
    case 'response.mcp_call_arguments.done': {
      const { id, name, arguments: written, responseId } = known.fields;
      const kind = known.type === 'response.mcp_call_arguments.done' ? 'mcp' : 'function';
      const tool = toolOf(facts, id, kind, seq);
      tool.calledAt ??= now;
      if (facts.words) tool.arguments = written;
      if (name !== undefined) tool.name = name;
      if (responseId !== undefined) tool.responseId = responseId;
      return;
    }
    case 'response.output_item.added':
    case 'response.output_item.done': {
      const { item, responseId } = known.fields;
      if (item.toolCallId === undefined || item.type === 'function_call_output') return;
      const tool = toolOf(facts, item.toolCallId, item.type === 'function_call' ? 'function' : 'mcp', seq);
      if (item.name !== undefined) tool.name ??= item.name;
      if (responseId !== undefined) tool.responseId ??= responseId;
      if (facts.words && item.status === 'completed' && item.arguments !== undefined)
        tool.arguments ??= item.arguments;
      return;
    }
    case 'response.mcp_call.in_progress':
      toolOf(facts, known.fields.id, 'mcp', seq).calledAt = now;
      return;
    case 'response.mcp_call.completed':
      return answered(toolOf(facts, known.fields.id, 'mcp', seq), now);
    case 'response.mcp_call.failed': {
      const tool = toolOf(facts, known.fields.id, 'mcp', seq);
      tool.failed = true;
      return answered(tool, now);
    }
    default:
  }
};

const toolOf = (facts: Facts, id: string, kind: ToolFacts['kind'], seq: number): ToolFacts => {
  const known = facts.tools.get(id);
  if (known !== undefined) return known;
  const fresh: ToolFacts = { id, kind, outputs: 0, seq };
  facts.tools.set(id, fresh);
  return fresh;
};

const answered = (tool: ToolFacts, now: number, output?: string): void => {
  if (output !== undefined) tool.output ??= output;
  tool.outputs += 1;
  tool.answeredAt ??= now;
};
