import { describe, expect, it } from 'vitest';
import { structureNotices } from '../../src/commands/structure-notices.ts';
import { observer } from '../../src/core/observe.ts';
import type { Raw } from '../../src/core/raw.ts';

const noticed = (...events: readonly Raw[]): string[] => {
  const said: string[] = [];
  const silent = () => undefined;
  const sink = structureNotices({ status: silent, outcome: silent, always: (text) => said.push(text) });
  const see = observer();
  for (const [ms, event] of events.entries()) {
    sink.write(
      see({ at: { wall: ms, mono: ms }, kind: 'frame', direction: 'received', text: JSON.stringify(event) }),
    );
  }
  void sink.flush?.();
  return said;
};

const created = {
  type: 'response.created',
  response: { id: 'resp_a', status: 'in_progress', conversation_id: 'conv_a', output: [] },
};
const added = {
  type: 'conversation.item.added',
  previous_item_id: null,
  item: { id: 'item_a', type: 'message', role: 'assistant', content: [] },
};
const delta = {
  type: 'response.output_audio_transcript.delta',
  response_id: 'resp_a',
  item_id: 'item_a',
  delta: 'Hello',
};

describe('structureNotices', () => {
  it('is silent about a whole stream, and about one that we came late to', () => {
    expect(noticed(created, added, delta)).toEqual([]);
    expect(noticed(delta, delta)).toEqual([]);
  });

  it('says that words came for an item that was never begun, with the number of the event', () => {
    expect(noticed(created, delta)).toEqual([expect.stringMatching(/#2 .*never begun/)]);
  });

  it('does not say the same for ever', () => {
    const many = Array.from({ length: 20 }, (_, n) => ({ ...delta, item_id: `item_${n}` }));
    const said = noticed(created, ...many);
    expect(said).toHaveLength(5);
    expect(said.at(-1)).toMatch(/not said again/);
  });

  it('sees the same also where somebody else asks for every session first', () => {
    const said: string[] = [];
    const silent = () => undefined;
    const sink = structureNotices({ status: silent, outcome: silent, always: (text) => said.push(text) });
    const see = observer();
    for (const [ms, event] of [created, delta, added, delta].entries()) {
      const entry = see({
        at: { wall: ms, mono: ms },
        kind: 'frame',
        direction: 'received',
        text: JSON.stringify(event),
      });
      expect(entry.session.counts.received).toBe(ms + 1);
      sink.write(entry);
    }
    expect(said).toEqual([expect.stringMatching(/#2 .*never begun/)]);
  });
});
