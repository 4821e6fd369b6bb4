import { describe, expect, it } from 'vitest';
import { SidebandError } from '../../src/core/error.ts';
import { parseLine, usageOf, type LineForm } from '../../src/core/slash.ts';

const table: readonly LineForm[] = [
  {
    name: 'say',
    flags: [{ name: '--as', value: 'agent|user' }, { name: '--interrupt' }],
    words: 'TEXT',
    help: 'speaks',
  },
  { name: 'stats', flags: [], words: '', help: 'counts' },
];

const said = (line: string): SidebandError => {
  try {
    parseLine(line, table);
  } catch (error) {
    if (error instanceof SidebandError) return error;
    throw error;
  }
  throw new Error('was accepted');
};

describe('a line', () => {
  it('is a command and what follows it', () => {
    const { command, words } = parseLine('  /say --as user   two  words ', table);
    expect(command).toBe(table[0]);
    expect(words.values('--as')).toEqual(['user']);
    expect(words.text).toBe('two  words');
    expect(parseLine('/say one\ntwo', table).words.text).toBe('one\ntwo');
    expect(parseLine('/stats', table).command.name).toBe('stats');
  });

  it.each([
    ['hello', 'nothing was sent'],
    ['say hello', 'nothing was sent'],
    ['', 'nothing was sent'],
    ['/', 'no such command'],
    ['/sya hi', 'no such command'],
    ['/say --loud hi', 'no such flag here'],
    ['/__proto__', 'no such command'],
    ['/constructor x', 'no such command'],
  ])('%j is refused: %s', (line, words) => {
    const error = said(line);
    expect(error.kind).toBe('usage');
    expect(error.message).toContain(words);
  });

  it('is guessed when it was mistyped', () => {
    expect(said('/sya hi').hint).toBe('did you mean /say?');
    expect(said('/say --interupt hi').hint).toContain('did you mean --interrupt?');
  });

  it('is written as help shows it', () => {
    expect(table.map(usageOf)).toEqual(['/say [--as agent|user] [--interrupt] TEXT', '/stats']);
  });
});
