import { expect, test } from 'vitest';
import { fitting, toolsOf, unanswered } from '../../src/sim/tools.ts';

const weather = {
  type: 'function',
  name: 'get_weather',
  description: 'Look up the weather for a city.',
  parameters: {
    type: 'object',
    properties: {
      city: { type: 'string' },
      days: { type: 'integer' },
      unit: { enum: ['celsius', 'kelvin'] },
    },
    required: ['city', 'days', 'unit'],
  },
};
const tools = [{ type: 'mcp', server_label: 'weather' }, weather, { type: 'function', name: 'hang_up' }];

test('the function that shares words with what was said is called', () => {
  expect(fitting(tools, 'auto', 'What is the weather in London for 3 days, in kelvin?')).toEqual({
    name: 'get_weather',
    arguments: '{"city":"London","days":3,"unit":"kelvin"}',
  });
  expect(fitting(tools, 'auto', 'Please hang up now')).toEqual({ name: 'hang_up', arguments: '{}' });
});

test('nothing that fits, or a choice that decides', () => {
  expect(fitting(tools, 'auto', 'Tell me a joke')).toBeUndefined();
  expect(fitting(tools, 'none', 'The weather in London?')).toBeUndefined();
  expect(fitting(tools, 'required', 'Tell me a joke')?.name).toBe('get_weather');
  expect(fitting(tools, { type: 'function', name: 'hang_up' }, 'The weather in London?')?.name).toBe(
    'hang_up',
  );
});

test('calls that nobody answered', () => {
  const items = [
    { type: 'function_call', call_id: 'call_1' },
    { type: 'function_call', call_id: 'call_2' },
    { type: 'function_call_output', call_id: 'call_1' },
  ];
  expect(unanswered(items)).toEqual([{ type: 'function_call', call_id: 'call_2' }]);
  expect(toolsOf({ tools })).toEqual(tools);
});
