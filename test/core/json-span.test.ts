import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldText, objectEnd, valueEnd } from '../../src/core/json-span.ts';

describe('valueEnd', () => {
  it.each([
    ['{"a":"}\\"]"}x', 12],
    ['[[],{}]]', 7],
    ['"a\\\\"b', 5],
    ['"a\\"b', -1],
    ['{"a":1', -1],
    ['12,3', 2],
    ['true}', 4],
    ['', -1],
    ['{"a', -1],
  ])('of %s is %d', (text, end) => {
    expect(valueEnd(text, 0)).toBe(end);
  });

  it('finds the end of any JSON value', () => {
    fc.assert(
      fc.property(fc.json(), fc.string(), (json, before) => {
        const name = JSON.stringify(before);
        expect(valueEnd(`{${name}:${json}}`, name.length + 2)).toBe(name.length + 2 + json.length);
      }),
      { numRuns: 1000 },
    );
  });

  it('does not mind depth', () => {
    expect(valueEnd('['.repeat(1_000_000) + ']'.repeat(1_000_000), 0)).toBe(2_000_000);
  });

  it('takes time in proportion to the text', () => {
    expect(valueEnd(`"${'\\'.repeat(1_000_000)}"`, 0)).toBe(1_000_002);
    expect(valueEnd(`"${'\\"'.repeat(500_000)}"`, 0)).toBe(1_000_002);
  });
});

describe('fieldText', () => {
  it.each([
    ['{"event":{"a": 1.0}}', '{"a": 1.0}'],
    ['{ "x" : {"event":1} , "event" :\t{"b" : 2 } , "y":[1] }', '{"b" : 2 }'],
    ['{"event":1,"event":{"c":3}}', '{"c":3}'],
    ['{"\\u0065vent":{"d":4}}', '{"d":4}'],
    ['{"event":-1.5e3,"z":null}', '-1.5e3'],
    ['{"x":"event"}', undefined],
    ['{}', undefined],
  ])('of %s is %s', (json, text) => {
    expect(fieldText(json, 'event')).toBe(text);
  });

  it('is the text of the field, whatever stands around it', () => {
    const json = fc.json();
    fc.assert(
      fc.property(json, json, fc.string(), (first, second, name) => {
        const key = JSON.stringify(`${name}x`);
        expect(fieldText(`{${key}:${first},"event":${second} ,${key}:${first}}`, 'event')).toBe(second);
      }),
      { numRuns: 500 },
    );
  });
});

it('objectEnd says of UTF-8 what valueEnd says of text', () => {
  const part = fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', 'a', 'é', '\u{1f44d}');
  fc.assert(
    fc.property(fc.array(part, { maxLength: 30 }), fc.constantFrom('{', '['), (parts, first) => {
      const text = first + parts.join('');
      const bytes = new TextEncoder().encode(`"${text}`);
      const end = valueEnd(text, 0);
      const expected = end === -1 ? -1 : 1 + new TextEncoder().encode(text.slice(0, end)).length;
      expect(objectEnd(bytes, 1, bytes.length)).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});

it('objectEnd takes no escaped quote for the end of a string, wherever it stands', () => {
  for (let size = 0; size < 9; size += 1) {
    const text = `{"${'a'.repeat(size)}\\"}":1}`;
    expect(objectEnd(new TextEncoder().encode(text), 0, text.length), text).toBe(text.length);
  }
});
