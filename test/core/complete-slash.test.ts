import { describe, expect, it } from 'vitest';
import { completeSlash } from '../../src/core/complete-slash.ts';
import type { LineForm } from '../../src/core/slash.ts';
import { knownOf } from './known-of.ts';

const table: readonly LineForm[] = [
  {
    name: 'say',
    flags: [{ name: '--as', value: 'agent|user' }, { name: '--interrupt' }, { name: '--loosely' }],
    words: 'TEXT',
    help: '',
  },
  {
    name: 'instruct',
    flags: [
      { name: '--for', value: '60s' },
      { name: '--set', value: 'path=json', many: true },
    ],
    words: 'TEXT',
    help: '',
  },
  {
    name: 'tool',
    flags: [{ name: '--again' }, { name: '--status', value: '486' }],
    words: '',
    help: '',
    candidates: ({ eventTypes }, before) => (before.length === 0 ? ['answer', 'fail'] : eventTypes),
  },
  { name: 'stats', flags: [], words: '', help: '' },
];
const known = knownOf({ eventTypes: ['response.created', 'response.done', 'error'] });
const complete = (line: string) => completeSlash(line, table, known);
const candidates = (line: string): readonly string[] => complete(line).candidates;

describe('completion of a line', () => {
  it('knows the commands', () => {
    expect(candidates('')).toEqual(['/say ', '/instruct ', '/tool ', '/stats ']);
    expect(candidates('/s')).toEqual(['/say ', '/stats ']);
    expect(candidates('/x')).toEqual([]);
  });

  it('knows the flags of a command, each once', () => {
    expect(candidates('/say --')).toEqual(['--as ', '--interrupt ', '--loosely ']);
    expect(candidates('/say --interrupt --')).toEqual(['--as ', '--loosely ']);
    expect(candidates('/instruct --set a=1 --s')).toEqual(['--set ']);
    expect(candidates('/say --as ')).toEqual(['agent ', 'user ']);
    expect(candidates('/say --as u')).toEqual(['user ']);
    expect(candidates('/instruct --for ')).toEqual([]);
  });

  it('asks a command for its words, telling it those before', () => {
    expect(complete('/tool a')).toEqual({ candidates: ['answer '], word: 'a' });
    expect(complete('/tool answer re')).toEqual({
      candidates: ['response.created ', 'response.done '],
      word: 're',
    });
    expect(candidates('/tool --again f')).toEqual(['fail ']);
    expect(candidates('/tool --status 486 f'), 'a value is no word').toEqual(['fail ']);
    expect(candidates('/tool --')).toEqual(['--again ', '--status ']);
  });

  it('has nothing to add to text', () => {
    expect(candidates('/say hel')).toEqual([]);
    expect(candidates('say --')).toEqual([]);
    expect(candidates('/nothing --')).toEqual([]);
  });
});
