import { describe, expect, it } from 'vitest';
import { observer } from '../../src/core/observe.ts';
import { recall } from '../../src/core/recall.ts';
import type { Signal } from '../../src/core/signal.ts';

const at = { wall: 0, mono: 0 };
const frame = (text: string, direction: 'received' | 'sent' = 'received', by?: string): Signal => ({
  at,
  kind: 'frame',
  direction,
  text,
  ...(by === undefined ? {} : { by }),
});

describe('recall', () => {
  it('shows an event laid out, and says which way it went', () => {
    const see = observer();
    const memory = recall();
    memory.write(see(frame('{"type":"error","n":1}')));
    memory.write(see(frame('{"type":"response.create"}', 'sent', 'say')));
    memory.write(see({ at, kind: 'link', change: { to: 'open', epoch: 1, took: 5 } }));
    expect(memory.show(1)).toBe('#1 received\n{\n  "type": "error",\n  "n": 1\n}');
    expect(memory.show(2)).toMatch(/^#2 sent by say\n/);
    expect(memory.show(3)).toMatch(/^#3 link\n/);
    expect(memory.show(4)).toBeUndefined();
  });

  it('escapes what the wire said, cuts long strings, and keeps what is no JSON', () => {
    const see = observer();
    const memory = recall();
    memory.write(see(frame(JSON.stringify({ type: 'x', a: '\u{1b}[2J', b: 'y'.repeat(5000) }))));
    memory.write(see(frame('not \u{1b} JSON')));
    expect(memory.show(1)).not.toContain('\u{1b}');
    expect(memory.show(1)).toContain('… +4400 chars');
    expect(memory.show(2)).toBe('#2 received\nnot \\u{1b} JSON');
  });

  it('tells the newest numbers that begin with given digits', () => {
    const see = observer();
    const memory = recall(25);
    for (let index = 0; index < 30; index += 1) memory.write(see(frame('{"type":"x"}')));
    expect(memory.newest('', 3)).toEqual([30, 29, 28]);
    expect(memory.newest('1', 20)).toEqual([19, 18, 17, 16, 15, 14, 13, 12, 11, 10]);
    expect(memory.newest('2', 2)).toEqual([29, 28]);
    expect(memory.newest('4', 2)).toEqual([]);
  });

  it('forgets the oldest beyond its bounds', () => {
    const see = observer();
    const few = recall(3);
    const small = recall(1000, 110);
    for (let index = 0; index < 10; index += 1) {
      const entry = see(frame(JSON.stringify({ type: 'x', pad: 'p'.repeat(30) })));
      few.write(entry);
      small.write(entry);
    }
    expect([7, 8, 9, 10].map((seq) => few.show(seq) !== undefined)).toEqual([false, true, true, true]);
    expect([8, 9, 10].map((seq) => small.show(seq) !== undefined)).toEqual([false, true, true]);
  });
});
