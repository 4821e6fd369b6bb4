import headless from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import type { Safe } from '../../src/core/ports.ts';
import { escapeText, safe } from '../../src/core/safe.ts';
import { liveLine } from '../../src/ui/live-line.ts';
import { outlet } from '../../src/ui/outlet.ts';
import { manualClock } from '../manual-clock.ts';
import { collecting } from './collecting.ts';

const opened = () => {
  const collector = collecting();
  const clock = manualClock();
  const size = { columns: 40 };
  const inner = outlet(collector.stream, { policy: 'drop', clock, onGone: () => {} });
  const live = liveLine(inner, { columns: () => size.columns, clock });
  const emulator = new headless.Terminal({ cols: 40, rows: 10, convertEol: true, allowProposedApi: true });
  let shown = 0;
  const screen = async (): Promise<readonly string[]> => {
    await collector.drained();
    const text = collector.text();
    await new Promise<void>((resolve) => emulator.write(text.slice(shown), resolve));
    shown = text.length;
    const { active } = emulator.buffer;
    const lines = Array.from(
      { length: 10 },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? '',
    );
    while (lines.at(-1) === '') lines.pop();
    return lines;
  };
  return { live, clock, size, screen, emulator, text: collector.text };
};

const saying = (text: string) => (): Safe => escapeText(text);

describe('liveLine', () => {
  it('stays under what is written, and is gone when it closes', async () => {
    const { live, screen, emulator } = opened();
    live.show(saying('agent: Sure, one'));
    expect(await screen()).toEqual(['agent: Sure, one']);
    live.write(safe`first\n`);
    live.write(safe`second\n`);
    void live.flush();
    expect(await screen()).toEqual(['first', 'second', 'agent: Sure, one']);
    live.write(safe`third\n`);
    await live.close();
    expect(await screen()).toEqual(['first', 'second', 'third']);
    expect([emulator.buffer.active.cursorX, emulator.buffer.active.cursorY]).toEqual([0, 3]);
  });

  it('is drawn thirty times a second at most, and ends with the newest', async () => {
    const { live, clock, screen, text } = opened();
    for (let word = 0; word < 100; word += 1) {
      live.show(saying(`word ${word}`));
      await clock.advance(2);
    }
    await clock.advance(100);
    expect(await screen()).toEqual(['word 99']);
    const frames = text().split('\x1b[J').length;
    expect(frames).toBeGreaterThan(4);
    expect(frames).toBeLessThanOrEqual(8);
  });

  it('writes nothing when nothing changed', async () => {
    const { live, clock, screen, text } = opened();
    live.show(saying('same'));
    await screen();
    const before = text().length;
    await clock.advance(1000);
    live.show(saying('same'));
    void live.flush();
    await screen();
    expect(text().length).toBe(before);
  });

  it('asks for its text with the width there is, and leaves the last column free', async () => {
    const { live, size } = opened();
    const asked: number[] = [];
    const show = (columns: number): Safe => {
      asked.push(columns);
      return safe`x`;
    };
    live.show(show);
    size.columns = 20;
    live.write(safe`resized\n`);
    void live.flush();
    expect(asked).toEqual([39, 19]);
  });

  it('draws nothing while the terminal takes nothing', async () => {
    const clock = manualClock();
    const { stream, take, text, drained } = collecting({ stuck: true });
    const live = liveLine(outlet(stream, { policy: 'drop', clock, onGone: () => {} }), {
      columns: () => 40,
      clock,
    });
    live.write(escapeText('x'.repeat(100_000)));
    void live.flush();
    for (let word = 0; word < 100; word += 1) {
      live.show(saying(`word ${word}`));
      await clock.advance(50);
    }
    take();
    await drained();
    expect(text().split('\x1b[J').length).toBeLessThan(3);
  });

  it('has nothing more to say once it is closed', async () => {
    const { live, clock, screen } = opened();
    live.show(saying('one'));
    live.show(saying('two'));
    await live.close();
    live.show(saying('three'));
    await clock.advance(1000);
    expect(await screen()).toEqual([]);
  });
});
