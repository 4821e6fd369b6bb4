import { expect, it } from 'vitest';
import type { Context } from '../../src/commands/context.ts';
import { remembering } from '../../src/commands/remembering.ts';
import { stateFolder } from '../../src/io/state-folder.ts';
import { run } from '../context.ts';

it.each([
  ['bare', 'nothing', 'all', 'bare'],
  [undefined, 'nothing', 'all', 'nothing'],
  [undefined, undefined, 'bare', 'bare'],
  [undefined, '', 'bare', 'bare'],
  [undefined, undefined, undefined, 'all'],
] as const)(
  'a flag (%s) goes before the environment (%s) before a setting (%s): %s',
  (flag, said, setting, kept) => {
    const env = { HOME: '/nonexistent', RT_SIDEBAND_REMEMBER: said };
    // No more of a context is looked at.
    const context = { env, state: stateFolder(env, 1) } as unknown as Context;
    expect(remembering(context, flag, setting).state.keeps).toBe(kept);
  },
);

it('a word that is none of them is refused before anything happens', async () => {
  const { code, stderr } = await run(['say', 'rtc_a', 'x'], { env: { RT_SIDEBAND_REMEMBER: 'off' } });
  expect(code).toBe(2);
  expect(stderr).toContain('RT_SIDEBAND_REMEMBER: expected one of all, bare, nothing: off');
});
