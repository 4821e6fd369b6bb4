import { describe, expect, test } from 'vitest';
import type { Finder } from '../../../src/core/redact/patterns.ts';
import { heard, named } from '../../../src/core/redact/names.ts';

/** What of a text is found, and whose name it is. */
const foundBy = (find: Finder, text: string): readonly string[] =>
  find(text).map(({ from, to, value }) => `${text.slice(from, to)}: ${value}`);

describe('a name that was given', () => {
  test.each([
    ['I am Ada Example.', ['Ada Example: ada example']],
    ['ADA, then example', ['ADA: ada example', 'example: ada example']],
    ['Example-Ada and Adamant', ['Example: ada example', 'Ada: ada example']],
  ])('in %s', (text, found) => {
    expect(foundBy(named(['Ada Example']), text)).toEqual(found);
  });

  test('is found however its accents are written', () => {
    expect(foundBy(named(['José']), 'jose\u0301')).toEqual(['jose\u0301: josé']);
  });

  test('is found where its accents were left out, as the same', () => {
    expect(foundBy(named(['Zoë Brontë']), 'Zoe Bronte, zoë, BRONTE')).toEqual([
      'Zoe Bronte: zoë brontë',
      'zoë: zoë brontë',
      'BRONTE: zoë brontë',
    ]);
    expect(foundBy(heard(['Zoë Brontë']), 'zoe bronte; Zoe; bronte')).toEqual([
      'zoe bronte: zoë brontë',
      'Zoe: zoë brontë',
    ]);
  });
});

describe('a name that was heard', () => {
  test.each([
    ['rose miller called', ['rose miller: rose miller']],
    ['a rose for Rose', ['Rose: rose miller']],
    ['MILLER', ['MILLER: rose miller']],
    ['a miller', []],
  ])('in %s', (text, found) => {
    expect(foundBy(heard(['Rose Miller']), text)).toEqual(found);
  });

  test('whose parts are too short to be told from words is found whole', () => {
    expect(foundBy(heard(['Li Xu']), 'This is Li Xu, Li for short.')).toEqual(['Li Xu: li xu']);
  });
});

test('nobody’s name is nowhere', () => {
  for (const find of [named([]), named(['']), heard([])]) expect(find('Ada Example')).toEqual([]);
});
