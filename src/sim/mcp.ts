import { children, text, type Raw } from '../core/raw.ts';
import type { Routine } from './routine.ts';
import type { Stage } from './stage.ts';

/** The servers of a session's tools that it did not have before. */
export const newServers = (before: Raw, after: Raw): readonly string[] => {
  const servers = (config: Raw): readonly string[] =>
    children(config, 'tools')
      .filter((tool) => text(tool, 'type') === 'mcp')
      .map((tool) => text(tool, 'server_label') ?? '');
  const known = servers(before);
  return servers(after).filter((label) => !known.includes(label));
};

/** The import of a server's tools: it offers one, and labels that contain `fail` cannot be reached. */
export function* listTools(stage: Stage, server: string): Routine {
  const id = stage.ids.item();
  const item = { id, type: 'mcp_list_tools', server_label: server };
  yield 100;
  stage.emit({ type: 'mcp_list_tools.in_progress', item_id: id });
  yield 200;
  const empty = { ...item, tools: [] };
  const previous = stage.conversation.insert(empty);
  stage.emit({ type: 'conversation.item.added', previous_item_id: previous, item: empty });
  const failed = server.includes('fail');
  const tools = [
    { name: 'search', description: 'Searches.', input_schema: { type: 'object', properties: {} } },
  ];
  const whole = failed ? empty : { ...item, tools };
  stage.conversation.replace(id, whole);
  stage.emit({ type: 'conversation.item.done', previous_item_id: previous, item: whole });
  stage.emit({ type: failed ? 'mcp_list_tools.failed' : 'mcp_list_tools.completed', item_id: id });
}
