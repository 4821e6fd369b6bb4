import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import { bin, cleanUp, node, run, spawned } from './program.ts';

afterAll(cleanUp);

const expectShow = (stdout: string, stderr: string): void => {
  const shown = `${stdout}${stderr}`;
  expect(stdout).toMatch(/agent\s+“Good evening, this is the Blue Door bar\. What can I get you\?”/);
  expect(stdout).toMatch(/caller\s+“A margarita, please\.”/);
  expect(stdout).toMatch(/place_order\(\{"item":"Margarita","quantity":1\}\)/);
  // The operator's acts, and what came of them.
  expect(shown).toContain('/instruct --append Speak French from now on.');
  expect(stdout).toMatch(/agent\s+“Une margarita, neuf euros, dans cinq minutes\. Autre chose \?”/);
  expect(shown).toContain('/say The manager joins in two minutes.');
  expect(stdout).toMatch(/agent\s+“The manager joins in two minutes\.”/);
  expect(stdout).toMatch(/agent\s+“Merci, à tout de suite !”/);
  expect(stderr).toMatch(/attached to rtc_/);
  expect(stderr).toMatch(/the call has ended/);
};

describe.concurrent('demo', { timeout: 60_000 }, () => {
  it('shows a call being steered, without a key, and ends by itself', async () => {
    const began = performance.now();
    const { code, stdout, stderr } = await run(['demo']);
    expect(code).toBe(0);
    expect(performance.now() - began).toBeLessThan(30_000);
    expectShow(stdout, stderr);
    expect(stdout, 'piped text has no colour').not.toContain('\u001b');
  });

  const alone = spawnSync('unshare', ['-rn', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
  it.skipIf(!alone)('needs no network (skipped where a network of its own may not be made)', async () => {
    const line = `ip link set lo up && exec ${node} ${bin} demo`;
    const { code, stdout, stderr } = await spawned('unshare', ['-rn', 'sh', '-c', line]).ended;
    expect(code).toBe(0);
    expectShow(stdout, stderr);
  });
});
