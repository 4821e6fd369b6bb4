import { describe, expect, it } from 'vitest';
import { lineHistory, type LineStore } from '../../src/commands/line-history.ts';

const store = (files: Record<string, string> = {}, keeps = 'all') => {
  const made: LineStore = {
    keeps,
    read: (name) => files[name],
    append: (name, line) => {
      files[name] = `${files[name] ?? ''}${line}\n`;
    },
  };
  return { files, store: made };
};

describe('the history of lines', () => {
  it('is there in the next run, the newest first and each line once', () => {
    const { files, store: kept } = store();
    const first = lineHistory(kept);
    for (const line of ['/say one', '/stats', '/say two', '/stats']) expect(first.keep(line)).toBe(true);
    expect(files['history']).toBe('/say one\n/stats\n/say two\n/stats\n');
    expect(lineHistory(kept).lines).toEqual(['/stats', '/say two', '/say one']);
  });

  it('begins with what was put aside when the file grew', () => {
    const { store: kept } = store({ 'history.1': '/say old\n', history: '/say new\n' });
    expect(lineHistory(kept).lines).toEqual(['/say new', '/say old']);
  });

  it('keeps nothing that looks like a key, that begins with a space, or that is too long', () => {
    const { files, store: kept } = store();
    const { keep } = lineHistory(kept);
    const key = ['sk', 'proj', 'a'.repeat(20)].join('-');
    const login = '/instruct --set tools=[{"type":"mcp","authorization":"x"}]';
    for (const line of [`/say ${key}`, login, ' /say secretly', '', '   ', `/say ${'x'.repeat(2000)}`])
      expect(keep(line), line).toBe(false);
    expect(files).toEqual({});
  });

  it('writes nothing where no words are to be kept, and still knows this run’s', () => {
    const { files, store: kept } = store({ history: '/say before\n' }, 'bare');
    const { keep, lines } = lineHistory(kept);
    expect(keep('/say now')).toBe(true);
    expect(lines).toEqual(['/say before']);
    expect(files['history']).toBe('/say before\n');
    expect(lineHistory().lines).toEqual([]);
  });

  it('passes over lines of the file that would act on a terminal, and keeps a thousand', () => {
    const { store: kept } = store({ history: `/say a\u{1b}[2J\n/say b\rc\n/ok\n${'x'.repeat(3000)}\n` });
    expect(lineHistory(kept).lines).toEqual(['/ok']);
    const many = Array.from({ length: 3000 }, (_, index) => `/say ${index}`).join('\n');
    const { lines } = lineHistory(store({ history: many }).store);
    expect(lines).toHaveLength(1000);
    expect(lines[0]).toBe('/say 2999');
  });
});
