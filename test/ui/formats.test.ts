import { describe, expect, it } from 'vitest';
import { formatNames, formatOf } from '../../src/ui/formats.ts';
import { entriesOf, header, received } from './scripts.ts';

describe('formatOf', () => {
  it.each(formatNames)('loads %s', async (name) => {
    const view = (await formatOf(name))({ header });
    const shown = entriesOf([received(1, 'error', { error: { message: 'no' } })]).map((entry) =>
      view.entry(entry),
    );
    expect(shown.join('').includes('no')).toBe(name !== 'transcript');
  });
});
