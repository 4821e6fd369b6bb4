import { describe, expect, test } from 'vitest';
import { SidebandError } from '../../src/core/error.ts';
import { fieldTest } from '../../src/core/where.ts';

const raw = {
  type: 'response.done',
  response: {
    status: 'completed',
    usage: { output_tokens: 121, cost: '0.5' },
    metadata: null,
    output: [{ content: [{ transcript: 'A Margarita, please and thanks' }] }],
    ok: true,
  },
};

describe('fieldTest', () => {
  test.each([
    ['response.status', true],
    ['response.nothing', false],
    ['response.metadata', true],
    ['response.status=completed', true],
    ['response.status = completed', true],
    ['response.status="completed"', true],
    ["response.status='completed'", true],
    ['response.status=complete', false],
    ['response.status!=failed', true],
    ['response.status!=completed', false],
    ['response.nothing!=completed', false],
    ['response.ok=true', true],
    ['response.metadata=null', true],
    ['response.usage.output_tokens=121', true],
    ['response.usage.output_tokens>100', true],
    ['response.usage.output_tokens > 121', false],
    ['response.usage.output_tokens>=121', true],
    ['response.usage.output_tokens<121', false],
    ['response.usage.output_tokens<=121', true],
    ['response.usage.cost<1', true],
    ['response.status>1', false],
    ['response.nothing<1', false],
    ['response.output.0.content.0.transcript ~ /margarita/i', true],
    ['response.output.0.content.0.transcript ~ /margarita/', false],
    ['response.output.0.content.0.transcript~/please\\sand/', true],
    ['response.output ~ /x/', false],
    ['type=response.done and response.status=completed', true],
    ['type=response.done and response.status=failed', false],
    ['response.output.0.content.0.transcript=A Margarita, please and response.ok=true', false],
    ['response.output.0.content.0.transcript="A Margarita, please and thanks" and response.ok', true],
    ['response.output.0.content.0.transcript ~ /a and|and t/ and response.ok=true', true],
    ['  response.ok=true  ', true],
    ['constructor', false],
    ['response.__proto__', false],
  ])('%s is %s', (expression, met) => {
    expect(fieldTest(expression)(raw)).toBe(met);
  });

  test('quoted values may hold escaped quotes', () => {
    expect(fieldTest(String.raw`a="x \"y\""`)({ a: 'x "y"' })).toBe(true);
  });

  test('asks the same every time', () => {
    const test = fieldTest('a ~ /x/g');
    expect([test({ a: 'x' }), test({ a: 'x' })]).toEqual([true, true]);
  });

  test.each([
    ['', 1, 'a field'],
    ['=x', 1, 'a field'],
    ['a=', 3, 'a value'],
    ['a="x', 3, 'a value'],
    ['a<x', 3, 'a number'],
    ['a ~ x', 5, 'a regular expression'],
    ['a ~ /(/', 5, 'a valid regular expression'],
    ['a ~ /x/k', 5, 'a valid regular expression'],
    ['a.', 2, "' and ' or the end"],
    ['a="x" b=y', 6, "' and ' or the end"],
    ['a=1 and ', 9, 'a field'],
    ['a or b', 2, "' and ' or the end"],
    ['a and =1', 7, 'a field'],
  ])('%s is wrong at position %i', (expression, position, expected) => {
    try {
      fieldTest(expression);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(SidebandError);
      expect(error).toMatchObject({ kind: 'usage' });
      expect((error as SidebandError).message).toContain(`at position ${position}: expected ${expected}`);
    }
  });
});
