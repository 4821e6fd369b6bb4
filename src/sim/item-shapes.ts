import { own, isRaw } from '../core/raw.ts';
import { invalidValue, refusal } from './refusal.ts';
import { anything, boolean, byType, list, nullable, object, oneOf, string, type Shape } from './shape.ts';

const common = { id: string(32), object: oneOf('realtime.item'), type: string(), status: string() };

const part = (
  type: string,
  fields: Readonly<Record<string, Shape>>,
  required: readonly string[],
): [string, Shape] => [type, object({ type: string(), ...fields }, required)];

const parts = new Map<string, ReadonlyMap<string, Shape>>([
  [
    'user',
    new Map([
      part('input_text', { text: string() }, ['text']),
      part('input_audio', { audio: string(), transcript: nullable(string()) }, []),
      part('input_image', { image_url: string(), detail: oneOf('auto', 'low', 'high') }, ['image_url']),
    ]),
  ],
  ['system', new Map([part('input_text', { text: string() }, ['text'])])],
  [
    'assistant',
    new Map([
      part('output_text', { text: string() }, ['text']),
      part('output_audio', { transcript: nullable(string()), audio: string() }, []),
    ]),
  ],
]);

const roles = [...parts.keys()];

const message: Shape = (value, path) => {
  const role = isRaw(value) ? own(value, 'role') : undefined;
  const content = typeof role === 'string' ? parts.get(role) : undefined;
  if (typeof role === 'string' && content === undefined) return invalidValue(role, roles, `${path}.role`);
  return object({ ...common, role: string(), content: list(byType(content ?? new Map())), phase: string() }, [
    'role',
    'content',
  ])(value, path);
};

/** The items a client may put into a conversation. */
export const itemShape: Shape = (value, path) => {
  const wrong = itemTypes(value, path);
  if (wrong !== undefined) return wrong;
  const content = isRaw(value) ? own(value, 'content') : undefined;
  const spoken =
    Array.isArray(content) && content.some((one) => isRaw(one) && own(one, 'type') === 'output_audio');
  if (!spoken) return undefined;
  return refusal(
    'invalid_value',
    'Assistant audio cannot be created by a client.',
    `${path}.content[0].type`,
  );
};

const itemTypes = byType(
  new Map<string, Shape>([
    ['message', message],
    [
      'function_call',
      object({ ...common, name: string(), call_id: string(), arguments: string() }, ['name', 'arguments']),
    ],
    [
      'function_call_output',
      object({ ...common, call_id: string(), output: string() }, ['call_id', 'output']),
    ],
    [
      'mcp_approval_response',
      object({ ...common, approval_request_id: string(), approve: boolean, reason: nullable(string()) }, [
        'approval_request_id',
        'approve',
      ]),
    ],
    [
      'mcp_list_tools',
      object({ ...common, server_label: string(), tools: list(anything) }, ['server_label', 'tools']),
    ],
    [
      'mcp_call',
      object(
        {
          ...common,
          name: string(),
          server_label: string(),
          arguments: string(),
          approval_request_id: nullable(string()),
          output: nullable(string()),
          error: anything,
        },
        ['name', 'server_label', 'arguments'],
      ),
    ],
  ]),
);

/** What `response.create` takes as input: items, and references to items of the conversation. */
export const inputShape: Shape = (value, path) => {
  if (isRaw(value) && own(value, 'type') === 'item_reference')
    return object({ type: string(), id: string() }, ['id'])(value, path);
  return itemShape(value, path);
};
