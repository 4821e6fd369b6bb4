import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, simulator } from '../sim/client.ts';
import { at, requests, ringing } from './ringing.ts';

afterEach(closeAll);

const rings = async (...faults: readonly string[]) => {
  const sim = await simulator({ scenario: 'idle', calls: 0, faults });
  return { sim, ...(await ringing(sim)) };
};

describe('reject', () => {
  it('turns a call away, with a status or without', async () => {
    const { sim, id, webhook } = await rings();
    const { code, stderr } = await at(sim, ['reject', '-', '--status', '486'], { stdin: webhook });
    expect(stderr).toMatch(
      /^turning away call …\w{8} from Ann \+15550100\nconfirmed: the server turned the call away with 486\n$/,
    );
    expect(code).toBe(0);
    expect(requests(sim, id)).toEqual(['POST /reject {"status_code":486}', 'HTTP 200']);
    const other = await ringing(sim);
    expect(await at(sim, ['reject', other.id])).toMatchObject({ code: 0 });
    expect(requests(sim, other.id)).toEqual(['POST /reject {}', 'HTTP 200']);
  });

  it.each([
    ['rest_reply=lost', 6, /^outcome unknown: .*; a call that rings cannot be looked at$/m],
    ['rest_reply=swallowed', 6, /^outcome unknown/m],
    ['rest_status=500x1', 6, /^outcome unknown/m],
    ['rest_status=409x1', 8, /^refused/m],
    ['rest_status=404x1', 3, /^refused/m],
    ['rest_status=401x1', 4, /^refused/m],
  ])('%s', async (fault, exit, words) => {
    const { sim, id } = await rings(fault);
    const { code, stderr } = await at(sim, ['reject', id]);
    expect(stderr).toMatch(words);
    expect(stderr).not.toMatch(/confirmed/);
    expect(code).toBe(exit);
    expect(requests(sim, id), 'it is never sent again').toHaveLength(2);
  });

  it('takes SIP statuses that end a call, and prints the request with --dry-run', async () => {
    const { sim, id } = await rings();
    for (const status of ['200', '299', '700', 'busy']) {
      expect(await at(sim, ['reject', id, '--status', status]), status).toMatchObject({ code: 2 });
    }
    const { code, stdout } = await at(sim, ['reject', id, '--status', '486', '--dry-run', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ method: 'POST', body: { status_code: 486 } });
    expect(sim.log()).toEqual([]);
  });
});
