import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault, placeOf } from '../../src/core/json-fault.ts';

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('jsonFault', () => {
  it.each([
    ['', 0],
    ['{', 1],
    ['{"a":1,}', 7],
    ['{a:1}', 1],
    ['{"a" 1}', 5],
    ['{"a":}', 5],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['{"a":1} x', 8],
    ['"a\nb"', 2],
    ['"a\\x"', 2],
    ['"abc', 4],
    ['01', 1],
    ['truth', 0],
    ['}', 0],
    ['[}', 1],
    ['{"a":[1,{"b":nul}]}', 13],
  ])('%j ends to be JSON at %i', (text, index) => {
    expect(jsonFault(text)).toBe(index);
  });

  it('agrees with the parser on what is JSON', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', ']', ':', '\\', ' ', '1', 'e'),
        (json, at, put) => {
          const index = at % (json.length + 1);
          for (const text of [json, json.slice(0, index) + put + json.slice(index + 1)]) {
            expect(jsonFault(text) === undefined, text).toBe(parses(text));
          }
        },
      ),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.string(), (text) => (jsonFault(text) === undefined) === parses(text)));
  });

  it('takes deep and long texts', () => {
    expect(jsonFault('['.repeat(200_000) + ']'.repeat(200_000))).toBeUndefined();
    expect(jsonFault(`"${'x'.repeat(1 << 20)}"`)).toBeUndefined();
  });
});

describe('placeOf', () => {
  it('counts lines and columns from 1', () => {
    expect(placeOf('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
    expect(placeOf('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
  });
});
