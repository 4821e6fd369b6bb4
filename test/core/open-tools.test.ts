import { describe, expect, it } from 'vitest';
import { asToolCallId } from '../../src/core/ids.ts';
import { openTools, stillOpen } from '../../src/core/open-tools.ts';
import { newSession, type Session, type ToolCall } from '../../src/core/session.ts';

const call = (id: string, state: ToolCall['state'], more: Partial<ToolCall> = {}) =>
  [
    asToolCallId(id),
    { id: asToolCallId(id), kind: 'function', name: 'find', arguments: '{}', state, outputs: 0, ...more },
  ] as const;
const by = { by: 'tail', seen: 5 };
const session = (...calls: readonly (readonly [ToolCall['id'], ToolCall])[]): Session => ({
  ...newSession,
  toolCalls: new Map(calls),
});

describe('open tool calls as they are remembered', () => {
  it('are the newest that nobody has answered, their arguments cut', () => {
    const calls = Array.from({ length: 30 }, (_, nth) => call(`call_${nth}`, 'called'));
    const long = call('call_long', 'called', { arguments: 'x'.repeat(5000) });
    const open = openTools(session(...calls, call('call_done', 'answered'), long), by);
    expect(open).toHaveLength(10);
    expect(open[0]).toEqual({ id: 'call_21', name: 'find', arguments: '{}', ...by });
    expect(open.at(-1)?.id).toBe('call_long');
    expect(open.at(-1)?.arguments).toHaveLength(401);
  });

  it('are those of before too, unless it is known what became of them', () => {
    const before = ['call_1', 'call_2', 'call_3'].map((id) => ({ id, ...by }));
    const now = session(call('call_1', 'called'), call('call_2', 'answered'));
    expect(stillOpen(openTools(now, by), before, now).map(({ id }) => id)).toEqual(['call_1', 'call_3']);
    expect(stillOpen([], before, undefined)).toEqual(before);
  });
});
