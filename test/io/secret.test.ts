import { format, inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { secret } from '../../src/io/secret.ts';
import { canary } from '../connecting.ts';

describe('a secret', () => {
  const key = secret(canary);
  it.each([
    ['String', String(key)],
    ['a conversion', (key as unknown as { [Symbol.toPrimitive](): string })[Symbol.toPrimitive]()],
    ['inspect', inspect(key)],
    ['format', format('%s', key)],
    ['a join', [key].join()],
  ])('prints its last four characters under %s', (_, printed) => {
    expect(printed).toBe('[secret …last]');
  });

  it.each([
    ['JSON', JSON.stringify({ key })],
    ['inspect of all there is', inspect({ key }, { showHidden: true, depth: 9, getters: true })],
    ['format of an object', format('%o %O %j', key, { key }, { key })],
    ['its own fields', JSON.stringify(Object.values(key))],
    ['its source', Object.values(key).map(String).join()],
    ['an error with it as cause', inspect(new Error('x', { cause: key }))],
  ])('is not in %s', (_, printed) => {
    expect(printed).not.toContain('Canary7');
  });

  it('is given away by reveal alone', () => {
    expect(key.reveal()).toBe(canary);
  });

  it('shows nothing of a short one', () => {
    expect(String(secret('short'))).toBe('[secret]');
    expect(String(secret('a'.repeat(12)))).toBe('[secret …aaaa]');
  });

  it('hides itself in a text', () => {
    expect(key.hide(`a ${canary} b ${canary}`)).toBe('a [secret …last] b [secret …last]');
    expect(secret('').hide('text')).toBe('text');
  });
});
