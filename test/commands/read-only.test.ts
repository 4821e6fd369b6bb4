import { expect, it } from 'vitest';
import { readOnly } from '../../src/commands/read-only.ts';
import { asCallId } from '../../src/core/ids.ts';
import { scriptedLink } from '../scripted-link.ts';

it('gives a link that shows everything and sends nothing', async () => {
  const real = scriptedLink(() => []);
  const id = asCallId('rtc_1');
  if (id === undefined) throw new Error('not a call id');
  const link = await readOnly(() => Promise.resolve(real))(id, new AbortController().signal);
  expect(link.signals).toBe(real.signals);
  await expect(link.send({ type: 'response.create' }, 'say')).rejects.toMatchObject({ kind: 'internal' });
  expect(real.sent).toEqual([]);
  await link.close();
  const seen = [];
  for await (const signal of link.signals) seen.push(signal.kind === 'link' ? signal.change.to : 'frame');
  expect(seen).toEqual(['open', 'closed']);
});
