import { expect, it } from 'vitest';
import { examining, type Check } from '../../src/commands/examining.ts';
import { fail, ok, skipped, warn } from '../../src/core/doctor/finding.ts';
import { manualClock } from '../manual-clock.ts';

const started = (leaving = new AbortController().signal) => {
  const heard: Check[] = [];
  const made = examining(
    { clock: manualClock(), leaving, clean: (text) => text.replaceAll('secret', '…') },
    { found: (check) => heard.push(check) },
  );
  return { made, heard };
};

it('does not make what stands on something broken, and blames the first of it', async () => {
  const { made, heard } = started();
  await made.check('dns', [], () => fail('dns', 'network', 'no', []));
  await made.check('tcp', ['dns'], () => expect.unreachable());
  await made.check('tls', ['tcp'], () => expect.unreachable());
  await made.check('vad', [], () => ok('vad', 'fine'));
  expect(heard.map(({ check, state, saw }) => [check, state, saw])).toEqual([
    ['dns', 'fail', 'no'],
    ['tcp', 'skipped', 'needs dns'],
    ['tls', 'skipped', 'needs dns'],
    ['vad', 'ok', 'fine'],
  ]);
  expect(made.broken(['tls'])).toBe('dns');
  expect(made.broken(['vad'])).toBeUndefined();
});

it('lets what was not needed or only doubtful pass', async () => {
  const { made } = started();
  await made.check('dns', [], () => skipped('dns', 'an address'));
  await made.check('tcp', ['dns'], () => warn('tcp', 'slow', []));
  expect((await made.check('tls', ['tcp', 'dns'], () => ok('tls', ''))).state).toBe('ok');
});

it('cleans every text, and gives what was measured as the time where it is known', async () => {
  const { made, heard } = started();
  const cause = { cause: 'secret', fix: 'secret', confidence: 'low' } as const;
  const facts = { secret: ['secret', { deep: 'secret', n: 1, none: null }] };
  await made.check('rest', [], () => ({
    ...warn('rest', 'secret', [cause], facts),
    detail: 'secret',
    took: 7,
  }));
  expect(JSON.stringify(heard)).not.toContain('secret');
  expect(heard[0]).toMatchObject({ ms: 7, facts: { '…': ['…', { deep: '…', n: 1, none: null }] } });
});

it('finds nothing any more once somebody leaves', async () => {
  const leaving = new AbortController();
  const { made, heard } = started(leaving.signal);
  await made.check('dns', [], () => {
    leaving.abort();
    return fail('dns', 'network', 'cut short', []);
  });
  await made.check('tcp', [], () => expect.unreachable());
  expect(heard).toEqual([]);
});
