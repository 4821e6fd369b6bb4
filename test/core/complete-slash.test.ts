import { describe, expect, it } from 'vitest';
import { completeSlash } from '../../src/core/complete-slash.ts';
import { slashCommands } from '../../src/core/slash.ts';

const types = ['response.created', 'response.done', 'error'];
const candidates = (line: string): readonly string[] => completeSlash(line, types).candidates;

describe('completion of a line', () => {
  it('knows the commands', () => {
    expect(candidates('')).toEqual(slashCommands.map(({ name }) => `/${name} `));
    expect(candidates('/s')).toEqual(['/say ', '/show ', '/stats ']);
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

  it('knows event types and their families after /only', () => {
    expect(completeSlash('/only error re', types)).toEqual({
      candidates: ['response.* ', 'response.created ', 'response.done '],
      word: 're',
    });
  });

  it('has nothing to add to text', () => {
    expect(candidates('/say hel')).toEqual([]);
    expect(candidates('say --')).toEqual([]);
    expect(candidates('/nothing --')).toEqual([]);
  });
});
