import { describe, expect, it } from 'vitest';
import { historySearch } from '../../src/ui/history-search.ts';

describe('a search in the history', () => {
  const past = ['/say Two', '/stats', '/say two', '/say two', '/say one'];

  it('finds the newest, then older ones, then newer ones again', () => {
    const search = historySearch(past);
    expect(search.state()).toEqual({ query: '', found: '/say Two' });
    search.query('two');
    expect(search.state().found).toBe('/say Two');
    search.step('older');
    expect(search.state().found).toBe('/say two');
    // A line that is the same is no other.
    search.step('older');
    expect(search.state().found).toBe('/say two');
    search.step('newer');
    expect(search.state().found).toBe('/say Two');
  });

  it('takes upper case at its word', () => {
    const search = historySearch(past);
    search.query('T');
    expect(search.state().found).toBe('/say Two');
    search.step('older');
    expect(search.state().found).toBe('/say Two');
  });

  it('has nothing for what was never typed, and goes on from there', () => {
    const search = historySearch(past);
    search.query('nothing');
    search.step('older');
    search.step('newer');
    expect(search.state().found).toBeUndefined();
    search.query('one');
    expect(search.state().found).toBe('/say one');
    expect(historySearch([]).state().found).toBeUndefined();
  });
});
