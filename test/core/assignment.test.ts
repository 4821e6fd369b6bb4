import { describe, expect, it } from 'vitest';
import { assignment } from '../../src/core/assignment.ts';

describe('assignment', () => {
  it('reads a path and a JSON value', () => {
    expect(assignment('audio.output.speed=1.1')).toEqual(['audio.output.speed', 1.1]);
    expect(assignment('a={"b":"c=d"}')).toEqual(['a', { b: 'c=d' }]);
  });

  it.each(['', 'speed', '=1', '1a=2', 'a..b=1', 'a=word'])('refuses %j', (text) =>
    expect(() => assignment(text)).toThrow(expect.objectContaining({ kind: 'usage' })),
  );
});
